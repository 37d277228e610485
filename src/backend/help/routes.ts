import { helpCallSchema, openHelpCallsSchema } from '../../contract/help.ts';
import { z } from '../../contract/zod.ts';
import type { AnsweringDeps } from '../answer-once.ts';
import { askedOnce, idempotencyHeadersSchema, sendFailure, sendRefusal, type Routes } from '../http.ts';
import { requireStaff } from '../staff/require-staff.ts';
import { acknowledgeHelp, callHelp, endHelp, helpCallOf, openHelpCalls } from './help-calls.ts';

const callParamsSchema = z.strictObject({ callId: helpCallSchema.shape.callId });

/** For a kiosk: somebody there calls staff. */
export function helpRoutes(routes: Routes, deps: AnsweringDeps): void {
  routes.post(
    '/v1/help-calls',
    { schema: { headers: idempotencyHeadersSchema, body: z.strictObject({}), response: { 201: helpCallSchema } } },
    async (request, reply) => {
      const called = await callHelp(deps, askedOnce(`kiosk ${request.kiosk}`, request), request.kiosk);
      if (called === 'other-body' || !called.ok) return sendRefusal(reply, called);
      return reply.code(201).send(called.value);
    },
  );

  routes.get(
    '/v1/help-calls/:callId',
    { schema: { params: callParamsSchema, response: { 200: helpCallSchema } } },
    async (request, reply) => {
      const call = await helpCallOf(deps, request.params.callId, request.kiosk);
      return call.ok ? reply.send(call.value) : sendFailure(reply, call.code);
    },
  );

  routes.delete(
    '/v1/help-calls/:callId',
    { schema: { params: callParamsSchema, response: { 204: z.null() } } },
    async (request, reply) => {
      const ended = await endHelp(deps, request.params.callId, request.kiosk);
      return ended.ok ? reply.code(204).send(null) : sendFailure(reply, ended.code);
    },
  );
}

/** For who works at a counter. */
export function helpDeskRoutes(routes: Routes, deps: AnsweringDeps): void {
  const onRequest = requireStaff(deps, ['clerk', 'supervisor']);

  routes.get('/v1/help-calls', { onRequest, schema: { response: { 200: openHelpCallsSchema } } }, () =>
    openHelpCalls(deps),
  );

  routes.post(
    '/v1/help-calls/:callId/acknowledgement',
    {
      onRequest,
      schema: { headers: idempotencyHeadersSchema, params: callParamsSchema, response: { 204: z.null() } },
    },
    async (request, reply) => {
      const { staff } = request.staff;
      const done = await acknowledgeHelp(deps, askedOnce(`staff ${staff}`, request), request.params.callId, staff);
      if (done === 'other-body' || !done.ok) return sendRefusal(reply, done);
      return reply.code(204).send(null);
    },
  );
}
