import { shownEntrySchema, type BoardEvent, type ShownEntry } from '../../contract/queue-entries.ts';
import type { Database, Transaction } from './database.ts';

/**
 * Tells that these entries changed. The row of `event_head` is held until the transaction commits, so that ids follow the order
 * of commits and who reads by id misses none: call it last.
 * @returns the last event's id
 */
export async function tell(transaction: Transaction, at: number, entries: readonly ShownEntry[]): Promise<number> {
  const { last_id: last } = await transaction
    .updateTable('event_head')
    .set((head) => ({ last_id: head('last_id', '+', entries.length) }))
    .returning('last_id')
    .executeTakeFirstOrThrow();
  const first = last - entries.length + 1;
  if (entries.length > 0)
    await transaction
      .insertInto('event')
      .values(
        entries.map((entry, index) => ({ id: first + index, at, entry: entry.entry, data: JSON.stringify(entry) })),
      )
      .execute();
  return last;
}

/** Those after an id, in order. */
export async function eventsAfter(database: Database, id: number, limit: number): Promise<BoardEvent[]> {
  const rows = await database.selectFrom('event').selectAll().where('id', '>', id).orderBy('id').limit(limit).execute();
  return rows.map((row) => ({
    id: row.id,
    at: new Date(row.at).toISOString(),
    entry: shownEntrySchema.parse(JSON.parse(row.data)),
  }));
}

export async function lastEvent(database: Database): Promise<number> {
  const head = await database.selectFrom('event_head').select('last_id').executeTakeFirstOrThrow();
  return head.last_id;
}
