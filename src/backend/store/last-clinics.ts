import type { Database, Transaction } from './database.ts';

export interface LastClinic {
  personMark: Buffer;
  queue: string;
  serviceDay: string;
}

/** Each takes the place of the person's one before; of two at once one is kept. */
export async function noteLastClinics(transaction: Transaction, noted: readonly LastClinic[]): Promise<void> {
  const byPerson = new Map(noted.map((one) => [one.personMark.toString('hex'), one]));
  if (byPerson.size === 0) return;
  await transaction
    .insertInto('last_clinic')
    .values(
      [...byPerson.values()].map(({ personMark, queue, serviceDay }) => ({
        person_mark: personMark,
        queue,
        service_day: serviceDay,
      })),
    )
    .onConflict((conflict) =>
      conflict.column('person_mark').doUpdateSet((added) => ({
        queue: added.ref('excluded.queue'),
        service_day: added.ref('excluded.service_day'),
      })),
    )
    .execute();
}

export async function findLastClinic(transaction: Transaction, personMark: Buffer): Promise<string | undefined> {
  const row = await transaction
    .selectFrom('last_clinic')
    .select('queue')
    .where('person_mark', '=', personMark)
    .executeTakeFirst();
  return row?.queue;
}

/** Deletes those of service days before this one. */
export async function forgetLastClinics(database: Database, before: string): Promise<void> {
  await database.deleteFrom('last_clinic').where('service_day', '<', before).execute();
}
