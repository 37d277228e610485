import { expect, test } from 'vitest';
import { wordsOn } from '../support/tickets.ts';
import { appointment, checkIn, receipt } from './samples.ts';

test.each([
  ['2026-11-20T17:00:00.000Z', '21/11/2026 00:00'],
  ['2026-11-20T16:59:59.999Z', '20/11/2026 23:59'],
  ['2028-02-29T05:07:00.000Z', '29/02/2028 12:07'],
])('%s is %s in Viet Nam, whatever zone the kiosk runs in', (issuedAt, local) => {
  expect(wordsOn({ ...checkIn, issuedAt })).toContain(local);
});

test.each([
  ['2026-11-28T17:00:00.000Z', '00:00', 'Chủ Nhật, 29/11/2026', 'Sunday, 29/11/2026'],
  ['2026-11-29T16:59:00.000Z', '23:59', 'Chủ Nhật, 29/11/2026', 'Sunday, 29/11/2026'],
  ['2027-02-01T01:30:00.000Z', '08:30', 'Thứ Hai, 01/02/2027', 'Monday, 01/02/2027'],
])('somebody called for %s comes at %s on %s', (instant, time, day, english) => {
  const slips = [
    wordsOn({ ...appointment, language: 'en', at: instant }),
    wordsOn({ ...receipt, language: 'en', resultAt: instant }),
  ];
  for (const words of slips) for (const part of [time, day, english]) expect(words).toContain(part);
});
