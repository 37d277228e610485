import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { handPause, type ScannerSimulator, type SimulatorOptions } from './simulator.ts';

const run = promisify(execFile);

/** linux/input-event-codes.h. */
const KEY = { ENTER: 28, LEFTSHIFT: 42, LEFTALT: 56, LEFTCTRL: 29 } as const;
const rows: readonly (readonly [firstCode: number, plain: string, shifted: string])[] = [
  [2, '1234567890-=', '!@#$%^&*()_+'],
  [16, 'qwertyuiop[]', 'QWERTYUIOP{}'],
  [30, "asdfghjkl;'`", 'ASDFGHJKL:"~'],
  [43, '\\zxcvbnm,./', '|ZXCVBNM<>?'],
  [57, ' ', ' '],
];
/** From KEY_KP0 to KEY_KP9. */
const keypad = [82, 79, 80, 81, 75, 76, 77, 71, 72, 73];

/** What is pressed for one byte: as most scanners do, Alt with the byte's number on the keypad for what no key has. */
function strokes(byte: number): { hold?: number; codes: number[] } {
  const character = String.fromCharCode(byte);
  if (character === '\r') return { codes: [KEY.ENTER] };
  for (const [first, plain, shifted] of rows) {
    if (plain.includes(character)) return { codes: [first + plain.indexOf(character)] };
    if (shifted.includes(character)) return { hold: KEY.LEFTSHIFT, codes: [first + shifted.indexOf(character)] };
  }
  const digits = String(byte).padStart(3, '0');
  return { hold: KEY.LEFTALT, codes: Array.from(digits, (digit) => keypad[Number(digit)] ?? 0) };
}

/** `struct input_event` of 64-bit Linux. */
export function inputEvent(type: number, code: number, value: number): Buffer {
  const event = Buffer.alloc(24);
  event.writeUInt16LE(type, 16);
  event.writeUInt16LE(code, 18);
  event.writeInt32LE(value, 20);
  return event;
}

/** A key's way down or up as the kernel reports it: scan code, key, end of the report. */
export const keyEvents = (code: number, value: 0 | 1 | 2): Buffer =>
  Buffer.concat([inputEvent(4, 4, code), inputEvent(1, code, value), inputEvent(0, 0, 0)]);

const stroke = (code: number) => [keyEvents(code, 1), keyEvents(code, 0)];

function typed(payload: Uint8Array): Buffer {
  const events = Array.from(payload).flatMap((byte) => {
    const { hold, codes } = strokes(byte);
    const keys = codes.flatMap(stroke);
    return hold === undefined ? keys : [keyEvents(hold, 1), ...keys, keyEvents(hold, 0)];
  });
  return Buffer.concat(events);
}

/**
 * A barcode scanner that types: a named pipe in an event device's place, which carries what the kernel would say.
 */
export async function startKeyboardWedgeSimulator({
  runDirectory,
  pause = handPause,
}: SimulatorOptions): Promise<ScannerSimulator> {
  const path = join(runDirectory, 'event-kbd');
  let device: FileHandle | undefined = await plugIn(path);

  async function send(events: Uint8Array): Promise<void> {
    if (!device) throw new Error('the scanner is unplugged');
    // The pipe holds 64 kB: the rest waits until the kiosk has read.
    for (let at = 0; at < events.length;) {
      const { bytesWritten } = await device.write(events.subarray(at, at + 2_400)).catch(async (error: unknown) => {
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
        await delay(5);
        return { bytesWritten: 0 };
      });
      at += bytesWritten;
    }
  }

  async function unplug(): Promise<void> {
    await device?.close();
    device = undefined;
    await rm(path, { force: true });
  }

  return {
    path,
    send,
    async scan(payload) {
      await send(typed(Buffer.concat([Buffer.from(payload), Buffer.from('\r')])));
      await delay(pause);
    },
    unplug,
    async replug() {
      device = await plugIn(path);
    },
    close: unplug,
  };
}

/** Open for reading too, so that the pipe is there before the kiosk comes and after it has gone. */
async function plugIn(path: string): Promise<FileHandle> {
  await rm(path, { force: true });
  await run('mkfifo', [path]);
  return open(path, constants.O_RDWR | constants.O_NONBLOCK);
}
