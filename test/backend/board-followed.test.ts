import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { transact } from '../../src/backend/store/database.ts';
import { tell } from '../../src/backend/store/events.ts';
import { usualLimits } from '../../src/backend/limits.ts';
import { boardSchema, type ShownEntry } from '../../src/contract/queue-entries.ts';
import { newKey, startBackend } from './support/backend.ts';
import { databases } from './support/databases.ts';

const called = (number: string): ShownEntry => ({
  entry: newKey(),
  number,
  queue: 'cashier',
  serviceDay: '2026-11-22',
  state: 'called',
  calls: 1,
  counter: {
    id: '5',
    label: { vi: 'Quầy 5', en: 'Counter 5' },
    place: { room: { vi: 'Sảnh', en: 'Hall' }, floor: { vi: 'Tầng 1', en: 'Floor 1' } },
  },
});

type Backend = Awaited<ReturnType<typeof startBackend>>;

const happen = ({ database, clock }: Backend, entries: ShownEntry[]) =>
  transact(database, (transaction) => tell(transaction, clock.now, entries));

/** What a page gets from the line, up to the text that it waits for. */
async function hear(response: Response, until: string): Promise<string> {
  let heard = '';
  for await (const bytes of response.body ?? []) {
    heard += Buffer.from(bytes as Uint8Array).toString('utf8');
    if (heard.includes(until)) return heard;
  }
  return heard;
}

test.each(databases)('%s: a board takes the snapshot, and hears all that comes after it', async (on) => {
  const backend = await startBackend({ on });
  backend.clock.now = Date.parse('2026-11-22T02:00:00Z');
  await happen(backend, [called('K001'), called('K002')]);
  const first = async () => boardSchema.parse(await (await fetch(`${backend.url}/v1/board`)).json());
  await expect.poll(first).toMatchObject({ lastEvent: 2, called: [{ number: 'K002' }, { number: 'K001' }] });

  await happen(backend, [called('K003')]);
  const line = await fetch(`${backend.url}/v1/board/events?after=2`);
  expect(line.headers.get('content-type')).toBe('text/event-stream');
  expect(line.headers.get('cache-control')).toBe('no-store');
  expect(line.headers.get('x-content-type-options')).toBe('nosniff');
  await happen(backend, [called('K004')]);
  const text = await hear(line, 'K004');
  expect(text.match(/^id: \d+$/gm)).toEqual(['id: 3', 'id: 4']);

  // A browser that comes again says what it knows in a header, beside the address that it began with.
  const again = await fetch(`${backend.url}/v1/board/events?after=2`, { headers: { 'last-event-id': '3' } });
  const rest = await hear(again, 'K004');
  expect(rest).not.toContain('K003');
});

test('an id that is none is refused', async () => {
  const { url } = await startBackend();
  for (const after of ['-1', '1.5', 'x', '9'.repeat(30), '1&after=2'])
    expect([after, (await fetch(`${url}/v1/board/events?after=${after}`)).status]).toEqual([after, 400]);
  const headers = { 'last-event-id': '0x10' };
  expect((await fetch(`${url}/v1/board/events`, { headers })).status).toBe(400);
});

test('no more listeners are let in than there is room for; one who goes makes room', async () => {
  const backend = await startBackend({ limits: { ...usualLimits, listeners: 2 } });
  const listen = async () => {
    const leaving = new AbortController();
    const response = await fetch(`${backend.url}/v1/board/events`, { signal: leaving.signal });
    return { response, leave: () => leaving.abort() };
  };
  const one = await listen();
  await listen();
  const { response: refused } = await listen();
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '10']);
  expect(await refused.json()).toMatchObject({ code: 'TOO_MANY_REQUESTS' });
  one.leave();
  await expect.poll(async () => (await listen()).response.status).toBe(200);
});

test('no address takes more places than its share', async () => {
  const { url } = await startBackend({ limits: { ...usualLimits, listenersOfAddress: 2 } });
  const listen = (from: string) => fetch(`${url}/v1/board/events`, { headers: { 'x-forwarded-for': from } });
  expect([(await listen('10.0.0.1')).status, (await listen('10.0.0.1')).status]).toEqual([200, 200]);
  const refused = await listen('10.0.0.1');
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '10']);
  expect(await refused.json()).toMatchObject({ code: 'TOO_MANY_REQUESTS' });
  expect((await listen('10.0.0.2')).status).toBe(200);
});

test('who asks for the line without listening takes nobody’s place', async () => {
  const { url } = await startBackend({ limits: { ...usualLimits, listeners: 2 } });
  for (let asked = 0; asked < 3; asked += 1)
    expect((await fetch(`${url}/v1/board/events`, { method: 'HEAD' })).status).toBe(404);
  expect((await fetch(`${url}/v1/board/events`)).status).toBe(200);
});

test('a server that ends lets its listeners go', async () => {
  const backend = await startBackend();
  const line = await fetch(`${backend.url}/v1/board/events`);
  await backend.close();
  expect(await hear(line, 'never')).toBe('retry: 2000\n\n');
});

test('a listener whose connection breaks is forgotten', async () => {
  const backend = await startBackend({ limits: { ...usualLimits, listeners: 1 } });
  const { hostname, port } = new URL(backend.url);
  const socket = connect(Number(port), hostname);
  socket.write(`GET /v1/board/events HTTP/1.1\r\nHost: ${hostname}\r\n\r\n`);
  await once(socket, 'data');
  expect((await fetch(`${backend.url}/v1/board/events`)).status).toBe(503);
  socket.resetAndDestroy();
  await expect.poll(async () => (await fetch(`${backend.url}/v1/board/events`)).status).toBe(200);
  expect(backend.log).toEqual([]);
});
