import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { openDatabase } from '../../src/backend/store/database.ts';
import { createSealing } from '../../src/backend/store/sealing.ts';
import { enrolled } from '../backend/support/kiosks.ts';
import { startPostgres, type Postgres } from '../support/postgres.ts';
import { startCentre } from './centre.ts';
import { figure, median, type Figure } from './figure.ts';
import { clerkAt, kioskAt, signIn } from './visitors.ts';

const few = 5;
const many = 100;
/** Seconds between two visits at a centre: 1,200 in four hours. */
const visitEvery = 12;
/** Of each centre, before anything is counted: a server that has just begun is slow. */
const visitsBefore = 30;
const minutes = 1;

/** One PostgreSQL for a province, with a schema and a server of its own for each centre: what a centre costs, among many and among few. */
export async function province(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'province-'));
  try {
    const [ofFew, ofMany] = [await live(join(folder, 'few'), few), await live(join(folder, 'many'), many)];
    return [
      figure('province.centre.cpu', ofMany.cpu, ofFew.cpu, 'ms'),
      figure('province.centre.idle', ofMany.idle, ofFew.idle, 'ms'),
      figure('province.centre.memory', ofMany.memory, ofFew.memory, 'MiB'),
      figure('province.database.memory', ofMany.databaseMemory, ofFew.databaseMemory, 'MiB'),
      figure('province.centre.disk', ofMany.disk, ofFew.disk, 'MiB'),
      figure('province.number.p99', ofMany.p99, ofFew.p99),
    ];
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Each of one centre, its share of the database included. */
interface Cost {
  /** Milliseconds of a core in a minute with a visit every twelve seconds, and in one in which nobody comes. */
  cpu: number;
  idle: number;
  /** MiB of its server, and of the database. */
  memory: number;
  databaseMemory: number;
  /** MiB that a thousand visits need. */
  disk: number;
  p99: number;
}

async function live(folder: string, count: number): Promise<Cost> {
  const postgres = await startPostgres({ max_connections: `${count * 11 + 20}` });
  const centres: Founded[] = [];
  for (let index = 0; index < count; index += 1) centres.push(await found(join(folder, `${index}`), postgres, index));
  const processes = async () => [...centres.map((centre) => centre.process), ...(await familyOf(postgres.process()))];
  const cpu = async () => sum(await Promise.all((await processes()).map(cpuOf)));
  const perCentre = (before: number, after: number, took: number) => (after - before) / count / took;
  try {
    await Promise.all(
      centres.map((centre, index) => visits(centre, { count: visitsBefore, every: 1, late: index / count })),
    );
    const idleBefore = await cpu();
    await delay(60_000);
    const idle = perCentre(idleBefore, await cpu(), 1);

    const [diskBefore, cpuBefore] = [await diskOf(postgres), await cpu()];
    const expected = Math.round((minutes * 60) / visitEvery);
    const waits = await Promise.all(
      centres.map((centre, index) =>
        visits(centre, { count: expected, every: visitEvery, late: (index / count) * visitEvery }),
      ),
    );
    const all = waits.flat().toSorted((a, b) => a - b);
    return {
      cpu: perCentre(cpuBefore, await cpu(), minutes),
      idle,
      memory: median(await Promise.all(centres.map((centre) => memoryOf(centre.process)))),
      databaseMemory: sum(await Promise.all((await familyOf(postgres.process())).map(memoryOf))) / count,
      disk: (((await diskOf(postgres)) - diskBefore) / all.length) * 1_000,
      p99: all[Math.floor(all.length * 0.99)] ?? Number.NaN,
    };
  } finally {
    await Promise.all(centres.map((centre) => centre.end()));
    await postgres.close();
  }
}

/** A centre with one kiosk and a clerk for each of its queues. */
async function found(folder: string, postgres: Postgres, index: number) {
  const schema = `centre_${index}`;
  const administrator = new pg.Client({ connectionString: postgres.url });
  await administrator.connect();
  await administrator.query(`CREATE SCHEMA ${schema}`);
  await administrator.end();
  const location = { url: `${postgres.url}?options=${encodeURIComponent(`-csearch_path=${schema}`)}` };
  const server = await startCentre(folder, location, { counters: queues });
  const sealing = createSealing(Buffer.alloc(32, 7));
  const database = await openDatabase(location, sealing);
  await enrolled(database, ['kiosk-0']);
  const clerks = await signIn(database, sealing, queues);
  await database.destroy();
  return {
    ...server,
    kiosk: kioskAt(server.port, 0),
    clerks: clerks.map((cookie, counter) => clerkAt(server.port, cookie, counter)),
  };
}
type Founded = Awaited<ReturnType<typeof found>>;

const queues = 10;

/** People who come one after the other, each called and served at once. @returns what each number took */
async function visits(
  { kiosk, clerks }: Founded,
  { count, every, late }: { count: number; every: number; late: number },
): Promise<number[]> {
  const waits: number[] = [];
  const start = performance.now() + late * 1_000;
  for (let patient = 0; patient < count; patient += 1) {
    await delay(Math.max(0, start + patient * every * 1_000 - performance.now()));
    waits.push(await kiosk.giveNumber(patient));
    const clerk = clerks[patient % queues];
    const called = await clerk?.callNext();
    if (!clerk || !called) throw new Error('nobody waits');
    await clerk.start(called);
    await clerk.finish(called);
  }
  return waits;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Milliseconds that it and its children that have ended ran. Linux counts hundredths of a second. */
async function cpuOf(process: number): Promise<number> {
  // What ends just now counts as its parent's.
  const stat = await readFile(`/proc/${process}/stat`, 'utf8').catch(() => '');
  if (stat === '') return 0;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return sum(fields.slice(11, 15).map(Number)) * 10;
}

/** MiB, its share of what several processes map. */
async function memoryOf(process: number): Promise<number> {
  const rollup = await readFile(`/proc/${process}/smaps_rollup`, 'utf8').catch(() => 'Pss: 0 kB');
  return Number(/^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1]) / 1_024;
}

/** It and its children. */
async function familyOf(parent: number | undefined): Promise<number[]> {
  if (parent === undefined) throw new Error('PostgreSQL does not run');
  const all = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const parents = await Promise.all(
    all.map(async (name) => {
      const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
      return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] === `${parent}` ? Number(name) : undefined;
    }),
  );
  return [parent, ...parents.filter((process) => process !== undefined)];
}

/** MiB of all tables and indices. */
async function diskOf(postgres: Postgres): Promise<number> {
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  const { rows } = await client.query<{ size: string }>('SELECT pg_database_size(current_database()) AS size');
  await client.end();
  return Number(rows[0]?.size) / 1_024 / 1_024;
}
