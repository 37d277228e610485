import {
  markHeader,
  markSchema,
  numberRequestSchema,
  numberResponseSchema,
  printReportSchema,
} from '../../contract/backend-api.ts';
import { z } from '../../contract/zod.ts';
import { idempotencyHeadersSchema, sendFailure, sendProblem, type Routes } from '../http.ts';
import type { Log } from '../log.ts';
import { isDatabaseAway } from '../store/away.ts';
import { together } from '../together.ts';
import type { Asked } from './decide.ts';
import { linesSeen } from './lines-seen.ts';
import { issueNumbers, type IssuingDeps } from './issue.ts';
import { takeReport } from './reports.ts';

/** In one transaction. */
const mostTogether = 64;

/** A portrait is the largest part by far. */
const mostBytes = 524_288;

const numberHeadersSchema = idempotencyHeadersSchema.extend({ [markHeader]: markSchema.optional() });

export function queueRoutes(routes: Routes, deps: IssuingDeps & { log: Log }): void {
  const seen = linesSeen();
  const issueNumber = together(
    (asked: readonly Asked[]) => issueNumbers(deps, asked, seen),
    mostTogether,
    isDatabaseAway,
  );

  routes.post(
    '/v1/numbers',
    {
      config: { keepsNonce: true },
      bodyLimit: mostBytes,
      schema: { headers: numberHeadersSchema, body: numberRequestSchema, response: { 201: numberResponseSchema } },
    },
    async (request, reply) => {
      const key = { kiosk: request.kiosk, idempotencyKey: request.headers['idempotency-key'] };
      const { body, nonce } = request;
      const issued = await issueNumber({ key, request: body, mark: request.headers[markHeader], nonce });
      if (!issued.ok) {
        if (issued.code === 'NUMBERS_SUSPENDED') deps.log({ event: 'numbers-suspended' });
        return sendFailure(reply, issued.code);
      }
      if (issued.value.kind === 'replay') return sendProblem(reply, 401, 'BACKEND_REFUSED');
      if (issued.value.kind === 'other-body') return sendProblem(reply, 422, 'BACKEND_REFUSED');
      const { number, mark } = issued.value;
      if (mark !== undefined) reply.header(markHeader, mark);
      return reply.code(201).send(number);
    },
  );

  routes.post(
    '/v1/print-reports',
    { schema: { headers: idempotencyHeadersSchema, body: printReportSchema, response: { 204: z.null() } } },
    async (request, reply) => {
      const key = { kiosk: request.kiosk, idempotencyKey: request.headers['idempotency-key'] };
      const stored = await takeReport(deps, key, request.body);
      if (stored === 'no-such-ticket') return sendFailure(reply, 'NOT_FOUND');
      if (stored === 'other') return sendProblem(reply, 422, 'BACKEND_REFUSED');
      return reply.code(204).send(null);
    },
  );
}
