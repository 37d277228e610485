import { SerialPort } from 'serialport';
import type { Clock } from '../clock.ts';
import type { Line, LineEvents, OpenLine } from './line.ts';

/** Bits a second, ten to the byte. A ticket of 57 kB takes 5 s. USB-CDC ignores it. */
const baudRate = 115_200;

/**
 * serialport looks for more bytes after those it gave, on another thread. A port that is closed meanwhile stays locked
 * for a moment, or the next connection loses bytes to that look. So the end waits, in milliseconds, and the beginning
 * is tried more than once.
 */
const lastLook = 10;
const attempts = 10;

/**
 * A printer on RS-232 or USB-CDC: eight bits, no parity.
 *
 * Each connection has its own SerialPort, since an object that is opened again may deliver nothing. The modem lines are
 * left alone: three-wire cables lack them, and some printers take a falling DSR for a reset. A printer that says XOFF is
 * obeyed. What it said before the line was opened is gone (tcflush).
 */
export function serialLine({ path }: { path: string }, clock: Clock): OpenLine {
  const settings = { path, baudRate, autoOpen: false, hupcl: false, xon: true };
  let letGo: Promise<void> = Promise.resolve();

  return (events) => {
    const line = new SerialLine(settings, clock, events);
    letGo = letGo.then(() => line.serve()).then(() => events.ended());
    return line;
  };
}

class SerialLine implements Line {
  readonly #settings: ConstructorParameters<typeof SerialPort>[0];
  readonly #clock: Clock;
  readonly #events: LineEvents;
  #port: SerialPort | undefined;
  #closed = false;
  #queue: Uint8Array[] = [];

  constructor(settings: ConstructorParameters<typeof SerialPort>[0], clock: Clock, events: LineEvents) {
    this.#settings = settings;
    this.#clock = clock;
    this.#events = events;
  }

  send(bytes: Uint8Array): void {
    if (this.#queue.push(bytes) === 1) this.#sendNext();
  }

  unsent(): number {
    return this.#queue.reduce((sum, { length }) => sum + length, 0);
  }

  /** One after the other: what serialport is given at once it writes as one, and does not tell how far it is. */
  #sendNext(): void {
    const [next] = this.#queue;
    if (!next) return;
    this.#port?.write(next, () => {
      this.#queue.shift();
      this.#sendNext();
    });
  }

  close(): void {
    this.#closed = true;
    this.#queue = [];
    // Without the flush the kernel waits up to 30 s for a printer that takes nothing more.
    this.#clock.after(lastLook, () => this.#port?.flush(() => this.#port?.close(() => undefined)));
  }

  /** @returns when the port is free */
  async serve(): Promise<void> {
    for (let attempt = 0; attempt < attempts && !this.#closed; attempt++) {
      const port = new SerialPort(this.#settings);
      const isOpen = await new Promise((resolve) => port.open((error) => resolve(!error)));
      if (isOpen) return this.#serve(port);
      await new Promise<void>((resolve) => void this.#clock.after(lastLook, resolve));
    }
  }

  #serve(port: SerialPort): Promise<void> {
    const gone = new Promise<void>((resolve) => port.on('close', () => resolve()));
    port.on('data', (bytes: Uint8Array) => this.#events.received(bytes));
    port.on('error', () => undefined); // 'close' follows
    this.#port = port;
    if (this.#closed) this.close();
    else this.#events.opened();
    return gone;
  }
}
