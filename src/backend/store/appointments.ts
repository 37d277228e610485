import type { Transaction } from './database.ts';

export interface NewAppointment {
  code: string;
  queue: string;
  serviceDay: string;
  at: number;
  personMark: Buffer | undefined;
}

/** An appointment that no visit came of yet. */
export interface DueAppointment {
  code: string;
  queue: string;
  at: number;
  /** Null where it belongs to whoever shows the code. */
  personMark: Buffer | null;
}

/** @returns false where the code is taken */
export async function addAppointment(
  transaction: Transaction,
  { code, queue, serviceDay, at, personMark }: NewAppointment,
): Promise<boolean> {
  const added = await transaction
    .insertInto('appointment')
    .values({
      code,
      queue,
      service_day: serviceDay,
      at,
      person_mark: personMark ?? null,
      ticket_token: null,
      cancelled_at: null,
    })
    .onConflict((conflict) => conflict.column('code').doNothing())
    .returning('code')
    .executeTakeFirst();
  return added !== undefined;
}

/**
 * Those of a day with these codes, or of these people, that were neither used nor cancelled; by when they are. They stay so until
 * the end of a transaction that holds the head.
 */
export async function findAppointments(
  transaction: Transaction,
  serviceDay: string,
  { codes, personMarks }: { codes: readonly string[]; personMarks: readonly Buffer[] },
): Promise<DueAppointment[]> {
  if (codes.length + personMarks.length === 0) return [];
  const rows = await transaction
    .selectFrom('appointment')
    .select(['code', 'queue', 'at', 'person_mark'])
    .where('service_day', '=', serviceDay)
    .where('ticket_token', 'is', null)
    .where('cancelled_at', 'is', null)
    .where((where) =>
      where.or([
        ...(codes.length > 0 ? [where('code', 'in', [...codes])] : []),
        ...(personMarks.length > 0 ? [where('person_mark', 'in', [...personMarks])] : []),
      ]),
    )
    .orderBy('at')
    .orderBy('code')
    .execute();
  return rows.map(({ person_mark: personMark, ...row }) => ({ ...row, personMark }));
}

/** An appointment that this transaction found, since it holds the head, becomes this visit. */
export async function takeAppointment(transaction: Transaction, code: string, ticketToken: string): Promise<void> {
  await transaction
    .updateTable('appointment')
    .set({ ticket_token: ticketToken })
    .where('code', '=', code)
    .where('ticket_token', 'is', null)
    .where('cancelled_at', 'is', null)
    .execute();
}

/**
 * The transaction holds the head: else a number may be given for it meanwhile.
 * @returns false where there is none with this code that is still to come
 */
export async function cancelAppointment(transaction: Transaction, code: string, at: number): Promise<boolean> {
  const { numUpdatedRows } = await transaction
    .updateTable('appointment')
    .set({ cancelled_at: at })
    .where('code', '=', code)
    .where('ticket_token', 'is', null)
    .where('cancelled_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Nobody came of it after all. */
export async function freeAppointment(transaction: Transaction, ticketToken: string): Promise<void> {
  await transaction
    .updateTable('appointment')
    .set({ ticket_token: null })
    .where('ticket_token', '=', ticketToken)
    .execute();
}
