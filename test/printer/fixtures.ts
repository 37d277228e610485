import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Raster, TicketPrinter } from '../../drivers/ports.ts';
import { openPrinter } from '../../drivers/printer/index.ts';
import type { OpenLine, PrinterAddress, PrinterOptions } from '../../drivers/printer/index.ts';
import { voidStrip } from '../../drivers/printer/void-strip.ts';
import { attachPrinter } from '../../drivers/simulated/printer/device.ts';
import type { PrinterDevice } from '../../drivers/simulated/printer/device.ts';
import { startPrinterEmulator } from '../../drivers/simulated/printer/emulator.ts';
import type { PrinterEmulator, PrinterProfile } from '../../drivers/simulated/printer/emulator.ts';
import { createPrinterEngine } from '../../drivers/simulated/printer/engine.ts';
import type { PrinterEngine, PrinterEngineOptions } from '../../drivers/simulated/printer/engine.ts';
import { memoryLine } from '../../drivers/simulated/printer/memory-line.ts';
import type { PrintedPaper } from '../../drivers/simulated/printer/paper.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { shortDeadlines } from './deadlines.ts';

export { attentive, shortDeadlines } from './deadlines.ts';

export const bytesInRow = 72;
/** What the driver lets a printer hold of a ticket: two bands of 24 rows. */
export const rowsAhead = 48;
/** White that the driver adds before the cut. */
export const feed = 48;

export const confirmed = { outcome: 'confirmed', by: 'process-id' };
export const confirmedByFence = { outcome: 'confirmed', by: 'fence' };

/**
 * A picture of which no row is like another, nor like one of another seed: a row that is lost, doubled, moved or someone
 * else's shows. No byte is white, so that nothing is left out on the way, and none is a DLE.
 */
export function picture(height = 600, seed = 1): Raster {
  const data = new Uint8Array(bytesInRow * height);
  let state = seed;
  for (let at = 0; at < data.length; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    data[at] = (state >>> 24) | 1;
  }
  return { width: 576, height, data };
}

const rowNumbers = new WeakMap<Raster, Map<string, number>>();

/** Which rows of a ticket are on a paper, by their number in the ticket. */
export function rowsOf(ticket: Raster, paper: PrintedPaper | undefined): number[] {
  const numbers = rowNumbers.get(ticket) ?? new Map(rows(ticket.data).map((row, number) => [row, number]));
  rowNumbers.set(ticket, numbers);
  return rows(paper?.dots ?? new Uint8Array()).flatMap((row) => numbers.get(row) ?? []);
}

/** Enough of each row to tell it from all others. */
const rows = (dots: Uint8Array): string[] =>
  Array.from({ length: dots.length / bytesInRow }, (_, row) =>
    Buffer.from(dots.buffer, dots.byteOffset + row * bytesInRow, 12).toString('latin1'),
  );

export const isWhole = (ticket: Raster, paper: PrintedPaper | undefined): boolean =>
  paper?.height === ticket.height + feed &&
  Buffer.from(paper.dots.subarray(0, ticket.data.length)).equals(ticket.data) &&
  paper.dots.subarray(ticket.data.length).every((byte) => byte === 0);

const strips = [576, 384].map((width) => {
  const { height, data } = voidStrip(width);
  const dots = Buffer.alloc(bytesInRow * (height + feed));
  for (let row = 0; row < height; row++)
    dots.set(data.subarray((row * width) / 8, ((row + 1) * width) / 8), row * bytesInRow);
  return dots;
});

/** Whether the last thing on a paper is the mark that what is above is no ticket. */
export const isVoid = ({ cut, dots }: PrintedPaper): boolean =>
  cut && strips.some((strip) => Buffer.from(dots.subarray(-strip.length)).equals(strip));

/** The three kinds of line. */
export const lines = ['tcp', 'device', 'serial'] as const;
export type LineKind = (typeof lines)[number];

export interface PrinterOnLine {
  printer: TicketPrinter;
  emulator: PrinterEmulator;
  /** Absent on TCP. */
  device?: PrinterDevice;
}

