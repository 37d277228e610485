import { sql, type RawBuilder } from 'kysely';
import { dayBefore, formatQueueNumber } from '../../contract/queue.ts';
import type { EntryPriority, Estimate } from '../../contract/queue-entries.ts';
import type { Called, Line, Waiting } from '../order/line.ts';
import type { Database, Transaction } from './database.ts';

/** Calls of a queue that say how fast it is served now. */
const lastCalls = 40;

interface Row {
  kind: 'waiting' | 'called' | 'overtaker' | 'missed';
  queue: string;
  id: string;
  letter: string;
  serial: number;
  arrived_at: number;
  appointment_at: number | null;
  priority: EntryPriority;
  returned: number;
  called_at: number | null;
  ended_at: number | null;
  counter: string | null;
  estimate_low: number | null;
  estimate_high: number | null;
}

/**
 * The lines of these queues on a day, in one query that costs no more than its rows: those who wait, the last calls, and those who
 * were called before somebody who came sooner and still waits. Who came before midnight and still waits stands in it too.
 */
export async function readLines(
  database: Database | Transaction,
  queues: readonly string[],
  serviceDay: string,
): Promise<Map<string, Line>> {
  if (queues.length === 0) return new Map();
  const parts = queues.flatMap((queue) => partsOf(queue, dayBefore(serviceDay)));
  const { rows } = await sql<Row>`${sql.join(parts, sql` UNION ALL `)}`.execute(database);
  const byQueue = Map.groupBy(rows, ({ queue }) => queue);
  return new Map(queues.map((queue) => [queue, lineOf(byQueue.get(queue) ?? [])]));
}

export async function readLine(database: Database | Transaction, queue: string, serviceDay: string): Promise<Line> {
  const lines = await readLines(database, [queue], serviceDay);
  return lines.get(queue) ?? lineOf([]);
}

function partsOf(queue: string, from: string): RawBuilder<Row>[] {
  // Bounds the index, which knows no days.
  const since = Date.parse(`${from}T00:00:00+07:00`);
  const entries = (kind: Row['kind']) => sql`
    SELECT '${sql.raw(kind)}' AS kind, queue, id, letter, serial, e.arrived_at, appointment_at, priority, returned, called_at,
      ended_at, counter, estimate_low, estimate_high
    FROM queue_entry e JOIN visit v ON v.ticket_token = e.ticket_token
    WHERE e.service_day >= ${from} AND queue = ${queue}`;
  return [
    sql`${entries('waiting')} AND state = 'waiting'`,
    sql`SELECT * FROM (
      ${entries('called')} AND called_at >= ${since} AND state <> 'waiting' ORDER BY called_at DESC LIMIT ${sql.lit(lastCalls)}
    ) AS recent`,
    sql`${entries('overtaker')} AND state IN ('called', 'serving', 'done', 'no-show', 'left')
      AND e.arrived_at > (
        SELECT MIN(arrived_at) FROM queue_entry
        WHERE service_day >= ${from} AND queue = ${queue} AND state = 'waiting'
      )`,
    sql`SELECT 'missed' AS kind, queue, entry AS id, '' AS letter, 0 AS serial, arrived_at, NULL AS appointment_at, priority,
        returned, called_at, ended_at, counter, estimate_low, estimate_high
      FROM missed_call WHERE service_day >= ${from} AND queue = ${queue}`,
  ];
}

function lineOf(rows: readonly Row[]): Line {
  const of = (...kinds: Row['kind'][]) => rows.filter(({ kind }) => kinds.includes(kind));
  return {
    waiting: of('waiting').map(waitingOf),
    called: of('called', 'missed')
      .flatMap(calledOf)
      .sort((a, b) => a.calledAt - b.calledAt)
      .slice(-lastCalls),
    overtakers: of('overtaker', 'missed')
      .flatMap(calledOf)
      .filter(({ priority }) => priority !== 'emergency')
      .map(({ arrivedAt }) => arrivedAt),
  };
}

const waitingOf = (row: Row): Waiting => ({
  entry: row.id,
  number: formatQueueNumber(row.letter, row.serial),
  arrivedAt: row.arrived_at,
  appointmentAt: row.appointment_at,
  priority: row.priority,
  returned: row.returned === 1,
  estimate: toldOf(row),
});

/** Nothing of one who left without a call. */
function calledOf(row: Row): Called | [] {
  const { called_at: calledAt, counter } = row;
  if (calledAt === null || counter === null) return [];
  return {
    arrivedAt: row.arrived_at,
    priority: row.priority,
    returned: row.returned === 1,
    calledAt,
    endedAt: row.ended_at,
    counter,
    estimate: toldOf(row),
  };
}

const toldOf = ({ estimate_low: from, estimate_high: to }: Row): Estimate | undefined =>
  from === null || to === null ? undefined : { from, to };
