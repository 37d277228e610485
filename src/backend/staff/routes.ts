import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  newStaffSchema,
  passwordChangeSchema,
  signInSchema,
  staffChangeSchema,
  staffIdSchema,
  staffListSchema,
  staffSessionSchema,
  type StaffSession,
} from '../../contract/staff.ts';
import { z } from '../../contract/zod.ts';
import { askedOnce, idempotencyHeadersSchema, sendFailure, sendProblem, sendRefusal, type Routes } from '../http.ts';
import { allStaff } from '../store/staff.ts';
import { addAccount, changeAccount } from './accounts.ts';
import { isFromOwnPage } from './own-page.ts';
import { createPasswords } from './passwords.ts';
import { requireSession, requireStaff, sessionCookie, type StaffDeps } from './require-staff.ts';
import type { CurrentSession } from './sessions.ts';
import { changePassword, signIn, signOut } from './sign-in.ts';

const ofStaff = z.strictObject({ staff: staffIdSchema });

export function staffRoutes(routes: Routes, deps: StaffDeps): void {
  const signingIn = { ...deps, passwords: createPasswords() };
  const onRequest = requireSession(deps);
  const byAdministrator = requireStaff(deps, ['administrator']);

  routes.post(
    '/v1/staff-sessions',
    { onRequest: refuseOtherPages, schema: { body: signInSchema, response: { 201: staffSessionSchema } } },
    async (request, reply) => {
      const session = await signIn(signingIn, request.body, request.ip);
      if (!session.ok) return sendFailure(reply, session.code);
      return reply
        .setCookie(sessionCookie, session.value.token, cookieFor(request))
        .code(201)
        .send(toldOf(session.value));
    },
  );

  routes.get(
    '/v1/staff-sessions/current',
    { onRequest, schema: { response: { 200: staffSessionSchema } } },
    (request) => toldOf(request.staff),
  );

  routes.delete(
    '/v1/staff-sessions/current',
    { onRequest, schema: { response: { 204: z.null() } } },
    async (request, reply) => {
      await signOut(deps, request.staff);
      return reply.clearCookie(sessionCookie, cookieFor(request)).code(204).send(null);
    },
  );

  routes.put(
    '/v1/staff-sessions/current/password',
    { onRequest, schema: { body: passwordChangeSchema, response: { 204: z.null() } } },
    async (request, reply) => {
      const changed = await changePassword(signingIn, request.staff, request.body, request.ip);
      if (!changed.ok) return sendFailure(reply, changed.code);
      return reply.code(204).send(null);
    },
  );

  routes.get('/v1/staff', { onRequest: byAdministrator, schema: { response: { 200: staffListSchema } } }, async () => {
    const all = await allStaff(deps.database, deps.sealing);
    return {
      staff: all.map(({ staff, name, role, disabledAt }) => ({
        staff,
        name,
        role,
        ...(disabledAt !== undefined && { disabledAt: new Date(disabledAt).toISOString() }),
      })),
    };
  });

  routes.post(
    '/v1/staff',
    {
      onRequest: byAdministrator,
      schema: { headers: idempotencyHeadersSchema, body: newStaffSchema, response: { 201: ofStaff } },
    },
    async (request, reply) => {
      const by = request.staff.staff;
      const added = await addAccount(signingIn, by, askedOnce(`staff ${by}`, request), request.body);
      if (added === 'other-body' || !added.ok) return sendRefusal(reply, added);
      return reply.code(201).send(added.value);
    },
  );

  routes.patch(
    '/v1/staff/:staff',
    { onRequest: byAdministrator, schema: { params: ofStaff, body: staffChangeSchema, response: { 204: z.null() } } },
    async (request, reply) => {
      const { staff } = request.params;
      const by = request.staff.staff;
      // So that there is always one administrator left.
      if (staff === by) return sendProblem(reply, 409, 'BACKEND_REFUSED');
      const changed = await changeAccount(signingIn, by, staff, request.body);
      if (!changed.ok) return sendFailure(reply, changed.code);
      if (!changed.value) return sendFailure(reply, 'NOT_FOUND');
      return reply.code(204).send(null);
    },
  );
}

async function refuseOtherPages(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  if (!isFromOwnPage(request)) await sendProblem(reply, 403, 'BACKEND_REFUSED');
}

const toldOf = ({ staff, name, role, expiresAt, passwordOnce }: CurrentSession): StaffSession => ({
  staff,
  name,
  role,
  expiresAt: new Date(expiresAt).toISOString(),
  passwordOnce,
});

/** Sent over https only; a browser on the server's own machine may use http. */
const cookieFor = ({ hostname }: FastifyRequest) =>
  ({ path: '/', httpOnly: true, sameSite: 'strict', secure: !isLoopback(hostname) }) as const;

const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
