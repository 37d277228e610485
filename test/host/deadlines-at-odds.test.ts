import { expect, test } from 'vitest';
import { deadlines } from '../../drivers/host/deadlines.ts';
import { limits as reader } from '../../drivers/pcsc/reader.ts';
import { encodeTicket } from '../../drivers/printer/escpos.ts';
import { longestPrint, printerDeadlines as printer } from '../../drivers/printer/index.ts';
import { paperFormats, rendererFor } from '../support/tickets.ts';
import { papers } from '../ticket/samples.ts';

// Whoever waits for a device's answer is patient enough for the slowest that the device's own limits allow: only one that broke
// its word is given up.
const { connect, apdu, reading, readChip, tryReader, print, printRow, printerStatus, start, silence, heartbeat } =
  deadlines;

test.each([
  [
    'a card that another program has, and then one attempt',
    connect,
    reader.foreignHolder + reader.pause + reader.attempt,
  ],
  ['a reading, its last exchange and the end of its connection', readChip, reading + apdu + connect],
  ['a look at the reader: named, connected, let go', tryReader, 3 * connect],
  ['a ticket behind a question to the printer', print, printer.ready + longestPrint(printer, 0)],
  ['a row of a ticket', printRow, printer.row],
  ['a question to the printer', printerStatus, printer.ready],
  ['a start', start, silence],
  ['three pings', silence, 2 * heartbeat],
])('%s', (_, patience, longest) => {
  expect(patience).toBeGreaterThan(longest);
});

test.each(paperFormats)('each paper on a serial line: $dots dots, large print $largePrint', (format) => {
  for (const paper of papers) {
    const raster = rendererFor(format)({ ...paper, language: 'en' });
    const bytes = Buffer.concat(encodeTicket(raster)).length;
    expect(printer.row * raster.height).toBeGreaterThan((bytes / 11_520) * 1_000);
  }
});
