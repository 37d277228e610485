import { expect, test } from 'vitest';
import { serviceDay } from '../../src/contract/queue.ts';
import { addAppointment } from '../../src/backend/store/appointments.ts';
import { transact } from '../../src/backend/store/database.ts';
import { checkInRequest, kioskOf, startBackend } from './support/backend.ts';
import { atCounter } from './support/calling.ts';
import { databases } from './support/databases.ts';
import { checkedAt, personalNumberOf } from './support/issuing.ts';

test.each(databases)('%s: whom staff marked as left gets a new number, with the same appointment', async (on) => {
  const backend = await startBackend({ on });
  const { database, sealing, clock } = backend;
  const day = serviceDay(clock.now);
  const at = clock.now + 30 * 60_000;
  const personMark = sealing.personMark(personalNumberOf(1), 'appointment', day);
  await transact(database, (transaction) =>
    addAppointment(transaction, { code: 'OWN00001', queue: 'general', serviceDay: day, at, personMark }),
  );
  const kiosk = kioskOf(backend.url);
  const checkIn = async () =>
    kiosk.numberOf(checkInRequest(await checkedAt(database, sealing, { kiosk: 'kiosk-1', person: 1, now: clock.now })));
  const clerk = await atCounter(backend);
  const waiting = async () => (await clerk.entries('general')).waiting.map(({ number }) => number);

  expect(await checkIn()).toMatchObject({ number: 'A001', repeated: false });
  expect(await checkIn()).toMatchObject({ number: 'A001', repeated: true });
  const { entry } = await clerk.callNext({ queue: 'general', counter: '105a' });
  expect(await clerk.change(entry, { change: 'no-show' })).toMatchObject({ number: 'A001', state: 'no-show' });
  expect(await checkIn(), 'who was not there comes back with her number').toMatchObject({ number: 'A001' });
  expect(await clerk.change(entry, { change: 'leave' })).toMatchObject({ number: 'A001', state: 'left' });

  const again = await checkIn();
  expect(again).toMatchObject({ number: 'A002', repeated: false });
  expect(await waiting()).toEqual(['A002']);
  const appointments = await database.selectFrom('appointment').select(['code', 'ticket_token']).execute();
  expect(appointments).toEqual([{ code: 'OWN00001', ticket_token: again.ticketToken }]);
});
