import { expect, test } from 'vitest';
import { noteUnspent } from '../../src/backend/leases/grant.ts';
import { beginAfterRestore } from '../../src/backend/queues/restored.ts';
import type { Database } from '../../src/backend/store/database.ts';
import { context } from '../support/samples.ts';
import { backendClient } from '../../src/main/backend/client.ts';
import { kioskOf, newKey, startBackend, ticketRequest } from './support/backend.ts';
import { databases } from './support/databases.ts';
import { askLease, givenFrom, leaseOf, report } from './support/emergency.ts';
import { enrolled, keyOf } from './support/kiosks.ts';

const noon = Date.parse('2026-11-23T12:00:00+07:00');
const day = 86_400_000;

async function start(on: (typeof databases)[number]) {
  const backend = await startBackend({ on });
  backend.clock.now = noon;
  return { ...backend, kiosk: kioskOf(backend.url), second: kioskOf(backend.url, 'kiosk-2') };
}

const visits = (database: Database) =>
  database
    .selectFrom('visit')
    .innerJoin('queue_entry', 'queue_entry.ticket_token', 'visit.ticket_token')
    .select(['serial', 'copy', 'queue_entry.arrived_at', 'queue', 'state', 'priority', 'priority_proven'])
    .orderBy('serial')
    .orderBy('copy')
    .execute();

const gaps = (database: Database) =>
  database
    .selectFrom('serial_gap')
    .select(['letter', 'first_serial', 'last_serial', 'reason'])
    .orderBy('first_serial')
    .execute();

test.each(databases)('%s: a lease is the kiosk’s own, and the same until it is nearly spent', async (on) => {
  const { kiosk, second } = await start(on);
  const lease = await leaseOf(kiosk);
  expect(lease).toEqual({ epoch: 1, serviceDay: '2026-11-23', letter: 'X', first: 1, last: 20 });
  expect(await leaseOf(second)).toMatchObject({ epoch: 1, first: 21, last: 40 });
  expect(await leaseOf(kiosk, { epoch: 1, next: 16 })).toEqual(lease);
  expect(await leaseOf(kiosk, { epoch: 1, next: 17 })).toMatchObject({ epoch: 2, first: 41, last: 60 });
});

test.each(databases)('%s: the answer was lost: the same key leases nothing anew', async (on) => {
  const { kiosk } = await start(on);
  const key = newKey();
  const [first, again] = [await askLease(kiosk, undefined, key), await askLease(kiosk, undefined, key)];
  expect(again).toEqual(first);
  expect(await askLease(kiosk, { epoch: 1, next: 2 }, key)).toMatchObject({ status: 422 });
});

test.each(databases)('%s: a disk that was copied or restored is told so, and has numbers of its own', async (on) => {
  const { kiosk } = await start(on);
  const copied = await leaseOf(kiosk);
  const latest = await leaseOf(kiosk, { epoch: copied.epoch, next: 18 });
  expect(await askLease(kiosk, { epoch: copied.epoch, next: 3 })).toMatchObject({
    status: 409,
    body: { code: 'LEASE_OUTDATED' },
  });
  expect(await leaseOf(kiosk)).toMatchObject({ epoch: 3, first: latest.last + 1 });
});

test.each(databases)('%s: a disk of this morning would give serials again that were reported since', async (on) => {
  const { kiosk } = await start(on);
  const lease = await leaseOf(kiosk);
  await report(kiosk, givenFrom(lease, { serial: 5 }));
  expect(await askLease(kiosk, { epoch: lease.epoch, next: 5 })).toMatchObject({ body: { code: 'LEASE_OUTDATED' } });
  expect(await leaseOf(kiosk, { epoch: lease.epoch, next: 6 })).toEqual(lease);
});

test.each(databases)('%s: yesterday’s lease is over, and what is unspent of it a gap, then less of one', async (on) => {
  const { kiosk, clock, database } = await start(on);
  const lease = await leaseOf(kiosk);
  const arrivedAt = new Date(noon + 60_000).toISOString();
  await report(kiosk, givenFrom(lease, { serial: 4, arrivedAt }));
  await noteUnspent(database, clock.now);
  expect(await gaps(database)).toEqual([]);

  clock.now = noon + day;
  await noteUnspent(database, clock.now);
  await noteUnspent(database, clock.now);
  const gap = (first_serial: number, last_serial: number) => ({
    letter: 'X',
    first_serial,
    last_serial,
    reason: 'lease-unspent',
  });
  expect(await gaps(database)).toEqual([gap(1, 3), gap(5, 20)]);
  expect(await leaseOf(kiosk, { epoch: lease.epoch, next: 6 })).toMatchObject({
    epoch: 2,
    serviceDay: '2026-11-24',
    first: 1,
  });

  for (const serial of [1, 10, 20])
    expect(await report(kiosk, givenFrom(lease, { serial, arrivedAt }))).toMatchObject({ status: 204 });
  expect(await gaps(database)).toEqual([gap(2, 3), gap(5, 9), gap(11, 19)]);
});

