import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FailureCode } from '../../contract/failures.ts';
import type { Role } from '../../contract/staff.ts';
import { sendProblem } from '../http.ts';
import type { Database } from '../store/database.ts';
import type { Sealing } from '../store/sealing.ts';
import { isFromOwnPage } from './own-page.ts';
import { currentSession, type CurrentSession } from './sessions.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is signed in; set by {@link requireStaff}. */
    staff: CurrentSession;
  }
}

export interface StaffDeps {
  database: Database;
  sealing: Sealing;
  now: () => number;
}

/** The cookie of a session. */
export const sessionCookie = 'tram-staff';

/**
 * An onRequest hook: lets in who is signed in with one of these roles. 401 SIGN_IN_REFUSED where nobody is; 403 PASSWORD_ONE_TIME
 * until a password that somebody else set is changed; 403 BACKEND_REFUSED for other roles and other sites' pages.
 */
export function requireStaff(deps: StaffDeps, roles: readonly Role[]) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const admitted = await admit(deps, request);
    if (!admitted.ok) return sendProblem(reply, admitted.status, admitted.code);
    if (admitted.session.passwordOnce) return sendProblem(reply, 403, 'PASSWORD_ONE_TIME');
    if (!roles.includes(admitted.session.role)) return sendProblem(reply, 403, 'BACKEND_REFUSED');
    request.staff = admitted.session;
    return undefined;
  };
}

/** The same for what everybody who is signed in may do, even with a password that must be changed. */
export function requireSession(deps: StaffDeps) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const admitted = await admit(deps, request);
    if (!admitted.ok) return sendProblem(reply, admitted.status, admitted.code);
    request.staff = admitted.session;
    return undefined;
  };
}

type Admitted = { ok: true; session: CurrentSession } | { ok: false; status: number; code: FailureCode };

async function admit(deps: StaffDeps, request: FastifyRequest): Promise<Admitted> {
  if (!isFromOwnPage(request)) return { ok: false, status: 403, code: 'BACKEND_REFUSED' };
  const token = request.cookies[sessionCookie];
  const session = token === undefined ? undefined : await currentSession(deps, token);
  return session ? { ok: true, session } : { ok: false, status: 401, code: 'SIGN_IN_REFUSED' };
}
