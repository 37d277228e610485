import { stat } from 'node:fs/promises';
import { SerialPort } from 'serialport';
import { systemClock } from '../clock.ts';
import type { BarcodeScanner } from '../ports.ts';
import { keepOpen } from './device.ts';

export interface SerialScannerSettings {
  /** The device, such as `/dev/serial/by-id/…`. */
  path: string;
  /** Bits a second. USB-CDC scanners ignore it; 9,600 is the factory setting of those on a real RS-232 line. */
  baudRate?: number | undefined;
}

/** Milliseconds between two looks whether the device's node is still the same: before half a scan is told as unreadable. */
const nodeCheck = 250;

/** A barcode scanner on a serial line, USB-CDC or RS-232, that sends UTF-8 and ends each scan with CR, LF or both. */
export const openSerialScanner = ({ path, baudRate = 9_600 }: SerialScannerSettings): BarcodeScanner =>
  keepOpen(async (assembler, lost) => {
    // A new object for each connection: an object that is opened again may deliver nothing.
    const port = new SerialPort({ path, baudRate, autoOpen: false });
    port.on('data', (bytes: Buffer) => assembler.addLine(bytes));
    port.on('error', lost);
    port.on('close', lost);
    await new Promise<void>((resolve, reject) => port.open((error) => (error ? reject(error) : resolve())));
    const stopWatching = watchNode(path, lost);
    return {
      async close() {
        stopWatching();
        // A line that was pulled out has mostly closed itself.
        if (port.isOpen) await new Promise<void>((resolve) => port.close(() => resolve()));
      },
    };
  });

/**
 * A line that was pulled out may read as nothing for ever, and serialport 13 then reads on without end: after one unplugging in
 * five on a pseudo-terminal that was delivering. But its node goes, and another one comes.
 */
function watchNode(path: string, gone: () => void): () => void {
  let stopped = false;
  let cancel: () => void = () => undefined;

  async function look(before?: string): Promise<void> {
    const node = await nodeAt(path);
    if (stopped) return;
    if (node === undefined || (before !== undefined && node !== before)) gone();
    else cancel = systemClock.after(nodeCheck, () => void look(node));
  }

  void look();
  return () => {
    stopped = true;
    cancel();
  };
}

const nodeAt = (path: string): Promise<string | undefined> =>
  stat(path).then(
    ({ dev, ino, rdev }) => [dev, ino, rdev].join(' '),
    () => undefined,
  );