test.each(databases)('%s: two requests of one kiosk at once get two leases that share no number', async (on) => {
  const { kiosk } = await start(on);
  const leases = await Promise.all(Array.from({ length: 3 }, () => leaseOf(kiosk)));
  expect(leases.map(({ epoch }) => epoch).toSorted((a, b) => a - b)).toEqual([1, 2, 3]);
  expect(new Set(leases.map(({ first }) => first)).size).toBe(3);
});

test.each(databases)('%s: a kiosk that asks again and again empties the day for nobody else', async (on) => {
  const { kiosk, second, clock, log } = await start(on);
  const [first] = [await leaseOf(kiosk), await leaseOf(kiosk), await leaseOf(kiosk)];
  expect(await askLease(kiosk)).toMatchObject({ status: 409, body: { code: 'QUEUE_CLOSED' } });
  expect(log).toContainEqual({ event: 'lease-refused', name: 'kiosk-1', code: 'QUEUE_CLOSED' });
  expect(await leaseOf(second)).toMatchObject({ epoch: 1, first: 61 });
  // Once one is nearly spent there is another.
  for (let serial = 1; serial <= 16; serial += 1) await report(kiosk, givenFrom(first, { serial }));
  expect(await leaseOf(kiosk)).toMatchObject({ epoch: 4, first: 81 });
  expect(await askLease(kiosk)).toMatchObject({ status: 409 });
  clock.now = noon + day;
  expect(await leaseOf(kiosk)).toMatchObject({ epoch: 5, serviceDay: '2026-11-24', first: 1 });
});

test.each(databases)('%s: no emergency number is left: none is made up', async (on) => {
  const { kiosk, second, database } = await start(on);
  const lease = await leaseOf(kiosk);
  await database.updateTable('serial_counter').set({ last_serial: 999 }).execute();
  expect(await askLease(second)).toMatchObject({ status: 409, body: { code: 'QUEUE_CLOSED' } });
  // The kiosk keeps the few that it has.
  expect(await leaseOf(kiosk, { epoch: 1, next: 20 })).toEqual(lease);
  expect(await askLease(kiosk, { epoch: 1, next: 21 })).toMatchObject({ body: { code: 'QUEUE_CLOSED' } });
});

test.each(databases)('%s: reported late, twice and in any order, each is one visit from when she came', async (on) => {
  const { kiosk, clock, database } = await start(on);
  const lease = await leaseOf(kiosk);
  const at = (minutes: number) => new Date(noon + minutes * 60_000).toISOString();
  const given = [1, 2, 3].map((serial) => givenFrom(lease, { serial, arrivedAt: at(serial) }));
  clock.now = noon + 60 * 60_000;
  const sent = [...given.toReversed(), ...given];
  for (const { status } of await Promise.all(sent.map((one) => report(kiosk, one)))) expect(status).toBe(204);
  expect(await visits(database)).toEqual(
    [1, 2, 3].map((serial) => ({
      serial,
      copy: 0,
      arrived_at: noon + serial * 60_000,
      queue: 'cashier',
      state: 'waiting',
      priority: 'none',
      priority_proven: 0,
    })),
  );
  expect(await database.selectFrom('event').select('id').execute()).toHaveLength(3);
});

test.each(databases)('%s: a clock that is wrong puts nobody before the lease or after now', async (on) => {
  const { kiosk, clock, database } = await start(on);
  const lease = await leaseOf(kiosk);
  clock.now = noon + 60_000;
  await report(kiosk, givenFrom(lease, { serial: 1, arrivedAt: '1970-01-01T00:00:00Z' }));
  await report(kiosk, givenFrom(lease, { serial: 2, arrivedAt: '2038-01-01T00:00:00Z' }));
  expect((await visits(database)).map(({ arrived_at }) => arrived_at)).toEqual([noon, noon + 60_000]);
});

