import { emergencyNumberSchema, leaseRequestSchema, leaseSchema } from '../../contract/lease.ts';
import { z } from '../../contract/zod.ts';
import { askedOnce, idempotencyHeadersSchema, sendFailure, sendRefusal, type Routes } from '../http.ts';
import { grantLease, type LeasingDeps } from './grant.ts';
import { mergeNumber, type MergingDeps } from './merge.ts';

export function leaseRoutes(routes: Routes, deps: LeasingDeps & MergingDeps): void {
  routes.post(
    '/v1/leases',
    {
      schema: { headers: idempotencyHeadersSchema, body: leaseRequestSchema, response: { 201: leaseSchema } },
    },
    async (request, reply) => {
      const asked = askedOnce(`kiosk ${request.kiosk}`, request);
      const granted = await grantLease(deps, request.kiosk, asked, request.body);
      if (granted === 'other-body' || !granted.ok) return sendRefusal(reply, granted);
      return reply.code(201).send(granted.value);
    },
  );

  // The ticket's token is what makes it one, however often it comes; the key is not kept.
  routes.post(
    '/v1/emergency-numbers',
    { schema: { headers: idempotencyHeadersSchema, body: emergencyNumberSchema, response: { 204: z.null() } } },
    async (request, reply) => {
      const merged = await mergeNumber(deps, request.kiosk, request.body);
      if (!merged.ok) return sendFailure(reply, merged.code);
      return reply.code(204).send(null);
    },
  );
}
