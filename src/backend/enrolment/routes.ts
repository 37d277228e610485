import { ok } from '../../contract/result.ts';
import {
  enrolmentCodeRequestSchema,
  enrolmentCodeResponseSchema,
  enrolmentRequestSchema,
  enrolmentResponseSchema,
  kioskListSchema,
} from '../../contract/staff.ts';
import { z } from '../../contract/zod.ts';
import { answerOnce } from '../answer-once.ts';
import { askedOnce, idempotencyHeadersSchema, sendFailure, sendRefusal, type Routes } from '../http.ts';
import { requireStaff, type StaffDeps } from '../staff/require-staff.ts';
import { inTransaction } from '../store/database.ts';
import { allKiosks } from '../store/kiosks.ts';
import { enrol, makeEnrolmentCode, revoke } from './enrol.ts';
import { requireSignature } from './signatures.ts';

/** By a kiosk that has a key and no name yet. */
export function enrolmentRoutes(routes: Routes, deps: StaffDeps): void {
  requireSignature(routes, deps.now);
  routes.post(
    '/v1/enrolments',
    { schema: { body: enrolmentRequestSchema, response: { 201: enrolmentResponseSchema } } },
    async (request, reply) => {
      const { publicKey } = request.signature;
      const enrolled = await enrol(deps, { code: request.body.code, publicKey, address: request.ip });
      if (!enrolled.ok) return sendFailure(reply, enrolled.code);
      return reply.code(201).send(enrolled.value);
    },
  );
}

export function kioskAdministrationRoutes(routes: Routes, deps: StaffDeps): void {
  const byWhoSeesMachines = requireStaff(deps, ['operator', 'technician', 'administrator']);
  const byWhoChangesMachines = requireStaff(deps, ['technician', 'administrator']);

  routes.post(
    '/v1/enrolment-codes',
    {
      onRequest: byWhoChangesMachines,
      schema: {
        headers: idempotencyHeadersSchema,
        body: enrolmentCodeRequestSchema,
        response: { 201: enrolmentCodeResponseSchema },
      },
    },
    async (request, reply) => {
      const by = request.staff.staff;
      const made = await answerOnce(deps, askedOnce(`staff ${by}`, request), (settle) =>
        inTransaction(deps.database, async (transaction) => {
          const code = await makeEnrolmentCode(deps, transaction, by, request.body.kiosk);
          await settle(transaction, code);
          return ok(code);
        }),
      );
      if (made === 'other-body' || !made.ok) return sendRefusal(reply, made);
      return reply.code(201).send(made.value);
    },
  );

  routes.get(
    '/v1/kiosks',
    { onRequest: byWhoSeesMachines, schema: { response: { 200: kioskListSchema } } },
    async () => {
      const kiosks = await allKiosks(deps.database);
      return {
        kiosks: kiosks.map(({ kiosk, enrolledAt, revokedAt }) => ({
          kiosk,
          enrolledAt: new Date(enrolledAt).toISOString(),
          ...(revokedAt !== undefined && { revokedAt: new Date(revokedAt).toISOString() }),
        })),
      };
    },
  );

  routes.delete(
    '/v1/kiosks/:kiosk',
    {
      onRequest: byWhoChangesMachines,
      schema: { params: enrolmentCodeRequestSchema, response: { 204: z.null() } },
    },
    async (request, reply) => {
      if (!(await revoke(deps, request.staff.staff, request.params.kiosk))) return sendFailure(reply, 'NOT_FOUND');
      return reply.code(204).send(null);
    },
  );
}