test.each(databases)('%s: two disks gave the same number: both people wait, and the audit says so', async (on) => {
  const { kiosk, database } = await start(on);
  const lease = await leaseOf(kiosk);
  const given = [1, 2, 3].map(() => givenFrom(lease, { serial: 7 }));
  for (const { status } of await Promise.all([...given, ...given].map((one) => report(kiosk, one))))
    expect(status).toBe(204);
  expect((await visits(database)).map(({ serial, copy, state }) => [serial, copy, state])).toEqual([
    [7, 0, 'waiting'],
    [7, 1, 'waiting'],
    [7, 2, 'waiting'],
  ]);
  const audit = await database.selectFrom('audit_record').selectAll().orderBy('id').execute();
  expect(audit.map(({ actor, action, outcome }) => [actor, action, outcome])).toEqual([
    ['kiosk-1', 'emergency-number-given-again', 'done'],
    ['kiosk-1', 'emergency-number-given-again', 'done'],
  ]);
  expect(given.map(({ ticketToken }) => ticketToken)).toEqual(
    expect.arrayContaining(audit.map(({ subject }) => subject)),
  );
});

test.each(databases)('%s: what the kiosk was not free to give is refused', async (on) => {
  const { kiosk, second, database } = await start(on);
  const lease = await leaseOf(kiosk);
  const held = givenFrom(lease, { serial: 2 });
  await report(kiosk, held);
  const refused = [
    givenFrom(lease, { serial: 21 }),
    givenFrom(lease, { serviceDay: '2026-11-22' }),
    givenFrom(lease, { letter: 'A' }),
    givenFrom(lease, { service: 'licence-renewal', queue: 'licence-desk' }),
    givenFrom(lease, { queue: 'eyes' }),
    givenFrom(lease, { priority: 'merit' }),
    { ...held, serial: 3 },
  ];
  for (const given of refused)
    expect(await report(kiosk, given)).toMatchObject({ status: 409, body: { code: 'BACKEND_REFUSED' } });
  await leaseOf(second);
  expect(await report(second, givenFrom(lease))).toMatchObject({ status: 409 });
  expect(await visits(database)).toHaveLength(1);
  const insured = { service: 'insurance-check-in' as const, queue: 'eyes', priority: 'age-75' as const };
  expect(await report(kiosk, givenFrom(lease, insured))).toMatchObject({ status: 204 });
  expect(await report(kiosk, givenFrom(lease, { ...insured, queue: 'self-paid', serial: 9 }))).toMatchObject({
    status: 204,
  });
});

test.each(databases)(
  '%s: the server was restored, and does not know the lease: whoever holds a number is called',
  async (on) => {
    const { kiosk, clock, database } = await start(on);
    const lost = { ...(await leaseOf(kiosk)), epoch: 9 };
    await database.deleteFrom('lease').execute();
    await database.deleteFrom('serial_counter').execute();
    const given = [3, 5].map((serial) => givenFrom(lost, { serial }));
    await database.updateTable('event_head').set({ behind: 4 }).execute();
    for (const one of given) expect(await report(kiosk, one)).toMatchObject({ body: { code: 'NUMBERS_SUSPENDED' } });
    expect(await askLease(kiosk)).toMatchObject({ body: { code: 'NUMBERS_SUSPENDED' } });

    const { centre } = context.catalogue;
    await beginAfterRestore({ database, centre, now: () => clock.now }, 10);
    expect(await askLease(kiosk, { epoch: 9, next: 6 })).toMatchObject({ body: { code: 'LEASE_OUTDATED' } });
    expect(await leaseOf(kiosk)).toMatchObject({ epoch: 1_000_001, first: 41 });
    const merged = await Promise.all([...given, ...given].map((one) => report(kiosk, one)));
    expect(merged.map(({ status }) => status)).toEqual([204, 204, 204, 204]);
    expect((await visits(database)).map(({ serial, copy }) => [serial, copy])).toEqual([
      [3, 0],
      [5, 0],
    ]);
    const passedOver = (await gaps(database)).filter(({ letter }) => letter === 'X');
    expect(passedOver.map((gap) => [gap.first_serial, gap.last_serial, gap.reason])).toEqual([
      [1, 2, 'restored'],
      [4, 4, 'restored'],
      [6, 40, 'restored'],
    ]);
  },
);

