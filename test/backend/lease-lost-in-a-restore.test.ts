import { expect, test } from 'vitest';
import { beginAfterRestore } from '../../src/backend/queues/restored.ts';
import { context } from '../support/samples.ts';
import { backendClient } from '../../src/main/backend/client.ts';
import { kioskOf, newKey, ticketRequest } from './support/backend.ts';
import { databases } from './support/databases.ts';
import { askLease, day, gaps, givenFrom, leaseOf, report, startAtNoon, visits } from './support/emergency.ts';
import { enrolled, keyOf } from './support/kiosks.ts';

test.each(databases)(
  '%s: the server was restored, and does not know the lease: whoever holds a number is called',
  async (on) => {
    const { kiosk, clock, database } = await startAtNoon(on);
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
    const { kiosk, clock, database, log } = await startAtNoon(on);
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
  const { url, clock, database, kiosk } = await startAtNoon(on);
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
  const { kiosk, second, clock, database } = await startAtNoon(on);
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
    const { kiosk, second, clock, database } = await startAtNoon(on);
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
    const { kiosk, second, clock, database } = await startAtNoon(on);
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
    const { url, kiosk, second, clock, database } = await startAtNoon(on);
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

test.each(databases)(
  '%s: an unknown lease of today is waited for until its day is over, and taken in then',
  async (on) => {
    const { kiosk, second, clock, database } = await startAtNoon(on);
    const lost = await leaseOf(kiosk);
    await database.deleteFrom('lease').execute();
    await database.deleteFrom('serial_counter').execute();
    // More than were passed over: it had several leases, or was enrolled after the copy was made.
    await beginAfterRestore({ database, centre: context.catalogue.centre, now: () => clock.now }, 1);
    const given = givenFrom({ ...lost, epoch: 3 }, { serial: 55 });
    const suspended = { status: 503, body: { code: 'NUMBERS_SUSPENDED' } };
    expect(await report(kiosk, given)).toMatchObject(suspended);
    // Under a new name it is no more known.
    expect(await report(second, { ...given, epoch: 4 })).toMatchObject(suspended);
    clock.now += day;
    for (const time of [1, 2]) expect(await report(kiosk, given), `${time}`).toMatchObject({ status: 204 });
    expect((await visits(database)).map(({ serial, copy }) => [serial, copy])).toEqual([[55, 0]]);
  },
);
