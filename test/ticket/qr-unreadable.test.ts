import { expect, test } from 'vitest';
import { onPaper, readQr } from './paper.ts';
import { checkIn, fullest, testPrint } from './samples.ts';

test.each([
  ['a ticket', checkIn, `TRAM:${checkIn.ticketToken}`],
  ['the longest ticket', { ...fullest, ticketToken: 'Z'.repeat(64) }, `TRAM:${'Z'.repeat(64)}`],
  ['a test print', testPrint, 'TRAM:TEST'],
])('the QR on %s is read back by another program', async (_name, ticket, content) => {
  expect(readQr(await onPaper(ticket))).toEqual([content]);
});
