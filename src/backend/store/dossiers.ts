import type { Transaction } from './database.ts';

/**
 * Takes the day's next serials of dossier codes, one row for all units of the centre: whoever takes others waits until this
 * transaction ends.
 * @returns the first of `count` consecutive ones
 */
export async function takeDossierSerials(transaction: Transaction, serviceDay: string, count: number): Promise<number> {
  const { last_serial: last } = await transaction
    .insertInto('dossier_counter')
    .values({ service_day: serviceDay, last_serial: count })
    .onConflict((conflict) =>
      conflict.column('service_day').doUpdateSet((set) => ({
        last_serial: set('dossier_counter.last_serial', '+', set.ref('excluded.last_serial')),
      })),
    )
    .returning('last_serial')
    .executeTakeFirstOrThrow();
  return last - count + 1;
}
