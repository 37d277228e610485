import { describe, expect, test } from 'vitest';
import { parsePayload } from '../../drivers/scanner/payload.ts';
import { appointmentCode, type Ticket, ticketCode } from '../../src/contract/ticket.ts';
import { isFull } from '../support/repetitions.ts';
import { paperFormats, rendererFor } from '../support/tickets.ts';
import { asPng, onPaper, readQr } from './paper.ts';
import { appointment, checkIn, fullest, receipt, testPrint } from './samples.ts';

test('the QR on paper out of the printer is read back by another program', async () => {
  expect(readQr(await onPaper(checkIn))).toEqual([`TRAM:${checkIn.ticketToken}`]);
});

const longCode = `A${'9'.repeat(39)}`;
const codes: [string, Ticket, string][] = [
  ['the longest ticket', { ...fullest, ticketToken: 'Z'.repeat(64) }, `TRAM:${'Z'.repeat(64)}`],
  ['an appointment slip', appointment, 'TRAM-HEN:HK-261127-0042'],
  ['the longest appointment slip', { ...appointment, language: 'en', code: longCode }, `TRAM-HEN:${longCode}`],
  ['a receipt', receipt, 'H15.50.05.13-261121-0975'],
  ['a test print', testPrint, 'TRAM:TEST'],
];
const formats = paperFormats.filter(({ dots, largePrint }) => isFull || (dots === 384) === largePrint);

describe.each(formats)('on $dots dots, large print $largePrint', (paper) => {
  const render = rendererFor(paper);
  test.each(codes)('the QR of %s is read back by another program', (_name, ticket, content) => {
    expect(readQr(asPng(render(ticket)))).toEqual([content]);
  });
});

test('what this kiosk prints, its scanner knows again', () => {
  const scan = (content: string) => parsePayload(Buffer.from(content));
  const { ticketToken } = checkIn;
  expect(scan(ticketCode(ticketToken))).toEqual({ kind: 'ticket', ticketToken });
  for (const code of [appointment.code, longCode])
    expect(scan(appointmentCode(code))).toEqual({ kind: 'appointment', code });
});
