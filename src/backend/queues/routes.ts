import { numberRequestSchema, numberResponseSchema, printReportSchema } from '../../contract/backend-api.ts';
import { z } from '../../contract/zod.ts';
import { idempotencyHeadersSchema, sendProblem, type Routes } from '../http.ts';
import { addPrintReport } from '../store/print-reports.ts';
import { together } from '../together.ts';
import type { Asked } from './decide.ts';
import { issueNumbers, type IssuingDeps } from './issue.ts';

/** In one transaction. */
const mostTogether = 64;

export function queueRoutes(routes: Routes, deps: IssuingDeps): void {
  const issueNumber = together((asked: readonly Asked[]) => issueNumbers(deps, asked), mostTogether);

  routes.post(
    '/v1/numbers',
    {
      schema: { headers: idempotencyHeadersSchema, body: numberRequestSchema, response: { 201: numberResponseSchema } },
    },
    async (request, reply) => {
      const key = { kiosk: request.kiosk, idempotencyKey: request.headers['idempotency-key'] };
      const issued = await issueNumber({ key, request: request.body });
      if (!issued.ok) return sendProblem(reply, 409, issued.code);
      if (issued.value.kind === 'other-body') return sendProblem(reply, 422, 'BACKEND_REFUSED');
      return reply.code(201).send(issued.value.number);
    },
  );

  routes.post(
    '/v1/print-reports',
    { schema: { headers: idempotencyHeadersSchema, body: printReportSchema, response: { 204: z.null() } } },
    async (request, reply) => {
      const key = { kiosk: request.kiosk, idempotencyKey: request.headers['idempotency-key'] };
      const stored = await addPrintReport(deps.database, key, request.body, deps.now());
      if (stored === 'no-such-ticket') return sendProblem(reply, 404, 'BACKEND_REFUSED');
      if (stored === 'other') return sendProblem(reply, 422, 'BACKEND_REFUSED');
      return reply.code(204).send(null);
    },
  );
}
