import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { serviceDay } from '../../src/contract/queue.ts';
import { forgetVisits } from '../../src/backend/store/forget-visits.ts';
import { transact } from '../../src/backend/store/database.ts';
import { kioskOf, newKey, startBackend, ticketRequest } from './support/backend.ts';
import { databases } from './support/databases.ts';

const day = 86_400_000;
const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xd9]).toString('base64');
const tables = [
  'visit',
  'queue_entry',
  'missed_call',
  'number_request',
  'print_report',
  'appointment',
  'visit_photo',
] as const;

test.each(databases)(
  '%s: when its day is long over nothing of a visit is left, and its number is not given again',
  async (on) => {
    const { url, database, clock } = await startBackend({ on });
    const kiosk = kioskOf(url);
    const visit = async () => {
      const number = await kiosk.numberOf({ ...ticketRequest(), photo: jpeg });
      const report = { ticketToken: number.ticketToken, outcome: 'confirmed' };
      expect(await kiosk.call('POST', '/v1/print-reports', report, newKey())).toMatchObject({ status: 204 });
      await transact(database, (transaction) =>
        transaction
          .insertInto('appointment')
          .values({
            code: newKey(),
            queue: 'general',
            service_day: number.serviceDay,
            at: clock.now,
            ticket_token: number.ticketToken,
            cancelled_at: null,
            person_mark: null,
          })
          .execute(),
      );
      const { id } = await database
        .selectFrom('queue_entry')
        .select('id')
        .where('ticket_token', '=', number.ticketToken)
        .executeTakeFirstOrThrow();
      const moments = { arrived_at: clock.now, called_at: clock.now, ended_at: clock.now };
      await database
        .insertInto('missed_call')
        .values({
          entry: id,
          queue: number.queue,
          service_day: number.serviceDay,
          ...moments,
          priority: 'none',
          returned: 0,
          counter: 'counter-1',
          estimate_low: null,
          estimate_high: null,
        })
        .execute();
      return number;
    };
    const count = async () =>
      Promise.all(
        tables.map(async (table) => (await sql`SELECT * FROM ${sql.table(table)}`.execute(database)).rows.length),
      );

    const old = await visit();
    clock.now += 3 * day;
    const recent = await visit();
    expect(await count()).toEqual([2, 2, 2, 2, 2, 2, 2]);
    await forgetVisits(database, old.serviceDay);
    expect(await count()).toEqual([2, 2, 2, 2, 2, 2, 2]);
    await forgetVisits(database, recent.serviceDay);
    expect(await count()).toEqual([1, 1, 1, 1, 1, 1, 1]);
    expect(await database.selectFrom('visit').select('ticket_token').execute()).toEqual([
      { ticket_token: recent.ticketToken },
    ]);

    const days = await database.selectFrom('serial_counter').select('service_day').distinct().execute();
    expect(days.map(({ service_day }) => service_day).toSorted()).toEqual([old.serviceDay, recent.serviceDay]);
    clock.now -= 3 * day;
    expect((await kiosk.numberOf(ticketRequest())).serviceDay).toBe(old.serviceDay);
    const late = await visit();
    expect(late.number).not.toBe(old.number);
  },
);

test.each(databases)('%s: what a kiosk gave up before it came is forgotten with its day', async (on) => {
  const { url, database, clock } = await startBackend({ on });
  const kiosk = kioskOf(url);
  const report = { numberKey: newKey(), outcome: 'not-printed' };
  const late = await kiosk.call('POST', '/v1/print-reports', report, newKey());
  expect(late).toMatchObject({ status: 204 });
  const kept = async () => (await database.selectFrom('number_request').select('kiosk').execute()).length;
  await forgetVisits(database, serviceDay(clock.now));
  expect(await kept()).toBe(1);
  expect(await kiosk.number(ticketRequest(), report.numberKey)).toMatchObject({ status: 409 });
  await forgetVisits(database, serviceDay(clock.now + day));
  expect(await kept()).toBe(0);
});

test('no table that belongs to a visit is left out', async () => {
  const { database } = await startBackend();
  const all = await database.introspection.getTables();
  const belonging: string[] = [];
  for (const { name } of all) {
    const { rows } = await sql<{ table: string }>`SELECT "table" FROM pragma_foreign_key_list(${name})`.execute(
      database,
    );
    if (rows.some(({ table }) => (tables as readonly string[]).includes(table))) belonging.push(name);
  }
  expect(['visit', ...belonging].toSorted()).toEqual([...tables].toSorted());
});
