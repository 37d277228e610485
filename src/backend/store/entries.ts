import type { Insertable, Updateable } from 'kysely';
import type { EntryPriority, EntryState } from '../../contract/queue-entries.ts';
import { formatQueueNumber } from '../../contract/queue.ts';
import { serviceIdSchema, type ServiceId } from '../../contract/services.ts';
import type { Database, Transaction } from './database.ts';
import type { Tables } from './tables.ts';

export type NewEntry = Insertable<Tables['queue_entry']>;
export type EntryUpdate = Omit<Updateable<Tables['queue_entry']>, 'calls'> & { isCalled?: true; changed_at: number };

/** A visit in one queue. */
export interface Entry {
  id: string;
  ticketToken: string;
  /** The visit's, on its ticket. */
  number: string;
  service: ServiceId;
  unverified: boolean;
  step: number;
  queue: string;
  serviceDay: string;
  arrivedAt: number;
  appointmentAt: number | null;
  priority: EntryPriority;
  priorityProven: boolean;
  state: EntryState;
  counter: string | null;
  calls: number;
  returned: boolean;
}

export async function addEntries(transaction: Transaction, entries: readonly NewEntry[]): Promise<void> {
  if (entries.length > 0)
    await transaction
      .insertInto('queue_entry')
      .values([...entries])
      .execute();
}

/** Nobody is there to be called. */
export async function leaveUncalled(
  transaction: Transaction,
  ticketToken: string,
  at: number,
): Promise<{ entry: string; queue: string } | undefined> {
  const left = await transaction
    .updateTable('queue_entry')
    .set({ state: 'left', ended_at: at, changed_at: at })
    .where('ticket_token', '=', ticketToken)
    .where('state', '=', 'waiting')
    .returning(['id', 'queue'])
    .executeTakeFirst();
  return left && { entry: left.id, queue: left.queue };
}

const entries = (database: Database | Transaction) =>
  database
    .selectFrom('queue_entry')
    .innerJoin('visit', 'visit.ticket_token', 'queue_entry.ticket_token')
    .select(['id', 'queue_entry.ticket_token', 'letter', 'serial', 'service', 'unverified', 'step', 'queue'])
    .select(['queue_entry.service_day', 'queue_entry.arrived_at', 'appointment_at', 'priority', 'priority_proven'])
    .select(['state', 'counter', 'calls', 'returned']);
type EntryRow = Awaited<ReturnType<ReturnType<typeof entries>['execute']>>[number];

const entryOf = (row: EntryRow): Entry => ({
  id: row.id,
  ticketToken: row.ticket_token,
  number: formatQueueNumber(row.letter, row.serial),
  service: serviceIdSchema.parse(row.service),
  unverified: row.unverified === 1,
  step: row.step,
  queue: row.queue,
  serviceDay: row.service_day,
  arrivedAt: row.arrived_at,
  appointmentAt: row.appointment_at,
  priority: row.priority,
  priorityProven: row.priority_proven === 1,
  state: row.state,
  counter: row.counter,
  calls: row.calls,
  returned: row.returned === 1,
});

export async function findEntry(database: Database | Transaction, id: string): Promise<Entry | undefined> {
  const row = await entries(database).where('id', '=', id).executeTakeFirst();
  return row && entryOf(row);
}

export async function findEntries(database: Database | Transaction, ids: readonly string[]): Promise<Entry[]> {
  const rows = await entries(database)
    .where('id', 'in', [...ids])
    .execute();
  return rows.map(entryOf);
}

/** The steps of a visit, in order. */
export async function entriesOfVisit(database: Database | Transaction, ticketToken: string): Promise<Entry[]> {
  const rows = await entries(database).where('queue_entry.ticket_token', '=', ticketToken).orderBy('step').execute();
  return rows.map(entryOf);
}

/** Those of a queue in these states since a day, the latest call first. */
export async function entriesInQueue(
  database: Database | Transaction,
  queue: string,
  states: readonly EntryState[],
  sinceDay: string,
): Promise<Entry[]> {
  const rows = await entries(database)
    .where('queue', '=', queue)
    .where('state', 'in', [...states])
    .where('queue_entry.service_day', '>=', sinceDay)
    .orderBy('called_at', 'desc')
    .execute();
  return rows.map(entryOf);
}

/** How many wait in each queue, and since when. */
export async function waitingByQueue(
  database: Database,
  sinceDay: string,
): Promise<Map<string, { count: number; since: number }>> {
  const rows = await database
    .selectFrom('queue_entry')
    .select(({ fn }) => ['queue', fn.countAll<number>().as('count'), fn.min('arrived_at').as('since')])
    .where('state', '=', 'waiting')
    .where('service_day', '>=', sinceDay)
    .groupBy('queue')
    .execute();
  return new Map(rows.map(({ queue, count, since }) => [queue, { count, since }]));
}

/**
 * Changes an entry that is in one of these states; where another server changes it at the same time, only one does.
 * @returns false where its state is another one
 */
export async function changeEntry(
  transaction: Transaction,
  id: string,
  from: readonly EntryState[],
  { isCalled, ...to }: EntryUpdate,
): Promise<boolean> {
  const { numUpdatedRows } = await transaction
    .updateTable('queue_entry')
    .set((entry) => ({ ...to, ...(isCalled && { calls: entry('calls', '+', 1) }) }))
    .where('id', '=', id)
    .where('state', 'in', [...from])
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Entries of days before this one in these states, of which nothing was heard since an instant, take another state. */
export async function endEntries(
  transaction: Transaction,
  { beforeDay, unheardSince, at }: { beforeDay: string; unheardSince: number; at: number },
  from: EntryState,
  to: EntryState,
): Promise<string[]> {
  const rows = await transaction
    .updateTable('queue_entry')
    .set({ state: to, ended_at: at, changed_at: at })
    .where('state', '=', from)
    .where('service_day', '<', beforeDay)
    .where(({ fn }) => fn.coalesce('started_at', 'called_at', 'arrived_at'), '<', unheardSince)
    .returning('id')
    .execute();
  return rows.map(({ id }) => id);
}

/** Keeps the last call of an entry, which its return would overwrite. */
export async function keepMissedCall(transaction: Transaction, id: string): Promise<void> {
  const kept = ['queue', 'service_day', 'arrived_at', 'priority', 'returned', 'counter'] as const;
  const times = ['called_at', 'ended_at', 'estimate_low', 'estimate_high'] as const;
  await transaction
    .insertInto('missed_call')
    .columns(['entry', ...kept, ...times])
    .expression((query) =>
      query
        .selectFrom('queue_entry')
        .select(['id', ...kept, ...times])
        .where('id', '=', id)
        .where('state', '=', 'no-show'),
    )
    .execute();
}
