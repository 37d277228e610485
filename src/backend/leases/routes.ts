import { markHeader, markSchema } from '../../contract/backend-api.ts';
import type { FailureCode } from '../../contract/failures.ts';
import { emergencyNumberSchema, leaseRequestSchema, leaseSchema } from '../../contract/lease.ts';
import { z } from '../../contract/zod.ts';
import { askedOnce, idempotencyHeadersSchema, sendFailure, sendRefusal, type Routes } from '../http.ts';
import type { Log } from '../log.ts';
import { grantLease, type LeasingDeps } from './grant.ts';
import { mergeNumber, type MergingDeps } from './merge.ts';

const headersSchema = idempotencyHeadersSchema.extend({ [markHeader]: markSchema.optional() });

export function leaseRoutes(routes: Routes, deps: LeasingDeps & MergingDeps & { log: Log }): void {
  routes.post(
    '/v1/leases',
    {
      schema: { headers: headersSchema, body: leaseRequestSchema, response: { 201: leaseSchema } },
    },
    async (request, reply) => {
      const asked = askedOnce(`kiosk ${request.kiosk}`, request);
      const granted = await grantLease(deps, request.kiosk, asked, request.body, request.headers[markHeader]);
      if (granted === 'other-body') return sendRefusal(reply, granted);
      if (!granted.ok) {
        logSuspended(granted.code);
        if (granted.code === 'QUEUE_CLOSED')
          deps.log({ event: 'lease-refused', name: request.kiosk, code: granted.code });
        return sendRefusal(reply, granted);
      }
      return reply.code(201).send(granted.value);
    },
  );

  // The ticket's token is what makes it one, however often it comes; the key is not kept.
  routes.post(
    '/v1/emergency-numbers',
    { schema: { headers: headersSchema, body: emergencyNumberSchema, response: { 204: z.null() } } },
    async (request, reply) => {
      const merged = await mergeNumber(deps, request.kiosk, request.body, request.headers[markHeader]);
      if (!merged.ok) {
        logSuspended(merged.code);
        return sendFailure(reply, merged.code);
      }
      return reply.code(204).send(null);
    },
  );

  function logSuspended(code: FailureCode): void {
    if (code === 'NUMBERS_SUSPENDED') deps.log({ event: 'numbers-suspended' });
  }
}
