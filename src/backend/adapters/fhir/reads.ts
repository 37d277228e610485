import type { ExpressionBuilder } from 'kysely';
import type { EntryState } from '../../../contract/queue-entries.ts';
import { serviceDay } from '../../../contract/queue.ts';
import type { Database } from '../../store/database.ts';
import type { Tables } from '../../store/tables.ts';
import type { Days, Place } from './search.ts';
import type { EntryRow, VisitRow, VisitWithEntries } from './visit.ts';

// Nothing here opens a sealed visit.

/** A page of a search. Its order is fixed by the day and by random ids, which never change as a visit goes on. */
interface Paged {
  count: number;
  after: Place | undefined;
}
export interface Page<Row> {
  rows: Row[];
  next: Place | undefined;
}

export interface VisitsWanted extends Paged {
  ticketTokens?: readonly string[] | undefined;
  personMarks?: readonly Buffer[] | undefined;
  number?: { letter: string; serial: number; copy?: number | undefined } | undefined;
  days?: Days | undefined;
  /** Visits of which an entry changed since. */
  changedFrom?: number | undefined;
}

export async function findVisitRows(database: Database, wanted: VisitsWanted): Promise<Page<VisitWithEntries>> {
  const { ticketTokens, personMarks, number, days, changedFrom } = wanted;
  // Each visit has a first step, and entries are found by their day.
  let query = joined(database).where('queue_entry.step', '=', 1);
  if (ticketTokens) query = query.where('visit.ticket_token', 'in', [...ticketTokens]);
  if (personMarks) query = query.where(isOfPeople(personMarks));
  if (number) query = query.where('visit.letter', '=', number.letter).where('visit.serial', '=', number.serial);
  if (number?.copy !== undefined) query = query.where('visit.copy', '=', number.copy);
  if (days?.from !== undefined) query = query.where('queue_entry.service_day', '>=', days.from);
  if (days?.to !== undefined) query = query.where('queue_entry.service_day', '<=', days.to);
  if (changedFrom !== undefined)
    query = query.where('visit.ticket_token', 'in', (where) =>
      where.selectFrom('queue_entry as changed').select('ticket_token').where(isChanged(changedFrom)),
    );
  const rows = await query
    .$call((before) => fromPlace(before, 'visit.ticket_token', wanted.after))
    .limit(wanted.count + 1)
    .execute();
  const page = pageOf(rows, wanted.count, (row) => row.ticket_token);
  const tokens = page.rows.map((row) => row.ticket_token);
  const entries = Map.groupBy(await entriesOf(database, tokens), (row) => row.ticket_token);
  const appointments = await appointmentsOf(database, tokens);
  return {
    ...page,
    rows: page.rows.flatMap((row) => {
      const [first, ...others] = (entries.get(row.ticket_token) ?? []).map(entryRow);
      const kept = appointments.get(row.ticket_token) ?? [];
      return first ? { ...visitRow(row), appointments: kept, entries: [first, ...others] } : [];
    }),
  };
}

export interface EntriesWanted extends Paged {
  ids?: readonly string[] | undefined;
  ticketToken?: string | undefined;
  queue?: string | undefined;
  states?: readonly EntryState[] | undefined;
  changedFrom?: number | undefined;
}

export async function findEntryRows(
  database: Database,
  wanted: EntriesWanted,
): Promise<Page<{ visit: VisitRow; entry: EntryRow }>> {
  const { ids, ticketToken, queue, states, changedFrom } = wanted;
  let query = joined(database);
  if (ids) query = query.where('queue_entry.id', 'in', [...ids]);
  if (ticketToken !== undefined) query = query.where('queue_entry.ticket_token', '=', ticketToken);
  if (queue !== undefined) query = query.where('queue_entry.queue', '=', queue);
  if (states) query = query.where('queue_entry.state', 'in', [...states]);
  if (changedFrom !== undefined)
    query = query.where('queue_entry.id', 'in', (where) =>
      where.selectFrom('queue_entry as changed').select('id').where(isChanged(changedFrom)),
    );
  const rows = await query
    .$call((before) => fromPlace(before, 'queue_entry.id', wanted.after))
    .limit(wanted.count + 1)
    .execute();
  const page = pageOf(rows, wanted.count, (row) => row.id);
  return { ...page, rows: page.rows.map((row) => ({ visit: visitRow(row), entry: entryRow(row) })) };
}