test.each(databases)(
  '%s: a copy was started and nobody said so: a kiosk keeps its lease and its numbers until somebody does',
  async (on) => {
    const { kiosk, clock, database, log } = await start(on);
    const known = await leaseOf(kiosk);
    const lost = await leaseOf(kiosk);
    await database.deleteFrom('lease').where('epoch', '=', lost.epoch).execute();
    await database.updateTable('serial_counter').set({ last_serial: known.last }).execute();

    const given = givenFrom(lost);
    const suspended = { status: 503, body: { code: 'NUMBERS_SUSPENDED' } };
    expect(await report(kiosk, given)).toMatchObject(suspended);
    expect(await askLease(kiosk, { epoch: lost.epoch, next: lost.first + 1 })).toMatchObject(suspended);
    expect(log).toEqual([1, 2].map(() => ({ event: 'numbers-suspended' })));
    expect(await report(kiosk, givenFrom(known))).toMatchObject({ status: 204 });

    await beginAfterRestore({ database, centre: context.catalogue.centre, now: () => clock.now }, 10);
    expect(await report(kiosk, given)).toMatchObject({ status: 204 });
    expect(await askLease(kiosk, { epoch: lost.epoch, next: lost.first + 1 })).toMatchObject({
      body: { code: 'LEASE_OUTDATED' },
    });
    const next = await leaseOf(kiosk);
    expect(next).toMatchObject({ epoch: 1_000_001 });

    // A copy from before the restore.
    await database.updateTable('event_head').set({ generation: 1 }).execute();
    await database.deleteFrom('lease').where('epoch', '=', next.epoch).execute();
    expect(await report(kiosk, givenFrom(next))).toMatchObject(suspended);
  },
);

test.each(databases)('%s: a mark of what the copy lacks suspends numbers whatever it comes with', async (on) => {
  const { url, clock, database, kiosk } = await start(on);
  for (const ask of ['lease', 'report'] as const) {
    await database.updateTable('event_head').set({ behind: null }).execute();
    const told = backendClient({ url, key: keyOf('kiosk-2'), clock: { now: () => clock.now }, log: () => undefined });
    expect(await told.number(newKey(), ticketRequest())).toMatchObject({ ok: true });
    const { last_id } = await database.selectFrom('event_head').select('last_id').executeTakeFirstOrThrow();
    await database
      .updateTable('event_head')
      .set({ last_id: last_id - 1 })
      .execute();
    const suspended = { ok: false, code: 'NUMBERS_SUSPENDED' };
    const lost = { epoch: 1, serviceDay: '2026-11-23', letter: 'X', first: 1, last: 20 };
    if (ask === 'lease') expect(await told.lease(newKey(), {})).toEqual(suspended);
    else expect(await told.reportNumber(newKey(), givenFrom(lost))).toEqual(suspended);
    expect(await kiosk.number(ticketRequest())).toMatchObject({ status: 503, body: { code: 'NUMBERS_SUSPENDED' } });
    await database.updateTable('event_head').set({ last_id }).execute();
  }
});

test.each(databases)('%s: what was passed over is accepted as an emergency number of a day that was', async (on) => {
  const { kiosk, second, clock, database } = await start(on);
  const { centre } = context.catalogue;
  await beginAfterRestore({ database, centre, now: () => clock.now }, 10);
  const lost = { epoch: 3, serviceDay: '2026-11-23', letter: 'X', first: 1, last: 10 };
  const refused = { status: 409, body: { code: 'BACKEND_REFUSED' } };
  expect(await report(kiosk, givenFrom({ ...lost, letter: 'K' }))).toMatchObject(refused);
  expect(await report(kiosk, givenFrom({ ...lost, serviceDay: '2026-11-24' }))).toMatchObject(refused);

  const early = { serial: 7, arrivedAt: '1970-01-01T00:00:00Z' };
  expect(await report(kiosk, givenFrom(lost, early))).toMatchObject({ status: 204 });
  expect(await visits(database)).toMatchObject([{ serial: 7, arrived_at: Date.parse('2026-11-23T00:00:00+07:00') }]);
  // The copy had leased it a second time.
  expect(await report(second, givenFrom({ ...lost, epoch: 1 }, { serial: 7 }))).toMatchObject({ status: 204 });
  expect((await visits(database)).map(({ serial, copy }) => [serial, copy])).toEqual([
    [7, 0],
    [7, 1],
  ]);
  const lease = await leaseOf(kiosk);
  await report(kiosk, givenFrom(lease));
  expect(await report(second, givenFrom({ ...lease, epoch: 1 }))).toMatchObject(refused);
});

