import type { Raster } from '../../drivers/ports.ts';
import { openPrinter } from '../../drivers/printer/index.ts';
import { shortDeadlines } from './deadlines.ts';

/** Prints what it is sent, where usblp.c has put itself between this process and the device. */
const printer = openPrinter(
  { kind: 'escpos-device', path: process.env.USBLP_DEVICE ?? '' },
  { deadlines: shortDeadlines },
);

process.on('message', (ticket: Raster | 'status') => {
  const answer = ticket === 'status' ? printer.status() : printer.print(ticket);
  void answer.then((said) => process.send?.(said));
});
