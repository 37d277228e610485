import { expect, onTestFinished, test } from 'vitest';
import { startPostgres } from '../support/postgres.ts';
import { isDatabaseAway } from '../../src/backend/store/away.ts';
import { kioskOf, newKey, startBackend, ticketRequest } from './support/backend.ts';
import { emptySchema } from './support/databases.ts';

test('PostgreSQL goes away and comes back: 503 with a time to come again, then numbers go on without a gap', async () => {
  const postgres = await startPostgres({ fsync: 'off' });
  onTestFinished(() => postgres.close());
  const backend = await startBackend({ at: await emptySchema(postgres.url) });
  const { url, log } = backend;
  const kiosk = kioskOf(url);
  const ready = () => fetch(`${url}/v1/ready`);
  expect((await ready()).status).toBe(200);
  expect(await kiosk.numberOf(ticketRequest())).toMatchObject({ number: 'K001' });

  await postgres.stop('SIGINT');
  const key = newKey();
  expect(await kiosk.number(ticketRequest(), key)).toMatchObject({ status: 503, body: { code: 'BACKEND_ERROR' } });
  const refused = await ready();
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '2']);
  expect((await fetch(`${url}/v1/health`)).status).toBe(200);
  // The board shows what was known last.
  expect((await fetch(`${url}/v1/board`)).status).toBe(200);

  await postgres.startAgain();
  await expect.poll(async () => (await ready()).status).toBe(200);
  await expect.poll(async () => (await kiosk.number(ticketRequest(), key)).status).toBe(201);
  expect(await kiosk.numberOf(ticketRequest())).toMatchObject({ number: 'K003' });
  expect(await kiosk.numberOf(ticketRequest(), key)).toMatchObject({ number: 'K002' });
  expect(JSON.stringify(log)).not.toMatch(/queue-ticket|cashier/);
});

test('a disk that fills up is told before it is full', async () => {
  const free = { bytes: 10 * 1_024 ** 3 };
  const { url } = await startBackend({ freeBytes: () => Promise.resolve(free.bytes) });
  expect((await fetch(`${url}/v1/ready`)).status).toBe(200);
  free.bytes = 100 * 1_024 ** 2;
  expect((await fetch(`${url}/v1/ready`)).status).toBe(503);
  expect((await fetch(`${url}/v1/health`)).status).toBe(200);
});

test.each([
  [new Error('Connection terminated unexpectedly'), true],
  [new Error('timeout exceeded when trying to connect'), true],
  [Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), true],
  [Object.assign(new Error('disk'), { name: 'SqliteError', code: 'SQLITE_FULL' }), true],
  [Object.assign(new Error('busy'), { name: 'SqliteError', code: 'SQLITE_BUSY' }), true],
  [Object.assign(new Error('unique'), { name: 'SqliteError', code: 'SQLITE_CONSTRAINT_UNIQUE' }), false],
  [new Error('cannot read properties of undefined'), false],
  ['a word', false],
])('%s: the database is away: %s', (error, isAway) => {
  expect(isDatabaseAway(error)).toBe(isAway);
});
