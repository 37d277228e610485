import { expect, test } from 'vitest';
import type { Database } from '../../src/backend/store/database.ts';
import { eventsAfter } from '../../src/backend/store/events.ts';
import { kioskOf, newKey, startBackend, ticketRequest } from './support/backend.ts';
import { atCounter, ticketOf } from './support/calling.ts';
import { databases } from './support/databases.ts';

const hour = 3_600_000;

test.each(databases)('%s: a visit goes on under its number until it ends, and its ticket tells where', async (on) => {
  const backend = await startBackend({ on });
  const clerk = await atCounter(backend);
  const { number, ticketToken } = await kioskOf(backend.url).numberOf(ticketRequest('triage'));
  expect(await ticketOf(backend, ticketToken)).toMatchObject({
    number,
    ahead: 0,
    overtaking: { priority: 0, appointment: 0 },
    steps: [{ queue: 'triage', state: 'waiting', label: { vi: 'Phân loại bệnh' } }],
  });

  const { entry, counter } = await clerk.callNext({ queue: 'triage', counter: '101' });
  expect(counter).toMatchObject({ id: '101', place: { room: { vi: 'Phòng 101' } } });
  const status = await ticketOf(backend, ticketToken);
  expect(status).toMatchObject({ steps: [{ state: 'called', counter: { vi: 'Bàn 1' } }] });
  expect(status).not.toHaveProperty('ahead');

  expect(await clerk.change(entry, { change: 'recall' })).toMatchObject({ state: 'called', calls: 2 });
  expect(await clerk.change(entry, { change: 'start' })).toMatchObject({ state: 'serving' });
  expect(await clerk.change(entry, { change: 'finish', next: 'general' })).toMatchObject({ entry, state: 'done' });
  expect(await clerk.queues()).toContainEqual(
    expect.objectContaining({ queue: 'general', waiting: 1, longestWait: 0 }),
  );
  const { waiting } = await clerk.entries('general');
  expect(waiting).toMatchObject([{ number, step: 2, state: 'waiting', calls: 0, ticketToken, reason: 'arrival' }]);

  const second = await clerk.callNext({ queue: 'general', counter: '105b' });
  expect(second.number).toBe(number);
  expect(await clerk.change(second.entry, { change: 'finish' })).toMatchObject({ state: 'done' });
  expect((await ticketOf(backend, ticketToken)).steps.map(({ queue, state }) => `${queue} ${state}`)).toEqual([
    'triage done',
    'general done',
  ]);
  expect(await clerk.tryCall({ queue: 'general', counter: '105b' })).toMatchObject({
    status: 404,
    body: { code: 'QUEUE_EMPTY' },
  });

  // Every change was told, in order.
  const told = await eventsAfter(backend.database, 0, 100);
  expect(told.map(({ entry }) => `${entry?.queue} ${entry?.state}`)).toEqual([
    'triage waiting',
    'triage called',
    'triage called',
    'triage serving',
    'triage done',
    'general waiting',
    'general called',
    'general done',
  ]);
});

test('who does not come stands again behind those who wait, and nothing else can be done with him', async () => {
  const backend = await startBackend();
  const clerk = await atCounter(backend);
  const kiosk = kioskOf(backend.url);
  const numbers: string[] = [];
  for (let index = 0; index < 3; index += 1) {
    backend.clock.now += 1_000;
    numbers.push((await kiosk.numberOf(ticketRequest())).number);
  }
  const { entry } = await clerk.callNext({ queue: 'cashier', counter: '5' });
  expect(await clerk.tryChange(entry, { change: 'back' })).toMatchObject({ status: 409 });
  expect(await clerk.change(entry, { change: 'no-show' })).toMatchObject({ state: 'no-show' });
  expect(await clerk.tryChange(entry, { change: 'finish' })).toMatchObject({
    status: 409,
    body: { code: 'ENTRY_MOVED_ON' },
  });
  expect((await clerk.entries('cashier')).called).toMatchObject([{ number: numbers[0], state: 'no-show' }]);
  backend.clock.now += 1_000;
  expect(await clerk.change(entry, { change: 'back' })).toMatchObject({ state: 'waiting', calls: 1 });
  expect((await clerk.entries('cashier')).waiting.map(({ number, reason }) => [number, reason])).toEqual([
    [numbers[1], 'arrival'],
    [numbers[2], 'arrival'],
    [numbers[0], 'returned'],
  ]);
});

