import { expect, test } from 'vitest';
import { noteUnspent } from '../../src/backend/leases/grant.ts';
import { newKey } from './support/backend.ts';
import { databases } from './support/databases.ts';
import { askLease, day, gaps, givenFrom, leaseOf, noon, report, startAtNoon, visits } from './support/emergency.ts';

test.each(databases)('%s: a lease is the kiosk’s own, and the same until it is nearly spent', async (on) => {
  const { kiosk, second } = await startAtNoon(on);
  const lease = await leaseOf(kiosk);
  expect(lease).toEqual({ epoch: 1, serviceDay: '2026-11-23', letter: 'X', first: 1, last: 20 });
  expect(await leaseOf(second)).toMatchObject({ epoch: 1, first: 21, last: 40 });
  expect(await leaseOf(kiosk, { epoch: 1, next: 16 })).toEqual(lease);
  expect(await leaseOf(kiosk, { epoch: 1, next: 17 })).toMatchObject({ epoch: 2, first: 41, last: 60 });
});

test.each(databases)('%s: the answer was lost: the same key leases nothing anew', async (on) => {
  const { kiosk } = await startAtNoon(on);
  const key = newKey();
  const [first, again] = [await askLease(kiosk, undefined, key), await askLease(kiosk, undefined, key)];
  expect(again).toEqual(first);
  expect(await askLease(kiosk, { epoch: 1, next: 2 }, key)).toMatchObject({ status: 422 });
});

test.each(databases)('%s: a disk that was copied or restored is told so, and has numbers of its own', async (on) => {
  const { kiosk } = await startAtNoon(on);
  const copied = await leaseOf(kiosk);
  const latest = await leaseOf(kiosk, { epoch: copied.epoch, next: 18 });
  expect(await askLease(kiosk, { epoch: copied.epoch, next: 3 })).toMatchObject({
    status: 409,
    body: { code: 'LEASE_OUTDATED' },
  });
  expect(await leaseOf(kiosk)).toMatchObject({ epoch: 3, first: latest.last + 1 });
});

test.each(databases)('%s: a disk of this morning would give serials again that were reported since', async (on) => {
  const { kiosk } = await startAtNoon(on);
  const lease = await leaseOf(kiosk);
  await report(kiosk, givenFrom(lease, { serial: 5 }));
  expect(await askLease(kiosk, { epoch: lease.epoch, next: 5 })).toMatchObject({ body: { code: 'LEASE_OUTDATED' } });
  expect(await leaseOf(kiosk, { epoch: lease.epoch, next: 6 })).toEqual(lease);
});

test.each(databases)('%s: yesterday’s lease is over, and what is unspent of it a gap, then less of one', async (on) => {
  const { kiosk, clock, database } = await startAtNoon(on);
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
  const { kiosk } = await startAtNoon(on);
  const leases = await Promise.all(Array.from({ length: 3 }, () => leaseOf(kiosk)));
  expect(leases.map(({ epoch }) => epoch).toSorted((a, b) => a - b)).toEqual([1, 2, 3]);
  expect(new Set(leases.map(({ first }) => first)).size).toBe(3);
});

test.each(databases)('%s: a kiosk that asks again and again empties the day for nobody else', async (on) => {
  const { kiosk, second, clock, log } = await startAtNoon(on);
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
  const { kiosk, second, database } = await startAtNoon(on);
  const lease = await leaseOf(kiosk);
  await database.updateTable('serial_counter').set({ last_serial: 999 }).execute();
  expect(await askLease(second)).toMatchObject({ status: 409, body: { code: 'QUEUE_CLOSED' } });
  // The kiosk keeps the few that it has.
  expect(await leaseOf(kiosk, { epoch: 1, next: 20 })).toEqual(lease);
  expect(await askLease(kiosk, { epoch: 1, next: 21 })).toMatchObject({ body: { code: 'QUEUE_CLOSED' } });
});

test.each(databases)('%s: reported late, twice and in any order, each is one visit from when she came', async (on) => {
  const { kiosk, clock, database } = await startAtNoon(on);
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
  const { kiosk, clock, database } = await startAtNoon(on);
  const lease = await leaseOf(kiosk);
  clock.now = noon + 60_000;
  await report(kiosk, givenFrom(lease, { serial: 1, arrivedAt: '1970-01-01T00:00:00Z' }));
  await report(kiosk, givenFrom(lease, { serial: 2, arrivedAt: '2038-01-01T00:00:00Z' }));
  expect((await visits(database)).map(({ arrived_at }) => arrived_at)).toEqual([noon, noon + 60_000]);
});

test.each(databases)('%s: two disks gave the same number: both people wait, and the audit says so', async (on) => {
  const { kiosk, database } = await startAtNoon(on);
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
  const { kiosk, second, database } = await startAtNoon(on);
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
