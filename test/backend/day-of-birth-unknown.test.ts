import { expect, test } from 'vitest';
import { portalDay } from '../../src/backend/adapters/bhxh/wire.ts';
import { priorityByAge } from '../../src/contract/priority.ts';
import { checkInRequest, kioskOf, startBackend } from './support/backend.ts';
import { checkedAt } from './support/issuing.ts';

const law = [{ from: '2024-01-01', source: 'Luật 15/2023/QH15', elderlyFromAge: 75, childBelowAge: 6 }];

test.each([
  ['1951', '2026-01-01', 'age-75'],
  ['1952', '2026-12-31', undefined],
  ['1951-11', '2026-11-01', 'age-75'],
  ['1951-11', '2026-10-31', undefined],
  ['2021', '2026-12-31', 'under-6'],
  ['2021', '2027-01-01', undefined],
  ['2021-03', '2027-02-28', 'under-6'],
  ['2021-03', '2027-03-01', undefined],
])('who was born in %s is on %s: %s, as if on the first day', (birthDate, today, expected) => {
  expect(priorityByAge(law, birthDate, today)).toBe(expected);
});

/** A Thursday. */
const noon = Date.parse('2026-11-26T12:00:00+07:00');

test.each([
  ['2020', 'under-6', 201],
  ['2020-11', 'under-6', 201],
  ['2020-11-26', 'under-6', 409],
  ['2020-10', 'under-6', 409],
  ['2019', 'under-6', 409],
  ['1952', 'age-75', 409],
] as const)(
  'a child who may be under six is refused priority, or who is not has it: %s, %s',
  async (birthDate, priority, status) => {
    const { url, database, sealing, clock } = await startBackend();
    clock.now = noon;
    const id = await checkedAt(database, sealing, { kiosk: 'kiosk-1', person: 1, now: noon, birthDate });
    const answer = await kioskOf(url).number({ ...checkInRequest(id), priority });
    expect(answer.status).toBe(status);
    if (status === 201) expect(answer.body).toMatchObject({ priority });
  },
);

test.each([
  ['1951-03-08', '08/03/1951'],
  ['1951-03', '03/1951'],
  ['1951', '1951'],
])('the portal is told %s as %s', (birthDate, expected) => {
  expect(portalDay(birthDate)).toBe(expected);
});