test.each(databases)('%s: calls that nobody answered count, though those called came back', async (on) => {
  const backend = await startBackend({ on });
  const supervisor = await atCounter(backend, 'supervisor');
  const kiosk = kioskOf(backend.url);
  for (let index = 0; index < 5; index += 1) {
    backend.clock.now += 1_000;
    await kiosk.number(ticketRequest());
  }
  const { waiting } = await supervisor.entries('cashier');
  for (const { entry } of waiting.slice(2))
    await supervisor.change(entry, { change: 'priority', priority: 'merit', reason: 'paper-shown' });
  const call = async () => (await supervisor.callNext({ queue: 'cashier', counter: '5' })).number;
  const called: string[] = [];
  for (let index = 0; index < 2; index += 1) {
    const { entry, number } = await supervisor.callNext({ queue: 'cashier', counter: '5' });
    called.push(number);
    await supervisor.change(entry, { change: 'no-show' });
    backend.clock.now += 1_000;
    await supervisor.change(entry, { change: 'back' });
  }
  expect([...called, await call(), await call(), await call(), await call(), await call()]).toEqual([
    'K003',
    'K004',
    // Two in a row went to those with priority: this one is somebody else's, and K005 waits.
    'K001',
    'K005',
    'K002',
    'K003',
    'K004',
  ]);
});

test.each(databases)('%s: what nobody ended by midnight is ended later, by a server that was off then', async (on) => {
  const backend = await startBackend({ on });
  const { clock } = backend;
  const kiosk = kioskOf(backend.url);
  const at = (instant: string) => (clock.now = Date.parse(instant));
  at('2026-11-23T16:00:00+07:00');
  const clerk = await atCounter(backend);
  await kiosk.numberOf(ticketRequest());
  await kiosk.numberOf(ticketRequest());
  const { entry } = await clerk.callNext({ queue: 'cashier', counter: '5' });
  at('2026-11-23T23:50:00+07:00');
  const late = await kiosk.numberOf(ticketRequest('pharmacy'));

  // A centre that is open at night goes on calling them.
  at('2026-11-24T00:10:00+07:00');
  const early = await kiosk.numberOf(ticketRequest('pharmacy'));
  const night = await atCounter(backend);
  expect((await night.entries('pharmacy')).waiting.map(({ number, serviceDay }) => `${serviceDay} ${number}`)).toEqual([
    `2026-11-23 ${late.number}`,
    `2026-11-24 ${early.number}`,
  ]);
  expect(early.ahead).toBe(1);
  await backend.close();

  const states = async (on: Database) =>
    (await on.selectFrom('queue_entry').select(['queue', 'service_day', 'state']).orderBy('arrived_at').execute())
      .map((row) => `${row.queue} ${row.service_day} ${row.state}`)
      .toSorted();
  const next = await startBackend({ on, beside: backend });
  expect(await states(next.database)).toEqual([
    'cashier 2026-11-23 left',
    'cashier 2026-11-23 no-show',
    'pharmacy 2026-11-23 waiting',
    'pharmacy 2026-11-24 waiting',
  ]);
  const told = await eventsAfter(next.database, 0, 100);
  expect(
    told
      .slice(-2)
      .map(({ entry }) => entry?.state)
      .toSorted(),
  ).toEqual(['left', 'no-show']);
  expect(await (await atCounter(next)).change(entry, { change: 'back' })).toMatchObject({ state: 'waiting' });
  await next.close();

  clock.now += 4 * hour;
  const last = await startBackend({ on, beside: backend });
  expect((await states(last.database)).filter((state) => state.endsWith('waiting'))).toEqual([
    'cashier 2026-11-23 waiting',
    'pharmacy 2026-11-24 waiting',
  ]);
});

