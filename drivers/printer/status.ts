import type { PrinterState } from '../../src/contract/devices.ts';
import type { FailureCode } from '../../src/contract/failures.ts';

/**
 * Worst first; an open cover before missing paper, since whoever changes the roll has opened it.
 * @param bytes the answers to DLE EOT 1 to 4 (bits: Epson, "DLE EOT")
 * @returns undefined until all four have come
 */
export function printerState(bytes: readonly number[]): PrinterState | undefined {
  const [printer, offlineCause, errorCause, paper] = bytes;
  if (printer === undefined || offlineCause === undefined || errorCause === undefined || paper === undefined)
    return undefined;
  if (offlineCause & 0x04) return 'cover-open';
  if (offlineCause & 0x20 || paper & 0x60) return 'no-paper';
  if (errorCause & 0x08) return 'cutter-error';
  if (errorCause & 0x20) return 'unknown';
  if (printer & 0x08) return 'offline';
  return paper & 0x0c ? 'paper-low' : 'ready';
}

/** Why nothing can be printed in this state; undefined where it can. */
export function obstacle(state: PrinterState): FailureCode | undefined {
  switch (state) {
    case 'ready':
    case 'paper-low':
      return undefined;
    case 'no-paper':
      return 'PRINTER_NO_PAPER';
    case 'cover-open':
      return 'PRINTER_COVER_OPEN';
    case 'cutter-error':
      return 'PRINTER_CUTTER';
    case 'offline':
    case 'unknown':
      return 'PRINTER_OFFLINE';
  }
}
