import { failed, ok, type Result } from '../../contract/result.ts';
import type { PasswordChange, SignIn } from '../../contract/staff.ts';
import { audit } from '../store/audit.ts';
import { transact } from '../store/database.ts';
import { addSession, changeStaff, endSession, endSessionsOf, findStaff, type StaffMember } from '../store/staff.ts';
import { newToken } from '../tokens.ts';
import type { Passwords } from './passwords.ts';
import type { StaffDeps } from './require-staff.ts';
import { longestSession, type CurrentSession } from './sessions.ts';
import { trySignIn, type SignInTry } from './tries.ts';

export interface SignInDeps extends StaffDeps {
  passwords: Passwords;
}

/**
 * A new session. A name that nobody has, a disabled account and a wrong password are refused alike and after the same work.
 *
 * Errors: SIGN_IN_REFUSED, SIGN_IN_LOCKED, TOO_MANY_REQUESTS.
 */
export async function signIn(deps: SignInDeps, asked: SignIn, address: string): Promise<Result<CurrentSession>> {
  const proved = await prove(deps, asked, address);
  if (!proved.ok) return proved;
  const { member, counted } = proved.value;
  const at = deps.now();
  const { staff, name, role, passwordOnce } = member;
  const session = { token: newToken(), staff, expiresAt: at + longestSession };
  await transact(deps.database, async (transaction) => {
    await counted.settle(transaction, at);
    await addSession(transaction, deps.sealing, { ...session, usedAt: at });
    await audit(transaction, { at, actor: staff, action: 'sign-in', subject: staff, outcome: 'done' });
  });
  return ok({ ...session, name, role, passwordOnce });
}

/** Counts, compares, and keeps a record of what was refused. */
async function prove(
  deps: SignInDeps,
  { staff, password }: SignIn,
  address: string,
): Promise<Result<{ member: StaffMember; counted: SignInTry }>> {
  const counted = await trySignIn(deps, staff, address);
  if (!counted.ok) return counted;
  const member = await findStaff(deps.database, deps.sealing, staff);
  const matches = await deps.passwords.matches(password, member?.password);
  if (matches === 'busy') {
    await transact(deps.database, (transaction) => counted.value.withdraw(transaction, deps.now()));
    return failed('TOO_MANY_REQUESTS');
  }
  if (matches && member && member.disabledAt === undefined) return ok({ member, counted: counted.value });
  await transact(deps.database, (transaction) =>
    audit(transaction, {
      at: deps.now(),
      actor: 'nobody',
      action: 'sign-in',
      // What was typed may be anything, a password too.
      subject: member?.staff ?? 'nobody',
      outcome: counted.value.locks ? 'locked' : 'refused',
    }),
  );
  return failed('SIGN_IN_REFUSED');
}

export async function signOut({ database, sealing, now }: StaffDeps, { staff, token }: CurrentSession): Promise<void> {
  await transact(database, async (transaction) => {
    await endSession(transaction, sealing, token);
    await audit(transaction, { at: now(), actor: staff, action: 'sign-out', subject: staff, outcome: 'done' });
  });
}

/**
 * One's own password; every other session of the account ends.
 *
 * Errors: SIGN_IN_REFUSED (the current one is wrong), SIGN_IN_LOCKED, TOO_MANY_REQUESTS.
 */
export async function changePassword(
  deps: SignInDeps,
  session: CurrentSession,
  { current, password }: PasswordChange,
  address: string,
): Promise<Result> {
  const { staff, token, expiresAt } = session;
  const proved = await prove(deps, { staff, password: current }, address);
  if (!proved.ok) return proved;
  const hash = await deps.passwords.hash(password);
  const at = deps.now();
  if (hash === 'busy') {
    await transact(deps.database, (transaction) => proved.value.counted.withdraw(transaction, at));
    return failed('TOO_MANY_REQUESTS');
  }
  await transact(deps.database, async (transaction) => {
    await proved.value.counted.settle(transaction, at);
    await changeStaff(transaction, staff, { password: hash, passwordOnce: false });
    await endSessionsOf(transaction, staff);
    await addSession(transaction, deps.sealing, { token, staff, expiresAt, usedAt: at });
    await audit(transaction, { at, actor: staff, action: 'password-changed', subject: staff, outcome: 'done' });
  });
  return ok(undefined);
}
