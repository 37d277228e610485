import type { Database, Transaction } from './database.ts';

/** Sessions and enrolment codes end, whoever has them: a copy that was restored knows some that ended after it was made. */
export async function endAdmissions(transaction: Transaction): Promise<void> {
  for (const table of ['staff_session', 'enrolment_code'] as const) await transaction.deleteFrom(table).execute();
}

export interface Admitted {
  kiosks: string[];
  accounts: { staff: string; role: string }[];
}

/** Whom the database lets in: kiosks that are enrolled, and accounts that nobody shut. */
export async function findAdmitted(database: Database): Promise<Admitted> {
  const kiosks = await database
    .selectFrom('kiosk')
    .select('kiosk')
    .where('revoked_at', 'is', null)
    .orderBy('kiosk')
    .execute();
  const accounts = await database
    .selectFrom('staff')
    .select(['staff', 'role'])
    .where('disabled_at', 'is', null)
    .orderBy('staff')
    .execute();
  return { kiosks: kiosks.map(({ kiosk }) => kiosk), accounts };
}
