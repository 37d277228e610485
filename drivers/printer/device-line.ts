import { constants, promises } from 'node:fs';
import type { Clock } from '../clock.ts';
import type { Line, LineEvents, OpenLine } from './line.ts';

/** Milliseconds until a device that took nothing, or had nothing to say, is tried again: Node cannot poll(2) one. */
const rest = 3;

/** The errors that mean "not now". */
const notNow = new Set(['EAGAIN', 'EWOULDBLOCK', 'EINTR']);

/**
 * A character device such as `/dev/usb/lp0` (Linux, drivers/usb/class/usblp.c), opened non-blocking.
 *
 * usblp lets one in at a time (EBUSY), takes at most 8 KiB at once and nothing more before the printer has them (EAGAIN),
 * and where the printer has nothing to say it reads EAGAIN or 0 bytes, so that 0 is not the end. Closing it throws away
 * what the printer has not taken.
 *
 * Reads and writes run on libuv's threads. Should a driver block nevertheless, two of those hang, and the connections
 * after wait for them; this process goes on.
 */
export function deviceLine({ path }: { path: string }, clock: Clock): OpenLine {
  let letGo: Promise<void> = Promise.resolve();

  return (events) => {
    const device = new DeviceLine(path, clock, events);
    letGo = letGo.then(() => device.serve()).then(() => events.ended());
    return device;
  };
}

class DeviceLine implements Line {
  readonly #path: string;
  readonly #clock: Clock;
  readonly #events: LineEvents;
  #unsent: Uint8Array[] = [];
  #over = false;

  constructor(path: string, clock: Clock, events: LineEvents) {
    this.#path = path;
    this.#clock = clock;
    this.#events = events;
  }

  send(bytes: Uint8Array): void {
    this.#unsent.push(bytes);
  }

  close(): void {
    this.#over = true;
  }

  /** @returns when the device is closed and no call of its driver is under way */
  async serve(): Promise<void> {
    const { O_RDWR, O_NONBLOCK, O_NOCTTY } = constants;
    const open = () => promises.open(this.#path, O_RDWR | O_NONBLOCK | O_NOCTTY).catch(() => undefined);
    const device = this.#over ? undefined : await open();
    if (!device) return;
    if (!this.#over) this.#events.opened();
    await Promise.all([this.#read(device), this.#write(device)]);
    await device.close().catch(() => undefined); // an unplugged device may say so once more
  }

  async #read(device: promises.FileHandle): Promise<void> {
    const buffer = new Uint8Array(1_024);
    while (!this.#over) {
      const count = await this.#attempt(async () => (await device.read(buffer, 0, buffer.length, null)).bytesRead);
      if (count > 0) this.#events.received(buffer.slice(0, count));
    }
  }

  async #write(device: promises.FileHandle): Promise<void> {
    while (!this.#over) {
      const [next] = this.#unsent;
      const count = await this.#attempt(async () =>
        next ? (await device.write(next, 0, next.length, null)).bytesWritten : 0,
      );
      if (next && count > 0) this.#unsent.splice(0, 1, ...(count < next.length ? [next.subarray(count)] : []));
    }
  }

  /** @returns the bytes that went through; after a rest, 0 */
  async #attempt(transfer: () => Promise<number>): Promise<number> {
    try {
      const count = await transfer();
      if (count > 0) return count;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && notNow.has(String(error.code)))) this.close();
    }
    if (!this.#over) await new Promise<void>((resolve) => void this.#clock.after(rest, resolve));
    return 0;
  }
}
