import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import pg from 'pg';
import { openDatabase, transact } from '../../src/backend/store/database.ts';
import { holdHead } from '../../src/backend/store/head.ts';
import { kioskOf, newKey, startBackend, ticketRequest } from './support/backend.ts';
import { sealingForTest as sealing } from './support/issuing.ts';

/** A server with less patience than its own. Its database was made by one that has enough. */
async function startImpatient(times: Record<string, number>) {
  const { location, clock } = await startBackend({ on: 'postgres' });
  if (!('url' in location)) throw new Error('not PostgreSQL');
  const more = Object.entries(times).map(([name, milliseconds]) => `&${name}=${milliseconds}`);
  const backend = await startBackend({ beside: { location: { url: location.url + more.join('') }, clock } });
  return { backend, url: location.url };
}

test('a server freezes in a transaction that gives numbers: PostgreSQL ends it, and the others give numbers again', async () => {
  const { backend } = await startImpatient({ idle_in_transaction_session_timeout: 1_500 });
  const frozen = await openDatabase(backend.location, sealing);
  onTestFinished(() => frozen.destroy());
  const kiosk = kioskOf(backend.url);
  expect(await kiosk.numberOf(ticketRequest())).toMatchObject({ number: 'K001' });

  const thaw = Promise.withResolvers<undefined>();
  const isHeld = Promise.withResolvers<undefined>();
  const work = transact(frozen, async (transaction) => {
    await holdHead(transaction);
    isHeld.resolve(undefined);
    await thaw.promise;
    await holdHead(transaction);
  }).catch((error: unknown) => error);
  await isHeld.promise;
  expect(await kiosk.numberOf(ticketRequest())).toMatchObject({ number: 'K002' });
  thaw.resolve(undefined);
  expect(await work, 'what the frozen one had begun').toBeInstanceOf(Error);
  expect(await kiosk.numberOf(ticketRequest())).toMatchObject({ number: 'K003' });
});

test.each([{ lock_timeout: 1_000 }, { query_timeout: 1_000 }])(
  'the row that gives numbers stays held by somebody else: 503 after %o, and a number when it is free',
  async (times) => {
    const { backend, url } = await startImpatient(times);
    const holder = new pg.Client({ connectionString: url });
    await holder.connect();
    onTestFinished(() => holder.end());
    await holder.query('BEGIN; UPDATE event_head SET last_id = last_id');
    const kiosk = kioskOf(backend.url);
    const key = newKey();
    expect(await kiosk.number(ticketRequest(), key)).toMatchObject({ status: 503, body: { code: 'BACKEND_ERROR' } });
    await holder.query('ROLLBACK');
    await expect.poll(async () => (await kiosk.number(ticketRequest(), key)).status).toBe(201);
    expect(await kiosk.numberOf(ticketRequest(), key)).toMatchObject({ number: 'K001' });
  },
);

test('unless an operator says otherwise, a server has so much patience', async () => {
  const { database } = await startBackend({ on: 'postgres' });
  const shown = async (name: string) =>
    (await sql<{ value: string }>`SELECT current_setting(${name}) AS value`.execute(database)).rows[0]?.value;
  expect(await Promise.all(['idle_in_transaction_session_timeout', 'lock_timeout'].map(shown))).toEqual(['5s', '5s']);
});
