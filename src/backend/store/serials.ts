import type { Database, Transaction } from './database.ts';
import type { Tables } from './tables.ts';

/** What three digits hold. */
export const lastSerial = 999;

/** How many serials of a letter somebody would like. */
export interface WantedSerials {
  letter: string;
  count: number;
  /** How many may be given in all, besides those that nobody holds. */
  quota?: number | undefined;
}

/** Consecutive ones. */
export interface TakenSerials {
  letter: string;
  first: number;
  count: number;
}

/**
 * Takes as many of the wanted serials as the day has left, of each letter in one piece.
 * @param wanted each letter once
 * @returns those of which there are any
 */
export async function takeSerials(
  transaction: Transaction,
  serviceDay: string,
  wanted: readonly WantedSerials[],
): Promise<TakenSerials[]> {
  const left = await readLeft(transaction, serviceDay, wanted);
  const taking = wanted.flatMap(({ letter, count }) => {
    const most = Math.min(count, left.get(letter) ?? 0);
    return most > 0 ? [{ letter, service_day: serviceDay, last_serial: most }] : [];
  });
  if (taking.length === 0) return [];
  const rows = await transaction
    .insertInto('serial_counter')
    .values(taking)
    .onConflict((conflict) =>
      conflict.columns(['letter', 'service_day']).doUpdateSet((set) => ({
        last_serial: set('serial_counter.last_serial', '+', set.ref('excluded.last_serial')),
      })),
    )
    .returning(['letter', 'last_serial'])
    .execute();
  const counts = new Map(taking.map(({ letter, last_serial: count }) => [letter, count]));
  return rows.map(({ letter, last_serial: last }) => {
    const count = counts.get(letter) ?? 0;
    if (last > lastSerial) throw new Error('somebody else takes serials meanwhile');
    return { letter, first: last - count + 1, count };
  });
}

/** How many serials each letter may still give today. */
async function readLeft(
  transaction: Transaction,
  serviceDay: string,
  wanted: readonly WantedSerials[],
): Promise<Map<string, number>> {
  if (wanted.length === 0) return new Map();
  const rows = await transaction
    .selectFrom('serial_counter')
    .select(['letter', 'last_serial', 'skipped'])
    .where('service_day', '=', serviceDay)
    .where(
      'letter',
      'in',
      wanted.map(({ letter }) => letter),
    )
    .execute();
  const counters = new Map(rows.map((row) => [row.letter, row]));
  return new Map(
    wanted.map(({ letter, quota = Infinity }) => {
      const { last_serial: last, skipped } = counters.get(letter) ?? { last_serial: 0, skipped: 0 };
      return [letter, Math.min(lastSerial - last, quota - (last - skipped))];
    }),
  );
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
  const [taken] = await takeSerials(transaction, serviceDay, [{ letter, count }]);
  if (!taken) return undefined;
  const gap = { letter, serviceDay, first: taken.first, last: taken.first + taken.count - 1, reason };
  await noteGap(transaction, gap, at);
  return gap;
}

/** Passes over those of a day's next serials that are not above this one. */
export async function skipUpTo(
  transaction: Transaction,
  { letter, serviceDay, serial }: { letter: string; serviceDay: string; serial: number },
  reason: Gap['reason'],
  at: number,
): Promise<void> {
  const left = (await readLeft(transaction, serviceDay, [{ letter, count: 1 }])).get(letter) ?? 0;
  await skipSerials(transaction, letter, serviceDay, serial - (lastSerial - left), reason, at);
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
