import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { slipLetters, ticketId } from '../../src/contract/ticket.ts';
import { wordsOn } from '../support/tickets.ts';
import { checkIn } from './samples.ts';

const newToken = () => randomBytes(16).toString('base64url');

/** The same from its definition, in whole numbers without bound. */
function expected(token: string): string {
  const bits =
    Buffer.from(`${token.slice(0, 10)}AA`, 'base64url')
      .subarray(0, 8)
      .readBigUInt64BE() >> 4n;
  let rest = bits % 24n ** 6n;
  let id = '';
  for (; id.length < 6; rest /= 24n) id = (slipLetters[Number(rest % 24n)] ?? '') + id;
  return id;
}

test('the id that a clerk reads out follows from the token', () => {
  expect(ticketId('q7Xh2mVn0dLr9sKcT4bYwA')).toBe('9PB55X');
  for (const token of Array.from({ length: 1_000 }, newToken)) expect(ticketId(token)).toBe(expected(token));
});

test('of 5,000 tickets in a day hardly two share an id, and every letter is used in every place', () => {
  const ids = Array.from({ length: 5_000 }, () => ticketId(newToken()));
  expect(new Set(ids).size).toBeGreaterThanOrEqual(4_996);
  for (let at = 0; at < 6; at++) expect(new Set(ids.map((id) => id[at])).size).toBe(24);
});

test('no id has 0 and O, 1 and I, 5 and S, U and V', () => {
  expect(slipLetters).not.toMatch(/[01OIDQGSUWFJ]/);
});

test('paper carries it beside the number, and a reprint the same', () => {
  expect(wordsOn(checkIn)).toMatch(/A042 .* Mã phiếu: 9PB55X/);
  expect(wordsOn({ ...checkIn, reprint: true })).toContain('Mã phiếu: 9PB55X');
});
