import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openDatabase, type DatabaseLocation } from '../../src/backend/store/database.ts';
import { createSealing } from '../../src/backend/store/sealing.ts';
import { z } from '../../src/contract/zod.ts';
import { enrolled } from '../backend/support/kiosks.ts';
import { startPostgres } from '../support/postgres.ts';
import { letters, startCentre } from './centre.ts';
import { figure, median, type Figure } from './figure.ts';
import { clerkAt, kioskAt, signIn } from './visitors.ts';

/** What ten letters hold. */
const patients = letters.length * 999;
const counters = 40;
const listeners = 300;
const kiosks = 20;
/** Of a morning from half past five to half past nine, which is run 29 times as fast. */
const seconds = 500;

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
  const clerks = await signIn(database, sealing, counters);
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
  const kiosk = kioskAt(port, index);
  for (let patient = index; patient < patients; patient += kiosks) {
    await delay(Math.max(0, start + (patient / patients) * seconds * 1_000 - performance.now()));
    day.waits.push(await kiosk.giveNumber(patient));
  }
  kiosk.close();
}

/** A clerk: calls the next, serves a moment, lets go, until nobody comes any more. */
async function serve(port: number, cookie: string, index: number, day: Day): Promise<void> {
  const clerk = clerkAt(port, cookie, index);
  for (;;) {
    const wasOver = day.isOver;
    const called = await clerk.callNext();
    if (!called) {
      if (wasOver) break;
      await delay(200 + Math.random() * 200);
      continue;
    }
    await clerk.start(called);
    await delay(500 + Math.random() * 200);
    await clerk.finish(called);
    day.served += 1;
  }
  clerk.close();
}

/** MiB that a process ever held at most. */
async function largestMemory(process: number): Promise<number> {
  const status = await readFile(`/proc/${process}/status`, 'utf8');
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) / 1_024;
}
