import { expect, it } from 'vitest';
import { dateFromDigits } from '../../src/main/services/dates.ts';

it.each([
  ['29022028', '2028-02-29'],
  ['29022027', undefined],
  ['31042026', undefined],
  ['00012026', undefined],
  ['01132026', undefined],
  ['01011899', undefined],
  ['0101202', undefined],
  ['', undefined],
])('%s is %s', (digits, expected) => {
  expect(dateFromDigits(digits)).toBe(expected);
});
