import { constants, readSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { systemClock } from '../clock.ts';
import type { BarcodeScanner } from '../ports.ts';
import { keepOpen } from './device.ts';
import { createKeyboard, eventSize } from './keyboard.ts';

/**
 * Milliseconds between two looks at the device. USB asks a keyboard every 8 or 10; Linux keeps the last 64 events, ten
 * characters, until they are read.
 */
const interval = 8;

/** Milliseconds. Scanners leave up to 40 between two characters that they type. */
const silence = 60;

/**
 * A barcode scanner that types: ASCII only, and each scan ends with Enter or Tab. It is told from keyboards by its own device
 * node, never by how fast it types; what keeps its keys from the desktop stands in resources/udev.
 * @param settings.path of its event device, such as `/dev/input/by-id/…-event-kbd`
 */
export const openKeyboardWedge = ({ path }: { path: string }): BarcodeScanner =>
  keepOpen(async (assembler, lost) => {
    // A read that waits would hold one of the process's few threads for as long as nobody scans, and outlive `close`.
    const device = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const typed = createKeyboard();
    const events = Buffer.alloc(256 * eventSize);
    let stop = systemClock.after(interval, look);

    function look(): void {
      const length = readWaiting(device.fd, events);
      if (length === 'lost') {
        lost();
        return;
      }
      assembler.addLine(typed(events.subarray(0, length)));
      stop = systemClock.after(interval, look);
    }

    return {
      async close() {
        stop();
        await device.close();
      },
    };
  }, silence);

/** The bytes that were waiting, perhaps none. The kernel hands out whole events only. */
function readWaiting(fd: number, into: Buffer): number | 'lost' {
  try {
    return readSync(fd, into) || 'lost';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EAGAIN' ? 0 : 'lost';
  }
}
