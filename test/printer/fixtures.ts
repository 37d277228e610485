import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { PNG } from 'pngjs';
import { onTestFinished } from 'vitest';
import type { Raster, TicketPrinter } from '../../drivers/ports.ts';
import { openEscPosPrinter, printerDeadlines } from '../../drivers/printer/tcp.ts';
import type { PrinterDeadlines } from '../../drivers/printer/tcp.ts';
import { startPrinterEmulator } from '../../drivers/simulated/printer/emulator.ts';
import type { PrinterEmulator, PrinterProfile } from '../../drivers/simulated/printer/emulator.ts';

/** Short where a test waits for them to pass. */
export const shortDeadlines: PrinterDeadlines = {
  ...printerDeadlines,
  status: 400,
  probe: 400,
  settle: 1500,
  settleBlindly: 700,
  poll: 50,
  grace: 100,
};

export const bytesInRow = 72;

/** A picture in which no row is like another, so that a lost, doubled or moved row shows; odd bytes are no DLE. */
export function picture(height = 600, seed = 1): Raster {
  const data = new Uint8Array(bytesInRow * height);
  let state = seed;
  for (let at = 0; at < data.length; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    data[at] = (state >>> 24) | 1;
  }
  return { width: 576, height, data };
}

export function printerAt(port: number, deadlines = shortDeadlines): TicketPrinter {
  const printer = openEscPosPrinter({ host: '127.0.0.1', port }, deadlines);
  onTestFinished(() => printer.close());
  return printer;
}

export async function printerWithEmulator(
  profile: PrinterProfile = 'epson',
): Promise<{ printer: TicketPrinter; emulator: PrinterEmulator }> {
  const emulator = await startPrinterEmulator({ profile });
  onTestFinished(() => emulator.close());
  return { emulator, printer: printerAt(emulator.port) };
}

/** A stand-in for a network path or a printer's network card: it accepts, and `serve` does the rest. */
export async function listen(serve: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    serve(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  return (server.address() as AddressInfo).port;
}

export const asksStatus = (bytes: Buffer): boolean =>
  bytes.subarray(0, 12).toString('hex') === '100401100402100403100404';

/** The dots under the head (the middle 576 of the paper's 640), one bit each. */
export function dotsOf(png: Uint8Array): Uint8Array {
  const { width, height, data } = PNG.sync.read(Buffer.from(png));
  const dots = new Uint8Array(bytesInRow * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < 576; x++)
      if (data[4 * (y * width + 32 + x)] === 0) {
        const at = y * bytesInRow + (x >> 3);
        dots[at] = (dots[at] ?? 0) | (0x80 >> (x & 7));
      }
  return dots;
}
