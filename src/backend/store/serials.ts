import type { Transaction } from './database.ts';

/** What three digits hold. */
export const lastSerial = 999;

/**
 * Takes as many of the wanted serials as the day has left, in one piece.
 * @param upTo the last one that may be given, at most 999
 * @returns the first, and how many
 */
export async function takeSerials(
  transaction: Transaction,
  letter: string,
  serviceDay: string,
  wanted: number,
  upTo: number,
): Promise<{ first: number; count: number }> {
  for (let count = Math.min(wanted, upTo); count > 0;) {
    const taken = await transaction
      .insertInto('serial_counter')
      .values({ letter, service_day: serviceDay, last_serial: count })
      .onConflict((conflict) =>
        conflict
          .columns(['letter', 'service_day'])
          .doUpdateSet((set) => ({ last_serial: set('serial_counter.last_serial', '+', count) }))
          .where('serial_counter.last_serial', '<=', upTo - count),
      )
      .returning('last_serial')
      .executeTakeFirst();
    if (taken) return { first: taken.last_serial - count + 1, count };
    const { last_serial: last } = await transaction
      .selectFrom('serial_counter')
      .select('last_serial')
      .where('letter', '=', letter)
      .where('service_day', '=', serviceDay)
      .executeTakeFirstOrThrow();
    count = Math.min(count - 1, upTo - last);
  }
  return { first: 0, count: 0 };
}
