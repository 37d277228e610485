import { failed, ok, type Result } from '../../contract/result.ts';
import type { NewStaff, StaffChange } from '../../contract/staff.ts';
import { scryptHash } from '../../scrypt.ts';
import { answerOnce, type AskedOnce } from '../answer-once.ts';
import { audit, type AuditEntry } from '../store/audit.ts';
import { inTransaction } from '../store/database.ts';
import { addStaff, changeStaff, endSessionsOf } from '../store/staff.ts';
import { newCode } from '../tokens.ts';
import type { StaffDeps } from './require-staff.ts';
import type { SignInDeps } from './sign-in.ts';

/** Errors: BACKEND_REFUSED (the name is taken), TOO_MANY_REQUESTS, and those of {@link answerOnce}. */
export function addAccount(deps: SignInDeps, by: string, asked: AskedOnce, account: NewStaff) {
  return answerOnce(deps, asked, async (settle): Promise<Result<{ staff: string }>> => {
    const password = await deps.passwords.hash(account.password);
    if (password === 'busy') return failed('TOO_MANY_REQUESTS');
    const { staff, name, role } = account;
    return inTransaction(deps.database, async (transaction) => {
      if (!(await addStaff(transaction, deps.sealing, { staff, name, role, password, passwordOnce: true })))
        return failed('BACKEND_REFUSED');
      await audit(transaction, { at: deps.now(), actor: by, action: 'account-added', subject: staff, outcome: 'done' });
      await settle(transaction, { staff });
      return ok({ staff });
    });
  });
}

/** @returns whether there is such an account */
export async function changeAccount(
  deps: SignInDeps,
  by: string,
  staff: string,
  { role, disabled, password }: StaffChange,
): Promise<Result<boolean>> {
  const hash = password === undefined ? undefined : await deps.passwords.hash(password);
  if (hash === 'busy') return failed('TOO_MANY_REQUESTS');
  const at = deps.now();
  return inTransaction(deps.database, async (transaction) => {
    const isThere = await changeStaff(transaction, staff, {
      ...(role !== undefined && { role }),
      ...(hash !== undefined && { password: hash, passwordOnce: true }),
      ...(disabled !== undefined && { disabledAt: disabled ? at : undefined }),
    });
    if (!isThere) return ok(false);
    if (disabled === true || hash !== undefined) await endSessionsOf(transaction, staff);
    const actions: AuditEntry['action'][] = [
      ...(role === undefined ? [] : (['account-changed'] as const)),
      ...(hash === undefined ? [] : (['password-changed'] as const)),
      ...(disabled === undefined ? [] : ([disabled ? 'account-disabled' : 'account-enabled'] as const)),
    ];
    for (const action of actions) await audit(transaction, { at, actor: by, action, subject: staff, outcome: 'done' });
    return ok(true);
  });
}

const oneTimeLength = 16;

/**
 * An administrator by whoever may run commands on the server's machine: the first one, or one more where all lost their passwords.
 * @returns the password for the first sign-in, which changes it; undefined where the name is taken
 */
export async function addAdministrator(deps: StaffDeps, staff: string): Promise<string | undefined> {
  const once = newCode(oneTimeLength).toLowerCase();
  const password = await scryptHash(once);
  const { database, sealing, now } = deps;
  const added = await inTransaction(database, async (transaction) => {
    const member = { staff, name: staff, role: 'administrator' as const, password, passwordOnce: true };
    if (!(await addStaff(transaction, sealing, member))) return failed('BACKEND_REFUSED');
    const entry = { at: now(), actor: 'command-line', action: 'account-added' as const, subject: staff };
    await audit(transaction, { ...entry, outcome: 'done' });
    return ok(undefined);
  });
  return added.ok ? once : undefined;
}
