import { SerialPort } from 'serialport';
import type { ScannedCode } from '../../src/contract/scanned-code.ts';
import type { ScannerStatus } from '../../src/contract/devices.ts';
import { backOff } from '../back-off.ts';
import type { BarcodeScanner, Stop } from '../ports.ts';
import { createScanAssembler } from './assembler.ts';

/** USB-CDC scanners ignore the rate; it is the factory setting of those on a real RS-232 line. */
const baudRate = 9_600;

/**
 * A barcode scanner on a serial line, USB-CDC or RS-232, set up to send UTF-8 and to end each scan with CR, LF or both.
 * Opens the line again by itself, with back-off, whenever it is lost.
 * @param path the device, such as `/dev/serial/by-id/...`
 */
export function openSerialScanner({ path }: { path: string }): BarcodeScanner {
  const statusListeners = new Set<(status: ScannerStatus) => void>();
  const scanListeners = new Set<(code: ScannedCode) => void>();
  const pause = backOff();
  const assembler = createScanAssembler((code) => scanListeners.forEach((listener) => listener(code)));
  let status: ScannerStatus = { state: 'starting' };
  let port: SerialPort | undefined;
  let retry: NodeJS.Timeout | undefined;
  let closed = false;

  function change(state: ScannerStatus['state']): void {
    if (status.state === state) return;
    status = { state };
    statusListeners.forEach((listener) => listener(status));
  }

  // A new object for each connection: an object that is opened again may deliver nothing.
  function open(): void {
    const opening = new SerialPort({ path, baudRate, autoOpen: false });
    port = opening;
    opening.on('data', (bytes: Buffer) => assembler.take(bytes));
    opening.on('error', () => lose(opening));
    opening.on('close', () => lose(opening));
    opening.open((error) => {
      if (error) {
        lose(opening);
        return;
      }
      pause.reset();
      change('ready');
    });
  }

  function lose(lost: SerialPort): void {
    if (port !== lost) return;
    port = undefined;
    assembler.drop();
    if (lost.isOpen) lost.close(() => undefined);
    if (closed) return;
    change('absent');
    retry = setTimeout(open, pause.next());
  }

  open();
  return {
    status: () => status,
    watch: (listener) => subscribe(statusListeners, listener),
    onScan: (listener) => subscribe(scanListeners, listener),
    async close() {
      closed = true;
      clearTimeout(retry);
      assembler.drop();
      const open = port;
      port = undefined;
      if (open?.isOpen) await new Promise((resolve) => open.close(resolve));
    },
  };
}

function subscribe<T>(listeners: Set<T>, listener: T): Stop {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
