import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase, type Database, type DatabaseLocation } from '../../src/backend/store/database.ts';
import { createSealing } from '../../src/backend/store/sealing.ts';
import { numberResponseSchema, type NumberRequest } from '../../src/contract/backend-api.ts';
import { enrolled, keyOf, signedHeaders } from '../backend/support/kiosks.ts';
import { startPostgres } from '../support/postgres.ts';
import { bareNumbersOnPostgres, bareNumbersOnSqlite } from './backend-floor.ts';
import { letters, queueOf, startCentre } from './centre.ts';
import { alternate, figure, median, type Figure } from './figure.ts';

const kiosks = Array.from({ length: 64 }, (_, index) => `kiosk-${index}`);
/** Of each kiosk in one run; ten queues have 999 numbers each. */
const numbersEach = 40;
const runs = 9;

/** What came of one run: numbers a second, and the milliseconds within which 99 of 100 came. */
export interface Pace {
  rate: number;
  p99: number;
}

export const paceOf = (waits: readonly number[], took: number): Pace => ({
  rate: (waits.length / took) * 1_000,
  p99: waits.toSorted((a, b) => a - b)[Math.floor(waits.length * 0.99)] ?? Number.NaN,
});

/** Numbers over HTTP for 64 kiosks at once, against the bare statements of a number on the same database. */
export async function backend(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'centre-'));
  const postgres = await startPostgres();
  try {
    const file = join(folder, 'centre.db');
    return [
      ...(await issueHttp('sqlite', folder, { file }, () => bareNumbersOnSqlite(file, letters, 1_000))),
      ...(await issueHttp('postgres', folder, { url: postgres.url }, () =>
        bareNumbersOnPostgres(postgres.url, letters, 1_000),
      )),
    ];
  } finally {
    await postgres.close();
    await rm(folder, { recursive: true });
  }
}

async function issueHttp(
  kind: 'sqlite' | 'postgres',
  folder: string,
  location: DatabaseLocation,
  bare: () => Promise<Pace>,
): Promise<Figure[]> {
  const server = await startCentre(join(folder, kind), location, { counters: 0 });
  const sealing = createSealing(Buffer.alloc(32, 7));
  const database = await openDatabase(location, sealing);
  await enrolled(database, kiosks);
  const { work, floor } = await alternate(
    runs,
    async () => {
      await newMorning(database);
      return issueToAll(server.port);
    },
    async () => {
      await newMorning(database);
      return bare();
    },
  );
  await server.end();
  await database.destroy();
  const middle = (paces: readonly Pace[], of: keyof Pace) => median(paces.map((pace) => pace[of]));
  return [
    figure(`backend.issueHttp.${kind}`, middle(work, 'rate'), middle(floor, 'rate'), '1/s'),
    figure(`backend.issueHttp.${kind}.p99`, middle(work, 'p99'), middle(floor, 'p99')),
  ];
}

/** Nobody has come yet. */
async function newMorning(database: Database): Promise<void> {
  for (const table of ['number_request', 'queue_entry', 'visit', 'serial_counter', 'nonce'] as const)
    await database.deleteFrom(table).execute();
}

/** Each kiosk asks for one number after the other, signed, on a connection of its own. */
async function issueToAll(port: number): Promise<Pace> {
  const asked = kiosks.map(requestsOf);
  const sockets = await Promise.all(kiosks.map(() => connected(port)));
  const tickets = new Set<string>();
  const waits: number[] = [];
  const start = performance.now();
  await Promise.all(
    sockets.map(async (socket, index) => {
      for (const request of asked[index] ?? []) {
        const sent = performance.now();
        const answer = await socket.ask(request);
        waits.push(performance.now() - sent);
        tickets.add(answer);
      }
    }),
  );
  const pace = paceOf(waits, performance.now() - start);
  for (const socket of sockets) socket.end();
  const numbers = new Set([...tickets].map((answer) => numberResponseSchema.parse(JSON.parse(answer)).number));
  if (numbers.size !== waits.length) throw new Error('a number was given twice');
  return pace;
}

/** Whole requests, made before the time runs. */
function requestsOf(kiosk: string, index: number): Buffer[] {
  const key = keyOf(kiosk);
  return Array.from({ length: numbersEach }, (_, which) => {
    const queue = queueOf(letters[(index + which) % letters.length] ?? 'A');
    const request: NumberRequest = { service: 'queue-ticket', queue, priority: 'none', answers: { queue } };
    const body = JSON.stringify(request);
    const idempotencyKey = randomBytes(16).toString('base64url');
    const signed = signedHeaders(key, { method: 'POST', path: '/v1/numbers', body, idempotencyKey, at: Date.now() });
    // As the TLS proxy before the server says it: a limit by address is for each kiosk.
    const headers = { host: 'tram', ...signed, 'x-forwarded-for': `10.0.0.${index}`, 'content-length': body.length };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    return Buffer.from(`POST /v1/numbers HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
  });
}

/** A connection that is kept, with as little of a client as can be: the machine's time is the server's. */
async function connected(port: number) {
  const socket = connect(port, '127.0.0.1').setNoDelay();
  await once(socket, 'connect');
  let received = '';
  let settle: { resolve: (body: string) => void; reject: (error: Error) => void } | undefined;
  socket.setEncoding('utf8').on('data', (text: string) => {
    received += text;
    const head = received.indexOf('\r\n\r\n');
    if (head < 0) return;
    const length = Number(/content-length: (\d+)/i.exec(received)?.[1]);
    const body = received.slice(head + 4);
    if (Buffer.byteLength(body) < length) return;
    const wasGiven = received.startsWith('HTTP/1.1 201');
    received = '';
    if (wasGiven) settle?.resolve(body);
    else settle?.reject(new Error(`no number: ${body}`));
  });
  return {
    ask: (request: Buffer) =>
      new Promise<string>((resolve, reject) => {
        settle = { resolve, reject };
        socket.write(request);
      }),
    end: () => socket.destroy(),
  };
}
