import { findSession, useSession, type StaffMember } from '../store/staff.ts';
import type { StaffDeps } from './require-staff.ts';

/** From signing in to the end, however busy: a shift. */
export const longestSession = 12 * 3_600_000;
/** A session that nobody used for so long is over: an unattended counter. */
export const longestIdle = 60 * 60_000;
/** How exactly the last use is known; each change of it is a write. */
const usedTo = 60_000;

export interface CurrentSession extends Pick<StaffMember, 'staff' | 'name' | 'role' | 'passwordOnce'> {
  token: string;
  expiresAt: number;
}

/** The session of this token, if it is not over and the account is not disabled. Using it keeps it. */
export async function currentSession(
  { database, sealing, now }: StaffDeps,
  token: string,
): Promise<CurrentSession | undefined> {
  const found = await findSession(database, sealing, token);
  if (!found) return undefined;
  const { session, member } = found;
  const at = now();
  const isOver = at >= session.expiresAt || at >= session.usedAt + longestIdle;
  if (isOver || member.disabledAt !== undefined) return undefined;
  if (at >= session.usedAt + usedTo) await useSession(database, sealing, token, at);
  const { staff, name, role, passwordOnce } = member;
  return { token, expiresAt: session.expiresAt, staff, name, role, passwordOnce };
}