test.each(databases)(
  '%s: a lease of yesterday was lost in the restore: what was given of it is taken in, and the rest explained',
  async (on) => {
    const { kiosk, second, clock, database } = await start(on);
    const { centre } = context.catalogue;
    const known = await leaseOf(second);
    const lost = await leaseOf(kiosk);
    await database.deleteFrom('lease').where('kiosk', '=', 'kiosk-1').execute();
    await database.updateTable('serial_counter').set({ last_serial: known.last }).execute();
    const given = [lost.first + 2, lost.first + 4].map((serial) => givenFrom(lost, { serial }));
    clock.now += day;
    for (const one of given) expect(await report(kiosk, one)).toMatchObject({ body: { code: 'NUMBERS_SUSPENDED' } });

    await beginAfterRestore({ database, centre, now: () => clock.now }, 10);
    for (const one of [...given, ...given]) expect(await report(kiosk, one)).toMatchObject({ status: 204 });
    expect((await visits(database)).map(({ serial, copy }) => [serial, copy])).toEqual([
      [23, 0],
      [25, 0],
    ]);
    const passedOver = await database
      .selectFrom('serial_gap')
      .select(['first_serial', 'last_serial', 'reason'])
      .where('service_day', '=', lost.serviceDay)
      .orderBy('first_serial')
      .execute();
    expect(passedOver.map((gap) => [gap.first_serial, gap.last_serial, gap.reason])).toEqual([
      [21, 22, 'restored'],
      [24, 24, 'restored'],
    ]);
    // No number of a day that was not yet.
    expect(await report(kiosk, givenFrom(lost, { serviceDay: '2026-11-25' }))).toMatchObject({ status: 409 });
    // What is leased from now on is nobody else's.
    const next = await leaseOf(second);
    expect(await report(kiosk, givenFrom({ ...next, epoch: lost.epoch }))).toMatchObject({ status: 409 });
  },
);

test.each(databases)(
  '%s: the copy leased the lost numbers a second time before anybody said that it was one: both people are called',
  async (on) => {
    const { kiosk, second, clock, database } = await start(on);
    const lost = await leaseOf(kiosk);
    await database.deleteFrom('lease').execute();
    await database.deleteFrom('serial_counter').execute();
    const again = await leaseOf(second);
    expect(again).toEqual(lost);
    await beginAfterRestore({ database, centre: context.catalogue.centre, now: () => clock.now }, 10);
    expect(await report(second, givenFrom(again))).toMatchObject({ status: 204 });
    for (const serial of [1, 2])
      expect(await report(kiosk, givenFrom(lost, { serial }))).toMatchObject({ status: 204 });
    expect((await visits(database)).map(({ serial, copy }) => [serial, copy])).toEqual([
      [1, 0],
      [1, 1],
      [2, 0],
    ]);
    expect(await askLease(second, { epoch: again.epoch, next: 2 })).toMatchObject({ body: { code: 'LEASE_OUTDATED' } });
  },
);

test.each(databases)(
  '%s: a kiosk is enrolled under another name while it holds numbers: what it gave is taken in, by nobody’s say-so',
  async (on) => {
    const { url, kiosk, second, clock, database } = await start(on);
    const lease = await leaseOf(kiosk);
    const [third, fourth] = [givenFrom(lease, { serial: 3 }), givenFrom(lease, { serial: 4 })];
    await leaseOf(second);
    expect(await report(second, givenFrom(lease))).toMatchObject({ status: 409 });
    clock.now += 60_000;
    await enrolled(database, ['kiosk-5', 'kiosk-6'], clock.now);
    const renamed = kioskOf(url, 'kiosk-5');

    // Whether anybody else has its old name meanwhile or not.
    expect(await report(renamed, third)).toMatchObject({ status: 204 });
    await enrolled(database, ['kiosk-1'], clock.now + 1);
    for (const one of [third, fourth, fourth]) expect(await report(renamed, one)).toMatchObject({ status: 204 });
    expect((await visits(database)).map(({ serial, copy }) => [serial, copy])).toEqual([
      [3, 0],
      [4, 0],
    ]);
    const audit = await database.selectFrom('audit_record').selectAll().orderBy('id').execute();
    expect(audit.map(({ actor, action, subject }) => [actor, action, subject])).toEqual(
      [third, fourth].map(({ ticketToken }) => ['kiosk-5', 'emergency-number-of-former-name', ticketToken]),
    );

    // Numbers of its own it asks for anew; those that others hold are not its own, nor what the database does not know.
    const own = await leaseOf(renamed);
    expect(own).toMatchObject({ epoch: 1, first: 41 });
    expect(await report(renamed, givenFrom(await leaseOf(kioskOf(url, 'kiosk-6'))))).toMatchObject({ status: 409 });
    expect(await report(renamed, givenFrom({ ...lease, epoch: 2 }))).toMatchObject({
      body: { code: 'NUMBERS_SUSPENDED' },
    });
    expect(await report(second, givenFrom(lease))).toMatchObject({ status: 409 });
  },
);
