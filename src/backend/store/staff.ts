import type { Role } from '../../contract/staff.ts';
import { z } from '../../contract/zod.ts';
import type { Database, Transaction } from './database.ts';
import type { Sealing } from './sealing.ts';

export interface StaffMember {
  staff: string;
  name: string;
  role: Role;
  /** scrypt, in the form that `npm run pin` prints. */
  password: string;
  /** Somebody else set the password: it opens nothing but its own change. */
  passwordOnce: boolean;
  disabledAt?: number | undefined;
}

export interface StoredSession {
  token: string;
  staff: string;
  /** The end, whether it is used or not. */
  expiresAt: number;
  usedAt: number;
}

const nameSchema = z.strictObject({ name: z.string() });
const recordOf = (staff: string) => `staff ${staff}`;

/** @returns whether nobody had this name */
export async function addStaff(transaction: Transaction, sealing: Sealing, member: StaffMember): Promise<boolean> {
  const { staff, name, role, password, passwordOnce, disabledAt } = member;
  const added = await transaction
    .insertInto('staff')
    .values({
      staff,
      role,
      password,
      password_once: passwordOnce ? 1 : 0,
      disabled_at: disabledAt ?? null,
      sealed: sealing.seal(recordOf(staff), { name }),
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('staff')
    .executeTakeFirst();
  return added !== undefined;
}

export async function changeStaff(
  transaction: Transaction,
  staff: string,
  change: Partial<Pick<StaffMember, 'role' | 'password' | 'passwordOnce' | 'disabledAt'>>,
): Promise<boolean> {
  const changed = await transaction
    .updateTable('staff')
    .set({
      ...(change.role !== undefined && { role: change.role }),
      ...(change.password !== undefined && { password: change.password }),
      ...(change.passwordOnce !== undefined && { password_once: change.passwordOnce ? 1 : 0 }),
      ...('disabledAt' in change && { disabled_at: change.disabledAt ?? null }),
    })
    .where('staff', '=', staff)
    .returning('staff')
    .executeTakeFirst();
  return changed !== undefined;
}

export async function findStaff(database: Database, sealing: Sealing, staff: string): Promise<StaffMember | undefined> {
  const row = await database.selectFrom('staff').selectAll().where('staff', '=', staff).executeTakeFirst();
  return row && memberOf(sealing, row);
}

/** In the order of their names for signing in. */
export async function allStaff(database: Database, sealing: Sealing): Promise<StaffMember[]> {
  const rows = await database.selectFrom('staff').selectAll().orderBy('staff').execute();
  return rows.map((row) => memberOf(sealing, row));
}

interface StaffRow {
  staff: string;
  role: Role;
  password: string;
  password_once: number;
  disabled_at: number | null;
  sealed: Buffer;
}

function memberOf(sealing: Sealing, row: StaffRow): StaffMember {
  return {
    staff: row.staff,
    name: nameSchema.parse(sealing.open(recordOf(row.staff), row.sealed)).name,
    role: row.role,
    password: row.password,
    passwordOnce: row.password_once === 1,
    disabledAt: row.disabled_at ?? undefined,
  };
}

export async function addSession(transaction: Transaction, sealing: Sealing, session: StoredSession): Promise<void> {
  const { token, staff, expiresAt, usedAt } = session;
  await transaction
    .insertInto('staff_session')
    .values({ token_mark: sealing.secretMark(token), staff, expires_at: expiresAt, used_at: usedAt })
    .execute();
}

/** A session and whose it is, as they are now. */
export async function findSession(
  database: Database,
  sealing: Sealing,
  token: string,
): Promise<{ session: StoredSession; member: StaffMember } | undefined> {
  const row = await database
    .selectFrom('staff_session')
    .innerJoin('staff', 'staff.staff', 'staff_session.staff')
    .selectAll()
    .where('token_mark', '=', sealing.secretMark(token))
    .executeTakeFirst();
  return (
    row && {
      session: { token, staff: row.staff, expiresAt: row.expires_at, usedAt: row.used_at },
      member: memberOf(sealing, row),
    }
  );
}

export async function useSession(database: Database, sealing: Sealing, token: string, at: number): Promise<void> {
  await database
    .updateTable('staff_session')
    .set({ used_at: at })
    .where('token_mark', '=', sealing.secretMark(token))
    .execute();
}

export async function endSession(database: Database, sealing: Sealing, token: string): Promise<void> {
  await database.deleteFrom('staff_session').where('token_mark', '=', sealing.secretMark(token)).execute();
}

export async function endSessionsOf(transaction: Transaction, staff: string): Promise<void> {
  await transaction.deleteFrom('staff_session').where('staff', '=', staff).execute();
}

/** Sessions that are over, whoever they were of. */
export async function forgetSessions(database: Database, expiredBefore: number, unusedSince: number): Promise<void> {
  await database
    .deleteFrom('staff_session')
    .where((where) => where.or([where('expires_at', '<=', expiredBefore), where('used_at', '<=', unusedSince)]))
    .execute();
}
