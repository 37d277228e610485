import { execFileSync } from 'node:child_process';
import { onTestFinished } from 'vitest';
import type { Ticket } from '../../src/contract/ticket.ts';
import { renderTicket } from '../support/tickets.ts';
import { openEscPosPrinter } from '../../drivers/printer/tcp.ts';
import { startPrinterEmulator } from '../../drivers/simulated/printer/emulator.ts';

/** The ticket as the citizen gets it: through the driver and the printer onto paper, as PNG. */
export async function onPaper(ticket: Ticket): Promise<Uint8Array> {
  const emulator = await startPrinterEmulator();
  onTestFinished(() => emulator.close());
  const printer = openEscPosPrinter({ host: '127.0.0.1', port: emulator.port });
  await printer.print(renderTicket(ticket));
  const [paper] = emulator.papers();
  if (!paper) throw new Error('nothing was printed');
  return paper.png;
}

/** What another program reads off the paper (Tesseract with its Vietnamese model). */
export const readText = (png: Uint8Array): string =>
  execFileSync('tesseract', ['stdin', 'stdout', '-l', 'vie', '--psm', '4', '--dpi', '203'], {
    input: png,
    stdio: 'pipe',
    env: { ...process.env, OMP_THREAD_LIMIT: '1' },
  })
    .toString()
    .normalize('NFC');

/** What another program finds in the QR codes on the paper (ZBar). */
export const readQr = (png: Uint8Array): string[] =>
  execFileSync('zbarimg', ['--nodbus', '--quiet', '--raw', '-'], { input: png, stdio: 'pipe' })
    .toString()
    .trim()
    .split('\n');
