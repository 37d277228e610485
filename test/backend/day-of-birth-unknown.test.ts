import { expect, test } from 'vitest';
import { portalDay } from '../../src/backend/adapters/bhxh/wire.ts';
import { priorityByAge } from '../../src/contract/priority.ts';

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

test.each([
  ['1951-03-08', '08/03/1951'],
  ['1951-03', '03/1951'],
  ['1951', '1951'],
])('the portal is told %s as %s', (birthDate, expected) => {
  expect(portalDay(birthDate)).toBe(expected);
});
