import { tokenSchema } from '../../contract/backend-api.ts';
import {
  appointmentRequestSchema,
  appointmentResponseSchema,
  callRequestSchema,
  entryChangeSchema,
  queueEntriesSchema,
  queueListSchema,
  shownEntrySchema,
  ticketStatusSchema,
  type EntryChange,
} from '../../contract/queue-entries.ts';
import { queueIdSchema } from '../../contract/queue.ts';
import type { Role } from '../../contract/staff.ts';
import { z } from '../../contract/zod.ts';
import { askedOnce, idempotencyHeadersSchema, sendFailure, sendProblem, sendRefusal, type Routes } from '../http.ts';
import { requireStaff } from '../staff/require-staff.ts';
import { cancel, makeAppointment } from './appointments.ts';
import { call } from './call.ts';
import { change } from './change.ts';
import { queueEntries, queueList, ticketStatus } from './queues.ts';
import { workOnce, type CallingDeps } from './work.ts';

/** For who works at a counter. */
export function callingRoutes(routes: Routes, deps: CallingDeps): void {
  const onRequest = requireStaff(deps, ['clerk', 'supervisor']);

  routes.get('/v1/queues', { onRequest, schema: { response: { 200: queueListSchema } } }, () => queueList(deps));

  routes.get(
    '/v1/queues/:queue/entries',
    {
      onRequest,
      schema: { params: z.strictObject({ queue: queueIdSchema }), response: { 200: queueEntriesSchema } },
    },
    async (request, reply) => {
      const entries = await queueEntries(deps, request.params.queue);
      return entries ? reply.send(entries) : sendFailure(reply, 'NOT_FOUND');
    },
  );

  routes.post(
    '/v1/calls',
    {
      onRequest,
      schema: { headers: idempotencyHeadersSchema, body: callRequestSchema, response: { 201: shownEntrySchema } },
    },
    async (request, reply) => {
      const { staff, body } = request;
      if (body.entry !== undefined && staff.role !== 'supervisor') return sendProblem(reply, 403, 'BACKEND_REFUSED');
      const called = await workOnce(deps, askedOnce(`staff ${staff.staff}`, request), staff, (circumstances) =>
        call(circumstances, body),
      );
      if (called === 'other-body' || !called.ok) return sendRefusal(reply, called);
      return reply.code(201).send(called.value);
    },
  );

  routes.post(
    '/v1/entries/:entry/changes',
    {
      onRequest,
      schema: {
        headers: idempotencyHeadersSchema,
        params: z.strictObject({ entry: tokenSchema }),
        body: entryChangeSchema,
        response: { 201: shownEntrySchema },
      },
    },
    async (request, reply) => {
      const { staff, body, params } = request;
      if (!mayChange(staff.role, body)) return sendProblem(reply, 403, 'BACKEND_REFUSED');
      const changed = await workOnce(deps, askedOnce(`staff ${staff.staff}`, request), staff, (circumstances) =>
        change(circumstances, params.entry, body),
      );
      if (changed === 'other-body' || !changed.ok) return sendRefusal(reply, changed);
      return reply.code(201).send(changed.value);
    },
  );

  routes.post(
    '/v1/appointments',
    {
      onRequest,
      schema: {
        headers: idempotencyHeadersSchema,
        body: appointmentRequestSchema,
        response: { 201: appointmentResponseSchema },
      },
    },
    async (request, reply) => {
      const { staff, body } = request;
      const made = await makeAppointment(deps, askedOnce(`staff ${staff.staff}`, request), staff.staff, body);
      if (made === 'other-body' || !made.ok) return sendRefusal(reply, made);
      return reply.code(201).send(made.value);
    },
  );

  routes.delete(
    '/v1/appointments/:code',
    {
      onRequest,
      schema: {
        params: z.strictObject({ code: appointmentResponseSchema.shape.code }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const isCancelled = await cancel(deps, request.params.code, request.staff.staff);
      return isCancelled ? reply.code(204).send(null) : sendFailure(reply, 'NOT_FOUND');
    },
  );
}

const mayChange = (role: Role, wanted: EntryChange): boolean =>
  role === 'supervisor' || wanted.change !== 'priority' || wanted.priority === 'emergency';

/** For whoever shows a ticket's token. */
export function ticketRoutes(routes: Routes, deps: CallingDeps): void {
  routes.get(
    '/v1/tickets/:ticketToken',
    { schema: { params: z.strictObject({ ticketToken: tokenSchema }), response: { 200: ticketStatusSchema } } },
    async (request, reply) => {
      const status = await ticketStatus(deps, request.params.ticketToken);
      return status ? reply.send(status) : sendFailure(reply, 'NOT_FOUND');
    },
  );
}
