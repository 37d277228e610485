import type { ScannerStatus } from '../../src/contract/devices.ts';
import type { ScannedCode } from '../../src/contract/scanned-code.ts';
import { backOff } from '../back-off.ts';
import { systemClock } from '../clock.ts';
import type { BarcodeScanner, Stop } from '../ports.ts';
import { createScanAssembler, type ScanAssembler } from './assembler.ts';

/** An open device. */
export interface Connection {
  close(): Promise<void>;
}

/**
 * Opens the device once and feeds the assembler for as long as it stays.
 * @param lost to be called when it went away after it was open
 * @throws Error where it cannot be opened; its words or its code say whether this user may not
 */
export type Connect = (assembler: ScanAssembler, lost: () => void) => Promise<Connection>;

/**
 * A scanner that is there whenever its device is: opened again with back-off, and half a scan dropped, each time it is lost.
 * @param silence as in `createScanAssembler`
 */
export function keepOpen(connect: Connect, silence = 10): BarcodeScanner {
  const statusListeners = new Set<(status: ScannerStatus) => void>();
  const scanListeners = new Set<(code: ScannedCode) => void>();
  const deliver = (code: ScannedCode) => scanListeners.forEach((listener) => listener(code));
  const assembler = createScanAssembler(deliver, silence, systemClock);
  const pause = backOff();
  let status: ScannerStatus = { state: 'starting' };
  let closed = false;
  /** Ends what `serve` waits for. */
  let proceed: () => void = () => undefined;

  function change(state: ScannerStatus['state']): void {
    if (closed || status.state === state) return;
    status = { state };
    statusListeners.forEach((listener) => listener(status));
  }

  async function serve(): Promise<void> {
    while (!closed) {
      change(await serveOnce());
      await rest(pause.next());
    }
  }

  /** Until the device is lost, or at once where it cannot be opened. */
  async function serveOnce(): Promise<'absent' | 'denied'> {
    let connection: Connection;
    const lost = new Promise<void>((resolve) => {
      proceed = resolve;
    });
    try {
      connection = await connect(assembler, proceed);
    } catch (error) {
      return isDenied(error) ? 'denied' : 'absent';
    }
    pause.reset();
    change('ready');
    await lost;
    await connection.close();
    assembler.drop();
    return 'absent';
  }

  const rest = (milliseconds: number) =>
    new Promise<void>((resolve) => {
      const cancel = systemClock.after(closed ? 0 : milliseconds, resolve);
      proceed = () => {
        cancel();
        resolve();
      };
    });

  const served = serve();
  return {
    status: () => status,
    watch: (listener) => subscribe(statusListeners, listener),
    onScan: (listener) => subscribe(scanListeners, listener),
    async close() {
      closed = true;
      proceed();
      await served;
    },
  };
}

/** Neither serialport nor hidapi hands the code of the error on: both pass the C library's words. */
const isDenied = (error: unknown): boolean =>
  /\b(EACCES|EPERM|Permission denied|Operation not permitted)\b/.test(String(error));

function subscribe<T>(listeners: Set<T>, listener: T): Stop {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
