import { expect, onTestFinished, test } from 'vitest';
import { issueNumbers } from '../../src/backend/queues/issue.ts';
import { createDatabase, openDatabase } from '../../src/backend/store/database.ts';
import { closedFor } from '../../src/contract/opening.ts';
import { centreSchema } from '../../src/contract/services.ts';
import { checkInRequest, newKey, ticketRequest } from './support/backend.ts';
import { databases, emptyLocation } from './support/databases.ts';
import { centreWith, checkedAt, demonstrationCentre, issuingOn, sealingForTest as sealing } from './support/issuing.ts';

const weekdays = [1, 2, 3, 4, 5];
const centre = centreWith(
  {
    // By night it is two openings.
    cashier: {
      hours: [
        { days: [1], from: '22:00', to: '24:00' },
        { days: [2], from: '00:00', to: '02:00' },
      ],
    },
    pharmacy: { quota: 2 },
  },
  {
    hours: [
      { days: weekdays, from: '07:00', to: '11:30' },
      { days: weekdays, from: '13:00', to: '16:30' },
    ],
    holidays: ['2026-11-25'],
  },
);

// 23 November 2026 is a Monday. Times of Saigon.
test.each([
  ['pharmacy', '2026-11-23T06:59:59.999', 'CENTRE_CLOSED'],
  ['pharmacy', '2026-11-23T07:00:00', undefined],
  ['pharmacy', '2026-11-23T11:29:59.999', undefined],
  ['pharmacy', '2026-11-23T11:30:00', 'CENTRE_CLOSED'],
  ['pharmacy', '2026-11-23T13:00:00', undefined],
  ['pharmacy', '2026-11-22T09:00:00', 'CENTRE_CLOSED'],
  ['pharmacy', '2026-11-24T09:00:00', undefined],
  ['pharmacy', '2026-11-25T09:00:00', 'CENTRE_CLOSED'],
  ['pharmacy', '2026-11-28T09:00:00', 'CENTRE_CLOSED'],
  ['cashier', '2026-11-23T09:00:00', 'QUEUE_CLOSED'],
  ['cashier', '2026-11-23T21:59:59', 'CENTRE_CLOSED'],
  ['cashier', '2026-11-23T22:00:00', undefined],
  ['cashier', '2026-11-23T23:59:59.999', undefined],
  ['cashier', '2026-11-24T00:00:00', undefined],
  ['cashier', '2026-11-24T02:00:00', 'CENTRE_CLOSED'],
])('%s at %s: %s', (id, time, expected) => {
  const queue = centre.queues.find((one) => one.id === id);
  if (!queue) throw new Error(id);
  expect(closedFor(centre, queue, Date.parse(`${time}+07:00`))).toBe(expected);
});

test('an opening that ends before it begins is a fault of centre.json', () => {
  const wrong = { ...demonstrationCentre, hours: [{ days: [1], from: '22:00', to: '06:00' }] };
  expect(centreSchema.safeParse(wrong).error?.issues).toMatchObject([{ message: 'an opening ends before it begins' }]);
});

test.each(databases)(
  '%s: closed or full, nobody gets a number, but who has one gets it again, and the next day starts anew',
  async (on) => {
    const location = await emptyLocation(on);
    await createDatabase(location, sealing);
    const database = await openDatabase(location, sealing);
    onTestFinished(() => database.destroy());
    let now = 0;
    const deps = issuingOn(database, () => now, centre);
    const at = (time: string) => (now = Date.parse(`${time}+07:00`));
    const ask = async (request = ticketRequest('pharmacy'), idempotencyKey = newKey()) => {
      const [issued] = await issueNumbers(deps, [{ key: { kiosk: 'kiosk-1', idempotencyKey }, request }]);
      if (issued?.ok !== true) return issued?.code;
      return issued.value.kind === 'number' ? issued.value.number.number : issued.value.kind;
    };
    const checkIn = async () =>
      ask(checkInRequest(await checkedAt(database, sealing, { kiosk: 'kiosk-1', person: 1, now }), 'eyes'));

    at('2026-11-23T06:00:00');
    expect(await ask()).toBe('CENTRE_CLOSED');
    at('2026-11-23T11:29:00');
    const key = newKey();
    expect([await ask(undefined, key), await ask(), await ask(), await ask()]).toEqual([
      'E001',
      'E002',
      'QUOTA_REACHED',
      'QUOTA_REACHED',
    ]);
    expect(await checkIn()).toBe('M001');
    at('2026-11-23T11:30:00');
    expect(await ask()).toBe('CENTRE_CLOSED');
    expect(await ask(undefined, key)).toBe('E001');
    expect(await checkIn()).toBe('M001');
    expect(await ask(ticketRequest('cashier'))).toBe('CENTRE_CLOSED');
    at('2026-11-24T08:00:00');
    expect(await ask()).toBe('E001');
    expect(await ask(ticketRequest('cashier'))).toBe('QUEUE_CLOSED');
  },
);
