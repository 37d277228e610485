import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { forgetWhoAsked } from '../../src/backend/enrolment/forget.ts';
import { usualLimits } from '../../src/backend/limits.ts';
import { newKey, startBackend, ticketRequest } from './support/backend.ts';
import { databases, type DatabaseKind } from './support/databases.ts';
import { keyOf, signedHeaders } from './support/kiosks.ts';

/** A signed request, to be sent any number of times and to any server. */
function recorded(at: number, kiosk = 'kiosk-1', nonce = randomBytes(16).toString('base64url')) {
  const body = JSON.stringify(ticketRequest());
  const headers = signedHeaders(keyOf(kiosk), {
    method: 'POST',
    path: '/v1/numbers',
    body,
    idempotencyKey: newKey(),
    at,
    nonce,
  });
  return async (url: string) => (await fetch(`${url}/v1/numbers`, { method: 'POST', headers, body })).status;
}

async function start(on: DatabaseKind) {
  const backend = await startBackend({ on });
  const visits = async () => (await backend.database.selectFrom('visit').select('serial').execute()).length;
  return { ...backend, visits };
}

test.each(databases)('%s: a recorded request is worth nothing, here or at another server', async (on) => {
  const { url, clock, location, visits } = await start(on);
  const send = recorded(clock.now);
  expect(await send(url)).toBe(201);
  expect(await send(url)).toBe(401);
  const other = await startBackend({ beside: { location, clock } });
  expect(await send(other.url)).toBe(401);
  clock.now += 59_000;
  expect(await send(other.url)).toBe(401);
  expect(await visits()).toBe(1);
});

test.each(databases)('%s: of twenty copies at once one is taken', async (on) => {
  const { url, clock, visits } = await start(on);
  const send = recorded(clock.now);
  const statuses = await Promise.all(Array.from({ length: 20 }, () => send(url)));
  expect(statuses.toSorted()).toEqual([201, ...Array.from({ length: 19 }, () => 401)]);
  expect(await visits()).toBe(1);
});

test('postgres: of copies that reach two servers at once one is taken, whatever else they are asked', async () => {
  const { url, clock, location, visits } = await start('postgres');
  const other = await startBackend({ beside: { location, clock } });
  const requests = Array.from({ length: 30 }, () => recorded(clock.now));
  const statuses = await Promise.all(
    requests.map(async (send, index) => {
      // The same nonces in other orders: two transactions that wait for each other are tried again.
      const [first, second] = index % 2 === 0 ? [url, other.url] : [other.url, url];
      return (await Promise.all([send(first), send(second)])).toSorted((a, b) => a - b);
    }),
  );
  expect(statuses).toEqual(requests.map(() => [201, 401]));
  expect(await visits()).toBe(30);
});

test.each(databases)(
  '%s: what came while numbers were suspended is no request any more when they are not',
  async (on) => {
    const { url, clock, database, visits } = await start(on);
    const send = recorded(clock.now);
    await database.updateTable('event_head').set({ behind: 1 }).execute();
    expect(await send(url)).toBe(503);
    await database.updateTable('event_head').set({ behind: null }).execute();
    expect(await send(url)).toBe(401);
    expect(await visits()).toBe(0);
  },
);

test('two kiosks may happen on the same nonce', async () => {
  const { url, clock } = await start('sqlite');
  const nonce = randomBytes(16).toString('base64url');
  expect(await recorded(clock.now, 'kiosk-1', nonce)(url)).toBe(201);
  expect(await recorded(clock.now, 'kiosk-2', nonce)(url)).toBe(201);
});

test('a replay whose body was changed burns nobody’s nonce', async () => {
  const { url, clock } = await start('sqlite');
  const nonce = randomBytes(16).toString('base64url');
  const body = JSON.stringify(ticketRequest());
  const headers = signedHeaders(keyOf('kiosk-1'), {
    method: 'POST',
    path: '/v1/numbers',
    body,
    idempotencyKey: newKey(),
    at: clock.now,
    nonce,
  });
  const send = async (text: string) =>
    (await fetch(`${url}/v1/numbers`, { method: 'POST', headers, body: text })).status;
  expect(await send(JSON.stringify(ticketRequest('pharmacy')))).toBe(401);
  expect(await send(body)).toBe(201);
});

test.each(databases)(
  '%s: a nonce is kept until its signature is too old for every server, and then no longer',
  async (on) => {
    const { url, clock, database, sealing } = await start(on);
    const second = Math.floor(clock.now / 1_000) * 1_000;
    clock.now = second;
    const early = recorded(second + 60_000);
    expect(await early(url)).toBe(201);
    const nonces = async () => (await database.selectFrom('nonce').select('nonce').execute()).length;
    const forget = () => forgetWhoAsked({ database, sealing, now: () => clock.now });

    // Another server's clock may be behind by as much as a kiosk's.
    clock.now = second + 180_000;
    await forget();
    expect(await nonces()).toBe(1);
    expect(await early(url)).toBe(401);
    clock.now += 1;
    await forget();
    expect(await nonces()).toBe(0);
    expect(await early(url)).toBe(401);
  },
);

test('a flood of signed requests ends at the kiosk’s limit, with as many nonces', async () => {
  const { url, clock, database } = await startBackend({ limits: { ...usualLimits, kiosk: 10 } });
  const statuses: number[] = [];
  for (let sent = 0; sent < 15; sent += 1) statuses.push(await recorded(clock.now)(url));
  expect(statuses).toEqual([...Array.from({ length: 10 }, () => 201), ...Array.from({ length: 5 }, () => 429)]);
  expect(await database.selectFrom('nonce').select('nonce').execute()).toHaveLength(10);
  expect(await recorded(clock.now, 'kiosk-2')(url)).toBe(201);
});
