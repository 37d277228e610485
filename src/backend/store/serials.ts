import { sql } from 'kysely';
import type { Database, Transaction } from './database.ts';
import type { Tables } from './tables.ts';

/** What three digits hold. */
export const lastSerial = 999;

/**
 * Takes as many of the wanted serials as the day has left, in one piece.
 * @param quota how many may be given in all, besides those that nobody holds
 * @returns the first, and how many
 */
export async function takeSerials(
  transaction: Transaction,
  letter: string,
  serviceDay: string,
  wanted: number,
  quota: number,
): Promise<{ first: number; count: number }> {
  for (let count = Math.min(wanted, quota, lastSerial); count > 0;) {
    const taken = await transaction
      .insertInto('serial_counter')
      .values({ letter, service_day: serviceDay, last_serial: count })
      .onConflict((conflict) =>
        conflict
          .columns(['letter', 'service_day'])
          .doUpdateSet((set) => ({ last_serial: set('serial_counter.last_serial', '+', count) }))
          .where('serial_counter.last_serial', '<=', lastSerial - count)
          .where(sql`serial_counter.last_serial - serial_counter.skipped`, '<=', quota - count),
      )
      .returning('last_serial')
      .executeTakeFirst();
    if (taken) return { first: taken.last_serial - count + 1, count };
    const { last_serial: last, skipped } = await transaction
      .selectFrom('serial_counter')
      .select(['last_serial', 'skipped'])
      .where('letter', '=', letter)
      .where('service_day', '=', serviceDay)
      .executeTakeFirstOrThrow();
    count = Math.min(count - 1, lastSerial - last, quota - (last - skipped));
  }
  return { first: 0, count: 0 };
}

export interface Gap {
  letter: string;
  serviceDay: string;
  first: number;
  last: number;
  reason: Tables['serial_gap']['reason'];
}

/**
 * Passes over the day's next serials: nobody is given them.
 * @returns the gap, unless the day has none left
 */
export async function skipSerials(
  transaction: Transaction,
  letter: string,
  serviceDay: string,
  count: number,
  reason: Gap['reason'],
  at: number,
): Promise<Gap | undefined> {
  const taken = await takeSerials(transaction, letter, serviceDay, count, 2 * lastSerial);
  if (taken.count === 0) return undefined;
  const gap = { letter, serviceDay, first: taken.first, last: taken.first + taken.count - 1, reason };
  await noteGap(transaction, gap, at);
  return gap;
}

/** Notes that nobody holds serials that were taken. */
export async function noteGap(
  transaction: Transaction,
  { letter, serviceDay, first, last, reason }: Gap,
  at: number,
): Promise<void> {
  await transaction
    .insertInto('serial_gap')
    .values({ letter, service_day: serviceDay, first_serial: first, last_serial: last, reason, noted_at: at })
    .execute();
  await transaction
    .updateTable('serial_counter')
    .set((counter) => ({ skipped: counter('skipped', '+', last - first + 1) }))
    .where('letter', '=', letter)
    .where('service_day', '=', serviceDay)
    .execute();
}

export async function gapsOf(database: Database, serviceDay: string): Promise<(Gap & { notedAt: number })[]> {
  const rows = await database
    .selectFrom('serial_gap')
    .selectAll()
    .where('service_day', '=', serviceDay)
    .orderBy('letter')
    .orderBy('first_serial')
    .execute();
  return rows.map((row) => ({
    letter: row.letter,
    serviceDay: row.service_day,
    first: row.first_serial,
    last: row.last_serial,
    reason: row.reason,
    notedAt: row.noted_at,
  }));
}