const entryColumns = [
  ...(['queue_entry.id', 'queue_entry.ticket_token', 'queue_entry.step', 'queue_entry.queue'] as const),
  ...(['queue_entry.service_day', 'queue_entry.arrived_at', 'queue_entry.appointment_at'] as const),
  ...(['queue_entry.priority', 'queue_entry.priority_proven', 'queue_entry.state', 'queue_entry.counter'] as const),
  ...(['queue_entry.started_at', 'queue_entry.ended_at', 'queue_entry.changed_at'] as const),
] as const;

const joined = (database: Database) =>
  database
    .selectFrom('queue_entry')
    .innerJoin('visit', 'visit.ticket_token', 'queue_entry.ticket_token')
    .select(entryColumns)
    .select(['visit.letter', 'visit.serial', 'visit.copy', 'visit.service', 'visit.unverified'])
    .select(['visit.arrived_at as visit_arrived_at'])
    .select((where) =>
      where
        .or([where('visit.person_mark', 'is not', null), where('visit.declared_mark', 'is not', null)])
        .as('has_person'),
    );
type Joined = ReturnType<typeof joined>;
type JoinedRow = Awaited<ReturnType<Joined['execute']>>[number];

/** Whose card was read, and who only declared that number. @param personMarks at least one */
export const isOfPeople = (personMarks: readonly Buffer[]) => (where: ExpressionBuilder<Tables, 'visit'>) =>
  where.or([where('visit.person_mark', 'in', [...personMarks]), where('visit.declared_mark', 'in', [...personMarks])]);

const entriesOf = (database: Database, ticketTokens: readonly string[]) =>
  ticketTokens.length === 0
    ? []
    : database
        .selectFrom('queue_entry')
        .select(entryColumns)
        .where('ticket_token', 'in', [...ticketTokens])
        .orderBy('step')
        .execute();

async function appointmentsOf(database: Database, ticketTokens: readonly string[]): Promise<Map<string, string[]>> {
  if (ticketTokens.length === 0) return new Map();
  const rows = await database
    .selectFrom('appointment')
    .select(['code', 'ticket_token'])
    .where('ticket_token', 'in', [...ticketTokens])
    .orderBy('code')
    .execute();
  const byVisit = Map.groupBy(rows, (row) => row.ticket_token ?? '');
  return new Map([...byVisit].map(([ticketToken, found]) => [ticketToken, found.map(({ code }) => code)]));
}

const dayLength = 86_400_000;

/** Nothing of a visit changes later than two days after its own: so what is older need not be looked at. */
const isChanged =
  (from: number) => (where: ExpressionBuilder<Tables & { changed: Tables['queue_entry'] }, 'changed'>) =>
    where.and([
      where('changed.service_day', '>=', serviceDay(from - 2 * dayLength)),
      where('changed.changed_at', '>=', from),
    ]);

function fromPlace(query: Joined, id: 'visit.ticket_token' | 'queue_entry.id', after: Place | undefined): Joined {
  const ordered = query.orderBy('queue_entry.service_day').orderBy(id);
  if (!after) return ordered;
  return ordered.where((where) =>
    where(where.refTuple('queue_entry.service_day', id), '>', where.tuple(after.serviceDay, after.id)),
  );
}

function pageOf(found: JoinedRow[], count: number, idOfRow: (row: JoinedRow) => string): Page<JoinedRow> {
  const rows = found.slice(0, count);
  const last = rows.at(-1);
  const hasMore = found.length > count && last !== undefined;
  return { rows, next: hasMore ? { serviceDay: last.service_day, id: idOfRow(last) } : undefined };
}

const visitRow = (row: JoinedRow): VisitRow => ({
  ticketToken: row.ticket_token,
  letter: row.letter,
  serial: row.serial,
  serviceDay: row.service_day,
  copy: row.copy,
  service: row.service,
  arrivedAt: row.visit_arrived_at,
  unverified: row.unverified === 1,
  // PostgreSQL has booleans, SQLite 0 and 1.
  hasPerson: Boolean(row.has_person),
});

type EntryColumns = Awaited<ReturnType<typeof entriesOf>>[number];
const entryRow = (row: EntryColumns): EntryRow => ({
  id: row.id,
  step: row.step,
  queue: row.queue,
  arrivedAt: row.arrived_at,
  appointmentAt: row.appointment_at,
  priority: row.priority,
  priorityProven: row.priority_proven === 1,
  state: row.state,
  counter: row.counter,
  startedAt: row.started_at,
  endedAt: row.ended_at,
  changedAt: row.changed_at,
});
