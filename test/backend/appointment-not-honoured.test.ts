import { expect, test } from 'vitest';
import { serviceDay } from '../../src/contract/queue.ts';
import { people } from '../../drivers/simulated/people.ts';
import { kioskOf, newKey, startBackend, ticketRequest } from './support/backend.ts';
import { atCounter } from './support/calling.ts';
import { databases } from './support/databases.ts';

const minute = 60_000;
const nine = Date.parse('2026-11-23T09:00:00+07:00');

test.each(databases)('%s: who comes for his appointment stands as if he had come before it, once', async (on) => {
  const backend = await startBackend({ on });
  const { clock } = backend;
  clock.now = nine - 60 * minute;
  const clerk = await atCounter(backend);
  const kiosk = kioskOf(backend.url);
  const at = new Date(nine).toISOString();
  const { code } = await clerk.appointment({ queue: 'cashier', at });
  const cancelled = await clerk.appointment({ queue: 'cashier', at });
  expect(await clerk.call('DELETE', `/v1/appointments/${cancelled.code}`)).toMatchObject({ status: 204 });
  expect(await clerk.call('DELETE', `/v1/appointments/${cancelled.code}`)).toMatchObject({ status: 404 });

  const come = async (at: number, appointment?: string) => {
    clock.now = at;
    return (await kiosk.numberOf({ ...ticketRequest(), ...(appointment && { appointment }) })).number;
  };
  const early = await come(nine - 40 * minute);
  const walkIn = await come(nine - 10 * minute);
  const noMore = await come(nine - 5 * minute, cancelled.code);
  const bearer = await come(nine - 4 * minute, code);
  const copy = await come(nine - 3 * minute, code);
  const { waiting } = await clerk.entries('cashier');
  expect(waiting.map(({ number, reason }) => [number, reason])).toEqual([
    [early, 'arrival'],
    [bearer, 'appointment'],
    [walkIn, 'arrival'],
    [noMore, 'arrival'],
    [copy, 'arrival'],
  ]);
  expect(waiting[1]?.appointmentAt).toBe(at);
  expect(await clerk.call('DELETE', `/v1/appointments/${code}`)).toMatchObject({ status: 404 });
});

test('an appointment keeps a fingerprint of the person, and none is made for a day that is over', async () => {
  const backend = await startBackend();
  backend.clock.now = nine;
  const clerk = await atCounter(backend);
  const { personalNumber } = people[0];
  const at = new Date(nine + 24 * 60 * minute).toISOString();
  const { code } = await clerk.appointment({ queue: 'general', at, personalNumber });
  const rows = await backend.database.selectFrom('appointment').selectAll().execute();
  expect(rows).toMatchObject([{ code, queue: 'general', service_day: '2026-11-24', at: Date.parse(at) }]);
  expect(rows[0]?.person_mark).toEqual(
    backend.sealing.personMark(personalNumber, 'appointment', serviceDay(Date.parse(at))),
  );
  expect(JSON.stringify(await backend.database.selectFrom('audit_record').selectAll().execute())).not.toContain(
    personalNumber,
  );
  const past = { queue: 'general', at: new Date(nine - 24 * 60 * minute).toISOString() };
  expect(await clerk.call('POST', '/v1/appointments', past, newKey())).toMatchObject({ status: 409 });
});
