import { shownEntrySchema, type BoardEvent, type ShownEntry } from '../../contract/queue-entries.ts';
import { tellWatchers, type Database, type Transaction } from './database.ts';

/** A queue entry changed; without one: the calls for staff did, which staff ask for by themselves. */
export type CentreEvent = BoardEvent | (Omit<BoardEvent, 'entry'> & { entry?: undefined });

/** Tells that staff were called, are coming, or are wanted no more. As {@link tell}. */
export const tellOfHelpCalls = (transaction: Transaction, at: number): Promise<number> =>
  tell(transaction, at, [undefined]);

/**
 * Tells that these entries changed. The row of `event_head` is held until the transaction commits, so that ids follow the order
 * of commits and who reads by id misses none: call it last.
 * @returns the last event's id
 */
export async function tell(
  transaction: Transaction,
  at: number,
  entries: readonly (ShownEntry | undefined)[],
): Promise<number> {
  const { last_id: last } = await transaction
    .updateTable('event_head')
    .set((head) => ({ last_id: head('last_id', '+', entries.length) }))
    .returning('last_id')
    .executeTakeFirstOrThrow();
  const first = last - entries.length + 1;
  const events = entries.map((entry, index): CentreEvent => ({
    id: first + index,
    at: new Date(at).toISOString(),
    entry,
  }));
  tellWatchers(transaction, events);
  if (events.length > 0)
    await transaction
      .insertInto('event')
      .values(
        events.map(({ id, entry }) => ({ id, at, entry: entry?.entry ?? '', data: JSON.stringify(entry ?? null) })),
      )
      .execute();
  return last;
}

/** Those after an id, in order. */
export async function eventsAfter(
  database: Database,
  id: number,
  limit: number,
  { since = 0 }: { since?: number } = {},
): Promise<CentreEvent[]> {
  const rows = await database
    .selectFrom('event')
    .selectAll()
    .where('id', '>', id)
    .where('at', '>=', since)
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    at: new Date(row.at).toISOString(),
    entry: shownEntrySchema.nullable().parse(JSON.parse(row.data)) ?? undefined,
  }));
}

/** Whether everything after this event is here. Ids that a replaced database told are not this one's. */
export async function isKept(database: Database, id: number): Promise<boolean> {
  const row = await database
    .selectFrom('event')
    .select('id')
    .where('id', 'in', [id, id + 1])
    .executeTakeFirst();
  return row !== undefined;
}

const oldestAtOnce = 1_000;

/** Deletes from the oldest on, in pieces, so that nobody waits for long. */
export async function forgetEvents(database: Database, before: number): Promise<void> {
  for (;;) {
    const { numDeletedRows } = await database
      .deleteFrom('event')
      .where('at', '<', before)
      .where('id', 'in', (oldest) => oldest.selectFrom('event').select('id').orderBy('id').limit(oldestAtOnce))
      .executeTakeFirst();
    if (numDeletedRows < oldestAtOnce) return;
  }
}

/** The entries that these events are about, by the events' ids. */
export async function findEvents(transaction: Transaction, ids: readonly number[]): Promise<Map<number, string>> {
  if (ids.length === 0) return new Map();
  const rows = await transaction
    .selectFrom('event')
    .select(['id', 'entry'])
    .where('id', 'in', [...ids])
    .execute();
  return new Map(rows.map(({ id, entry }) => [id, entry]));
}

export async function lastEvent(database: Database): Promise<number> {
  const head = await database.selectFrom('event_head').select('last_id').executeTakeFirstOrThrow();
  return head.last_id;
}
