import { randomBytes } from 'node:crypto';
import SQLite from 'better-sqlite3';
import pg from 'pg';
import { type Pace, paceOf } from './backend.ts';

/** As many as the server's own pool has. */
const connections = 10;

/** What one number needs of a database, in order; `?` are its parameters. */
const statements = {
  head: 'UPDATE event_head SET last_id = last_id RETURNING generation, last_id, behind',
  before: 'SELECT * FROM number_request WHERE kiosk = ? AND idempotency_key = ?',
  serial: `INSERT INTO serial_counter (letter, service_day, last_serial) VALUES (?, ?, 1)
    ON CONFLICT (letter, service_day) DO UPDATE SET last_serial = serial_counter.last_serial + 1
    WHERE serial_counter.last_serial <= 998 RETURNING last_serial`,
  visit: `INSERT INTO visit (ticket_token, letter, serial, service_day, service, unverified, person_mark, arrived_at, sealed)
    VALUES (?, ?, ?, ?, 'queue-ticket', 0, NULL, ?, ?)`,
  entry: `INSERT INTO queue_entry (id, ticket_token, step, queue, service_day, arrived_at, changed_at, priority, priority_proven, state)
    VALUES (?, ?, 1, ?, ?, ?, ?, 'none', 0, 'waiting')`,
  request: `INSERT INTO number_request (kiosk, idempotency_key, request_mark, ticket_token, repeated)
    VALUES (?, ?, ?, ?, 0)`,
  event: 'UPDATE event_head SET last_id = last_id + 1 RETURNING last_id',
  told: 'INSERT INTO event (id, at, entry, data) VALUES (?, ?, ?, ?)',
};
type Step = [statement: keyof typeof statements, ...values: unknown[]];
type Row = Record<string, unknown>;

const day = '2026-11-23';
const token = () => randomBytes(16).toString('base64url');
/** What a visit weighs, sealed. */
const sealed = randomBytes(700);

/** Each step is given the row that it led to. */
function* number(letter: string): Generator<Step, void, Row | undefined> {
  const [ticket, entry, key] = [token(), token(), token()];
  yield ['head'];
  yield ['before', 'kiosk', key];
  const taken = yield ['serial', letter, day];
  yield ['visit', ticket, letter, taken?.last_serial, day, Date.now(), sealed];
  yield ['entry', entry, ticket, `queue-${letter}`, day, Date.now(), Date.now()];
  yield ['request', 'kiosk', key, sealed.subarray(0, 32), ticket];
  const head = yield ['event'];
  const queue = `queue-${letter.toLowerCase()}`;
  const told = { entry, number: `${letter}001`, queue, serviceDay: day, state: 'waiting', calls: 0 };
  yield ['told', head?.last_id, Date.now(), entry, JSON.stringify(told)];
}

/** One after the other, each with a commit of its own, through the fastest way that there is. */
export function bareNumbersOnSqlite(file: string, letters: readonly string[], count: number): Promise<Pace> {
  const sqlite = new SQLite(file);
  sqlite.pragma('synchronous = FULL');
  const prepared = new Map(Object.entries(statements).map(([name, text]) => [name, sqlite.prepare(text)]));
  const run = ([name, ...values]: Step): Row | undefined => {
    const statement = prepared.get(name);
    if (!statement) throw new Error(`no statement ${name}`);
    if (statement.reader) return statement.get(...values) as Row | undefined;
    statement.run(...values);
    return undefined;
  };
  const transaction = sqlite.transaction((letter: string) => {
    const steps = number(letter);
    for (let step = steps.next(); !step.done;) step = steps.next(run(step.value));
  });
  const waits: number[] = [];
  const start = performance.now();
  for (let given = 0; given < count; given += 1) {
    const began = performance.now();
    transaction.immediate(letters[given % letters.length] ?? '');
    waits.push(performance.now() - began);
  }
  const pace = paceOf(waits, performance.now() - start);
  sqlite.close();
  return Promise.resolve(pace);
}

/** On as many connections as a server has, each number with a commit of its own. */
export async function bareNumbersOnPostgres(url: string, letters: readonly string[], count: number): Promise<Pace> {
  const clients = Array.from({ length: connections }, () => new pg.Client({ connectionString: url }));
  await Promise.all(clients.map((client) => client.connect()));
  let given = 0;
  const waits: number[] = [];
  const start = performance.now();
  await Promise.all(
    clients.map(async (client) => {
      const run = async ([name, ...values]: Step) => {
        let place = 0;
        const text = statements[name].replaceAll('?', () => `$${(place += 1)}`);
        return (await client.query<Row>({ name, text, values })).rows[0];
      };
      while (given < count) {
        const letter = letters[given % letters.length] ?? '';
        given += 1;
        const began = performance.now();
        await client.query('BEGIN');
        const steps = number(letter);
        for (let step = steps.next(); !step.done;) step = steps.next(await run(step.value));
        await client.query('COMMIT');
        waits.push(performance.now() - began);
      }
    }),
  );
  const pace = paceOf(waits, performance.now() - start);
  await Promise.all(clients.map((client) => client.end()));
  return pace;
}
