import { execFileSync } from 'node:child_process';
import { PNG } from 'pngjs';
import { onTestFinished } from 'vitest';
import type { Raster } from '../../drivers/ports.ts';
import { openPrinter } from '../../drivers/printer/index.ts';
import { startPrinterEmulator } from '../../drivers/simulated/printer/emulator.ts';
import type { Ticket } from '../../src/contract/ticket.ts';
import { renderTicket } from '../support/tickets.ts';

/** The ticket as the citizen gets it: through the driver and the printer onto paper, as PNG. */
export async function onPaper(ticket: Ticket): Promise<Uint8Array> {
  const emulator = await startPrinterEmulator();
  onTestFinished(() => emulator.close());
  const printer = openPrinter({ kind: 'escpos-tcp', host: '127.0.0.1', port: emulator.port });
  await printer.print(renderTicket(ticket));
  const [paper] = emulator.papers();
  if (!paper) throw new Error('nothing was printed');
  return paper.png;
}

/** White paper around what the head reaches. */
const edge = 32;

/** The dots themselves as PNG. */
export function asPng(raster: Raster): Uint8Array {
  const png = new PNG({ width: raster.width + 2 * edge, height: raster.height + 2 * edge });
  png.data.fill(255);
  for (let y = 0; y < raster.height; y++)
    for (let x = 0; x < raster.width; x++) {
      const at = 4 * ((y + edge) * png.width + x + edge);
      if (isInk(raster, x, y)) png.data.fill(0, at, at + 3);
    }
  return PNG.sync.write(png, { colorType: 0 });
}

export const isInk = ({ width, data }: Raster, x: number, y: number): boolean =>
  (((data[y * Math.ceil(width / 8) + (x >> 3)] ?? 0) >> (7 - (x & 7))) & 1) === 1;

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