test('a clerk changes no order, and what a supervisor changes is kept with who and why', async () => {
  const backend = await startBackend();
  const clerk = await atCounter(backend);
  const supervisor = await atCounter(backend, 'supervisor');
  const kiosk = kioskOf(backend.url);
  for (let index = 0; index < 4; index += 1) {
    backend.clock.now += 1_000;
    await kiosk.numberOf(ticketRequest());
  }
  const order = async () => (await clerk.entries('cashier')).waiting.map(({ number }) => number);
  const [, , third, fourth] = (await clerk.entries('cashier')).waiting.map(({ entry }) => entry);
  if (third === undefined || fourth === undefined) throw new Error('four wait');
  const pregnant = { change: 'priority', priority: 'pregnant', reason: 'seen' } as const;

  expect(await clerk.tryCall({ queue: 'cashier', counter: '5', entry: third })).toMatchObject({ status: 403 });
  expect(await clerk.tryChange(fourth, pregnant)).toMatchObject({ status: 403 });
  expect(await order()).toEqual(['K001', 'K002', 'K003', 'K004']);
  await clerk.change(third, { change: 'priority', priority: 'emergency', reason: 'triage' });
  await supervisor.change(fourth, pregnant);
  expect(await order()).toEqual(['K003', 'K004', 'K001', 'K002']);
  await supervisor.callNext({ queue: 'cashier', counter: '5', entry: fourth });
  expect(await supervisor.tryCall({ queue: 'cashier', counter: '5', entry: fourth })).toMatchObject({
    status: 409,
    body: { code: 'ENTRY_MOVED_ON' },
  });
  const kept = await backend.database
    .selectFrom('audit_record')
    .select(['actor', 'action', 'subject', 'outcome'])
    .execute();
  expect(kept).toEqual([
    { actor: clerk.staff, action: 'priority-changed', subject: third, outcome: 'emergency triage' },
    { actor: supervisor.staff, action: 'priority-changed', subject: fourth, outcome: 'pregnant seen' },
    { actor: supervisor.staff, action: 'called-out-of-turn', subject: fourth, outcome: 'done' },
  ]);
});

test('a call that is asked for twice is one call, and others are refused', async () => {
  const backend = await startBackend();
  const clerk = await atCounter(backend);
  const kiosk = kioskOf(backend.url);
  await kiosk.numberOf(ticketRequest());
  await kiosk.numberOf(ticketRequest());
  const key = newKey();
  const first = await clerk.tryCall({ queue: 'cashier', counter: '5' }, key);
  expect((await clerk.tryCall({ queue: 'cashier', counter: '5' }, key)).body).toEqual(first.body);
  expect((await clerk.entries('cashier')).waiting).toHaveLength(1);
  expect(await clerk.tryCall({ queue: 'pharmacy', counter: '7' }, key)).toMatchObject({ status: 422 });
  expect(await clerk.tryCall({ queue: 'cashier', counter: '7' })).toMatchObject({ status: 409 });
  expect(await clerk.tryCall({ queue: 'surgery', counter: '7' })).toMatchObject({ status: 409 });
  expect(await clerk.tryChange(newKey(), { change: 'start' })).toMatchObject({ status: 409 });
  expect(await kiosk.call('POST', '/v1/calls', { queue: 'cashier', counter: '5' }, newKey())).toMatchObject({
    status: 403,
  });
  expect(await kiosk.call('GET', '/v1/queues/cashier/entries')).toMatchObject({ status: 401 });
  expect(await kiosk.call('GET', `/v1/tickets/${newKey()}`)).toMatchObject({ status: 404 });
});
