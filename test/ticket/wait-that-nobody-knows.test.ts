import { expect, test } from 'vitest';
import { ticketSchema } from '../../src/contract/ticket.ts';
import { wordsOn } from '../support/tickets.ts';
import { fullest } from './samples.ts';

test('the paper tells how many wait before a person only where that is known', () => {
  const { ahead, ...unknown } = fullest;
  expect(wordsOn(fullest)).toContain(`Trước ông/bà: ${String(ahead)} người`);
  expect(wordsOn({ ...fullest, ahead: 0 })).toContain('Trước ông/bà: 0 người');
  expect(wordsOn(unknown)).not.toMatch(/Trước ông\/bà|Ahead of you/);
});

test('a poor estimate stands on no paper', () => {
  const { estimate: _, ...unknown } = fullest;
  expect(wordsOn(unknown)).not.toMatch(/Dự kiến|Expected/);
});

test.each([
  ['2026-11-21T01:00:00.000Z', '2026-11-21T01:15:00.000Z', '08:00–08:15'],
  ['2026-11-21T01:04:59.999Z', '2026-11-21T01:10:00.001Z', '08:00–08:15'],
  ['2026-11-21T01:02:00.000Z', '2026-11-21T01:02:00.000Z', '08:00–08:05'],
  ['2026-11-21T01:05:00.000Z', '2026-11-21T01:05:00.000Z', '08:05–08:10'],
  ['2026-11-20T16:58:00.000Z', '2026-11-20T17:01:00.000Z', '23:55–00:05'],
])('from %s to %s is no promise to the minute: %s', (from, to, range) => {
  const ticket = { ...fullest, estimate: { from, to } };
  expect(ticketSchema.safeParse(ticket).success).toBe(true);
  expect(wordsOn(ticket)).toContain(`Dự kiến: khoảng ${range} Expected: about ${range} `);
});

test('an estimate that ends before it begins is refused', () => {
  const estimate = { from: '2026-11-21T01:05:00.000Z', to: '2026-11-21T01:04:59.000Z' };
  expect(ticketSchema.safeParse({ ...fullest, estimate }).success).toBe(false);
});
