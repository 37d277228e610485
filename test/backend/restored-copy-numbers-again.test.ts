import { execFile } from 'node:child_process';
import { rename, rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { issueNumbers } from '../../src/backend/queues/issue.ts';
import { beginAfterRestore } from '../../src/backend/queues/restored.ts';
import {
  createDatabase,
  openDatabase,
  type Database,
  type DatabaseLocation,
} from '../../src/backend/store/database.ts';
import { serviceDay } from '../../src/contract/queue.ts';
import { backendClient } from '../../src/main/backend/client.ts';
import { kioskOf, newKey, startBackend, ticketRequest } from './support/backend.ts';
import { databases, emptyLocation } from './support/databases.ts';
import { keyOf } from './support/kiosks.ts';
import { centreWith, demonstrationCentre, issuingOn, sealingForTest as sealing } from './support/issuing.ts';

const run = promisify(execFile);
const centre = demonstrationCentre;
const morning = Date.parse('2026-11-23T02:00:00Z');

async function open(location: DatabaseLocation): Promise<Database> {
  const database = await openDatabase(location, sealing);
  onTestFinished(() => database.destroy());
  return database;
}

/** @returns what puts the copy in the database's place */
async function copy(location: DatabaseLocation, database: Database): Promise<() => Promise<void>> {
  if ('file' in location) {
    const { file } = location;
    await sql.raw(`VACUUM INTO '${file}.copy'`).execute(database);
    return async () => {
      await Promise.all(['-wal', '-shm'].map((end) => rm(file + end, { force: true })));
      await rename(`${file}.copy`, file);
    };
  }
  const schema = new URL(location.url).searchParams.get('options')?.split('=')[1] ?? '';
  const server = location.url.split('?')[0] ?? '';
  const { stdout: dump } = await run('pg_dump', ['-n', schema, server], { maxBuffer: 2 ** 26 });
  return async () => {
    await sql.raw(`DROP SCHEMA ${schema} CASCADE`).execute(database);
    const restoring = run('psql', ['-q', '-v', 'ON_ERROR_STOP=1', server]);
    restoring.child.stdin?.end(dump);
    await restoring;
  };
}

/** Kiosks that each show with a request the mark that they got last. */
function kiosksOf(database: () => Database, centre = demonstrationCentre) {
  const marks = new Map<string, string>();
  return {
    marks,
    ask: async (kiosk: string): Promise<string> => {
      const asked = { key: { kiosk, idempotencyKey: newKey() }, request: ticketRequest(), mark: marks.get(kiosk) };
      const [issued] = await issueNumbers(
        issuingOn(database(), () => morning, centre),
        [asked],
      );
      if (!issued?.ok) return issued?.code ?? '';
      if (issued.value.kind !== 'number') return issued.value.kind;
      marks.set(kiosk, issued.value.mark ?? '');
      return issued.value.number.number;
    },
  };
}

test.each(databases)(
  '%s: a restored copy gives no number until an operator says so, and then none that was given',
  async (on) => {
    const location = await emptyLocation(on);
    await createDatabase(location, sealing);
    let database = await open(location);
    const { ask, marks } = kiosksOf(() => database);
    expect([await ask('one'), await ask('other')]).toEqual(['K001', 'K002']);
    const restore = await copy(location, database);
    expect([await ask('one'), await ask('one')]).toEqual(['K003', 'K004']);

    if (on === 'sqlite') await database.destroy();
    await restore();
    database = await open(location);
    expect(await ask('one')).toBe('NUMBERS_SUSPENDED');
    for (const kiosk of ['other', 'new']) expect(await ask(kiosk)).toBe('NUMBERS_SUSPENDED');
    await database.destroy();
    database = await open(location);
    expect(await ask('new')).toBe('NUMBERS_SUSPENDED');

    const gaps = await beginAfterRestore({ database, centre, now: () => morning });
    const day = { serviceDay: serviceDay(morning), reason: 'restored' };
    // Two of K were given when the copy was made; kiosks knew of two events more.
    expect(gaps).toContainEqual({ letter: 'K', first: 3, last: 204, ...day });
    expect(gaps).toContainEqual({ letter: 'A', first: 1, last: 202, ...day });
    expect(gaps).toHaveLength(centre.queues.length + 1);
    expect([await ask('one'), await ask('other'), await ask('new')]).toEqual(['K205', 'K206', 'K207']);

    marks.set('one', `${marks.get('one')?.replace(/^\d+\.\d+/, '9.999999999')}`);
    expect(await ask('one'), 'a mark that this centre did not make').toBe('K208');
  },
);

test.each(databases)('%s: a copy that gave numbers before anybody noticed is found out all the same', async (on) => {
  const location = await emptyLocation(on);
  await createDatabase(location, sealing);
  let database = await open(location);
  const { ask } = kiosksOf(() => database);
  await ask('one');
  const restore = await copy(location, database);
  expect(await ask('one')).toBe('K002');
  if (on === 'sqlite') await database.destroy();
  await restore();
  database = await open(location);
  for (const number of ['K002', 'K003', 'K004']) expect(await ask('new')).toBe(number);
  expect(await ask('one')).toBe('NUMBERS_SUSPENDED');
  expect(await ask('new')).toBe('NUMBERS_SUSPENDED');
});

test.each(databases)('%s: what is passed over does not count in a quota, and 999 is the end', async (on) => {
  const location = await emptyLocation(on);
  await createDatabase(location, sealing);
  const database = await open(location);
  const { ask } = kiosksOf(() => database, centreWith({ cashier: { quota: 3 } }));
  await ask('one');
  await beginAfterRestore({ database, centre, now: () => morning }, 900);
  expect([await ask('one'), await ask('one'), await ask('one')]).toEqual(['K902', 'K903', 'QUOTA_REACHED']);
  expect(await beginAfterRestore({ database, centre, now: () => morning }, 900)).toContainEqual(
    expect.objectContaining({ letter: 'K', first: 904, last: 999 }),
  );
  expect(await ask('one')).toBe('QUOTA_REACHED');
});

test.each(databases)('%s: how many numbers are lost cannot be guessed: no queue is closed for it', async (on) => {
  const location = await emptyLocation(on);
  await createDatabase(location, sealing);
  const database = await open(location);
  const { ask } = kiosksOf(() => database);
  await ask('one');
  await database.updateTable('event_head').set({ behind: 201 }).execute();
  expect(await beginAfterRestore({ database, centre, now: () => morning })).toBe('skip-needed');
  expect(await database.selectFrom('serial_gap').selectAll().execute()).toEqual([]);
  expect(await ask('one')).toBe('NUMBERS_SUSPENDED');

  await database.updateTable('event_head').set({ behind: 1_000_000 }).execute();
  const gaps = await beginAfterRestore({ database, centre, now: () => morning }, 5);
  expect(gaps).toContainEqual(expect.objectContaining({ letter: 'K', first: 2, last: 6 }));
  expect(await ask('one')).toBe('K007');
});

test('a kiosk shows what it was told: 503 for everybody, told in the log', async () => {
  const { url, database, log, clock } = await startBackend();
  const told = backendClient({ url, key: keyOf('kiosk-1'), clock: { now: () => clock.now }, log: () => undefined });
  expect(await told.number(newKey(), ticketRequest())).toMatchObject({ ok: true });
  await database.updateTable('event_head').set({ last_id: 0 }).execute();
  expect(await told.number(newKey(), ticketRequest())).toEqual({ ok: false, code: 'NUMBERS_SUSPENDED' });
  expect(await kioskOf(url, 'kiosk-2').number(ticketRequest())).toMatchObject({
    status: 503,
    body: { code: 'NUMBERS_SUSPENDED' },
  });
  expect(log).toEqual([1, 2].map(() => ({ event: 'numbers-suspended' })));
});