export async function printerWithEmulator(
  profile: PrinterProfile = 'epson',
  line: LineKind = 'tcp',
  options: PrinterOptions = {},
): Promise<PrinterOnLine> {
  const emulator = await startPrinterEmulator({ profile });
  onTestFinished(() => emulator.close());
  if (line === 'tcp') return { emulator, printer: printerAt(emulator.port, options) };
  const directory = mkdtempSync(join(tmpdir(), 'printer-'));
  const path = join(directory, 'lp0');
  const device = await attachPrinter(path, emulator.port);
  const printer = open({ kind: line === 'device' ? 'escpos-device' : 'escpos-serial', path }, options);
  onTestFinished(async () => {
    await device.unplug();
    rmSync(directory, { recursive: true });
  });
  return { emulator, printer, device };
}

export const printerAt = (port: number, options: PrinterOptions = { deadlines: shortDeadlines }): TicketPrinter =>
  open({ kind: 'escpos-tcp', host: '127.0.0.1', port }, options);

function open(address: PrinterAddress, options: PrinterOptions): TicketPrinter {
  const printer = openPrinter(address, options);
  onTestFinished(() => printer.close());
  return printer;
}

export interface PrinterInMemory {
  printer: TicketPrinter;
  engine: PrinterEngine;
  clock: ManualClock;
  openLine: OpenLine;
  /** Lets time pass until something has happened. */
  until: <T>(happening: Promise<T>) => Promise<T>;
  /** Another driver on the same printer, as after a restart of the kiosk. */
  reopen: (options?: PrinterOptions) => TicketPrinter;
}

/** Driver and printer in one process, on a clock of the test's own: hours pass in milliseconds. */
export function printerInMemory(
  profile: PrinterProfile = 'epson',
  options: Omit<PrinterEngineOptions, 'clock'> & {
    wrap?: (line: OpenLine, clock: ManualClock) => OpenLine;
    latency?: number;
  } = {},
): PrinterInMemory {
  const { wrap = (line: OpenLine) => line, latency = 0, ...engineOptions } = options;
  const clock = new SteppingClock();
  const engine = createPrinterEngine(profile, { clock, ...engineOptions });
  const openLine = wrap(memoryLine(engine, clock, latency), clock);
  const reopen = (options: PrinterOptions = {}) =>
    openPrinter({ kind: 'escpos-device', path: '/dev/null' }, { clock, openLine, ...options });
  return { printer: reopen(), engine, clock, openLine, reopen, until: (happening) => passing(clock, happening) };
}

/** Knows what it waits for, so that time need not pass in small steps. */
class SteppingClock extends ManualClock {
  #waiting = new Set<{ due: number }>();

  constructor() {
    super();
    const { after } = this;
    this.after = (milliseconds, action) => {
      const timer = { due: this.monotonic() + milliseconds };
      this.#waiting.add(timer);
      const cancel = after(milliseconds, () => {
        this.#waiting.delete(timer);
        action();
      });
      return () => {
        this.#waiting.delete(timer);
        cancel();
      };
    };
  }

  step(): void {
    const due = Math.min(...[...this.#waiting].map((timer) => timer.due));
    if (due === Infinity) throw new Error('nothing is waited for, and nothing happens');
    this.pass(Math.max(0, due - this.monotonic()));
  }
}

async function passing<T>(clock: SteppingClock, happening: Promise<T>): Promise<T> {
  const state = { over: false as boolean };
  const settled = happening.finally(() => {
    state.over = true;
  });
  settled.catch(() => undefined);
  for (;;) {
    await new Promise((resolve) => setImmediate(resolve));
    if (state.over) return settled;
    clock.step();
  }
}

/** Lines that end after so many bytes were sent on them; the rest is lost on its way. */
export const dyingAfter =
  (line: OpenLine, clock: ManualClock, bytesLeft: () => number): OpenLine =>
  (events) => {
    const real = line(events);
    let left = bytesLeft();
    return {
      send(bytes) {
        if (left <= 0) return;
        real.send(bytes.subarray(0, left));
        left -= bytes.length;
        if (left <= 0) clock.after(1, () => events.ended());
      },
      close: () => real.close(),
    };
  };

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
