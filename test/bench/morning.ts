import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, mkdtemp, rm } from 'node:fs/promises';
import { Agent, request as send } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openDatabase, transact, type Database, type DatabaseLocation } from '../../src/backend/store/database.ts';
import { createSealing, type Sealing } from '../../src/backend/store/sealing.ts';
import { addSession, addStaff } from '../../src/backend/store/staff.ts';
import { newToken } from '../../src/backend/tokens.ts';
import { shownEntrySchema, type ShownEntry } from '../../src/contract/queue-entries.ts';
import type { Priority } from '../../src/contract/backend-api.ts';
import { z } from '../../src/contract/zod.ts';
import { enrolled, keyOf, signedHeaders } from '../backend/support/kiosks.ts';
import { startPostgres } from '../support/postgres.ts';
import { letters, queueOf, startCentre } from './centre.ts';
import { figure, median, type Figure } from './figure.ts';

/** What ten letters hold. */
const patients = letters.length * 999;
const counters = 40;
const listeners = 300;
const kiosks = 20;
/** Of a morning from half past five to half past nine, which is run fourteen times as fast: two cores carry no more beside the listeners. */
const seconds = 1_000;

/** Of a hundred patients, eleven go before the others by law. */
const priorityOf = (patient: number): Priority =>
  patient % 100 < 7 ? 'under-6' : patient % 100 < 9 ? 'merit' : patient % 100 < 11 ? 'pregnant' : 'none';

/** A hospital's busiest morning in a quarter of an hour: every patient takes a number, is called, served and let go, before 300 listeners. */
export async function morning(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'morning-'));
  const postgres = await startPostgres();
  try {
    return [
      ...(await live('sqlite', join(folder, 'sqlite'), { file: join(folder, 'centre.db') })),
      ...(await live('postgres', join(folder, 'postgres'), { url: postgres.url })),
    ];
  } finally {
    await postgres.close();
    await rm(folder, { recursive: true });
  }
}

async function live(kind: string, folder: string, location: DatabaseLocation): Promise<Figure[]> {
  const centre = await startCentre(folder, location, { counters });
  const sealing = createSealing(Buffer.alloc(32, 7));
  const database = await openDatabase(location, sealing);
  await enrolled(
    database,
    Array.from({ length: kiosks }, (_, index) => `kiosk-${index}`),
  );
  const clerks = await signIn(database, sealing);
  await database.destroy();

  const hall = spawn(
    process.execPath,
    [join(import.meta.dirname, 'listeners.ts'), `${centre.port}`, `${listeners}`, `${patients * 4}`],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const report = once(hall.stdout, 'data');
  const day = { isOver: false, waits: [] as number[], served: 0 };
  const start = performance.now();
  const work = clerks.map((clerk, index) => serve(centre.port, clerk, index, day));
  await Promise.all(Array.from({ length: kiosks }, (_, index) => arrive(centre.port, index, start, day)));
  day.isOver = true;
  await Promise.all(work);
  const [said] = (await report) as [Buffer];
  const heard = reportSchema.parse(JSON.parse(said.toString()));
  const memory = await largestMemory(centre.process);
  await centre.end();
  if (day.served !== patients) throw new Error(`${patients} came, ${day.served} were served`);
  if (heard.events !== listeners * patients * 4) throw new Error(`${heard.events} events were heard`);
  return [
    figure(`morning.event.p99.${kind}`, heard.p99, heard.p50),
    figure(`morning.number.p99.${kind}`, percentile(day.waits, 0.99), median(day.waits)),
    figure(`morning.memory.${kind}`, memory, 512, 'MiB'),
  ];
}

const reportSchema = z.object({ events: z.number(), p50: z.number(), p99: z.number() });

const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? Number.NaN;

interface Day {
  isOver: boolean;
  /** Milliseconds that each number took. */
  waits: number[];
  served: number;
}

/** One kiosk's patients, evenly over the morning. */
async function arrive(port: number, index: number, start: number, day: Day): Promise<void> {
  const key = keyOf(`kiosk-${index}`);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  for (let patient = index; patient < patients; patient += kiosks) {
    await delay(Math.max(0, start + (patient / patients) * seconds * 1_000 - performance.now()));
    const queue = queueOf(letters[patient % letters.length] ?? 'A');
    const body = JSON.stringify({ service: 'queue-ticket', queue, priority: priorityOf(patient), answers: { queue } });
    const idempotencyKey = newToken();
    const asked = { method: 'POST', path: '/v1/numbers', body, idempotencyKey, at: Date.now() };
    const sent = performance.now();
    const answer = await post(port, agent, '/v1/numbers', body, {
      ...signedHeaders(key, asked),
      'x-forwarded-for': `10.0.0.${index}`,
    });
    if (answer.status !== 201) throw new Error(`no number: ${answer.status} ${answer.body}`);
    day.waits.push(performance.now() - sent);
  }
  agent.destroy();
}

/** A clerk: calls the next, serves a moment, lets go, until nobody comes any more. */
async function serve(port: number, cookie: string, index: number, day: Day): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const queue = queueOf(letters[index % letters.length] ?? 'A');
  const ask = async (path: string, body: object): Promise<ShownEntry | undefined> => {
    const answer = await post(port, agent, path, JSON.stringify(body), {
      cookie,
      'content-type': 'application/json',
      'idempotency-key': newToken(),
      'sec-fetch-site': 'same-origin',
      'x-forwarded-for': `10.0.1.${index}`,
    });
    if (answer.status === 404) return undefined;
    if (answer.status !== 201) throw new Error(`${path}: ${answer.status} ${answer.body}`);
    return shownEntrySchema.parse(JSON.parse(answer.body));
  };
  for (;;) {
    const wasOver = day.isOver;
    const called = await ask('/v1/calls', { queue, counter: `${index}` });
    if (!called) {
      if (wasOver) break;
      await delay(200 + Math.random() * 200);
      continue;
    }
    await ask(`/v1/entries/${called.entry}/changes`, { change: 'start' });
    await delay(500 + Math.random() * 200);
    await ask(`/v1/entries/${called.entry}/changes`, { change: 'finish' });
    day.served += 1;
  }
  agent.destroy();
}

/** Forty clerks' cookies. */
async function signIn(database: Database, sealing: Sealing): Promise<string[]> {
  const cookies: string[] = [];
  for (let index = 0; index < counters; index += 1) {
    const staff = `clerk-${index}`;
    const token = newToken();
    await transact(database, async (transaction) => {
      const account = { staff, name: `Cán bộ ${index}`, role: 'clerk', password: '-', passwordOnce: false } as const;
      await addStaff(transaction, sealing, account);
      const now = Date.now();
      await addSession(transaction, sealing, { token, staff, expiresAt: now + 12 * 3_600_000, usedAt: now });
    });
    cookies.push(`tram-staff=${token}`);
  }
  return cookies;
}

function post(
  port: number,
  agent: Agent,
  path: string,
  body: string,
  headers: Record<string, string>,
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const request = send({ host: '127.0.0.1', port, agent, path, method: 'POST', headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }));
    });
    request.on('error', reject).end(body);
  });
}

/** MiB that a process ever held at most. */
async function largestMemory(process: number): Promise<number> {
  const status = await readFile(`/proc/${process}/status`, 'utf8');
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) / 1_024;
}
