import type { Insertable } from 'kysely';
import type { Transaction } from './database.ts';
import type { Tables } from './tables.ts';

export type NewEntry = Insertable<Tables['queue_entry']>;

export async function addEntries(transaction: Transaction, entries: readonly NewEntry[]): Promise<void> {
  if (entries.length > 0)
    await transaction
      .insertInto('queue_entry')
      .values([...entries])
      .execute();
}
