import type { PrinterState } from '../../src/contract/devices.ts';
import type { FailureCode } from '../../src/contract/failures.ts';

/** The answers to DLE EOT 1 to 4: printer, offline cause, error cause, paper. */
export type StatusBytes = readonly [number, number, number, number];

/** What a printer says of itself. */
export interface Condition {
  state: PrinterState;
  /** It is offline for a cause that passes by itself: the head is too hot, or somebody holds the FEED button. */
  passing: boolean;
}

/**
 * Worst first; an open cover before missing paper, since whoever changes the roll has opened it, and before an error that
 * passes, since some printers call an open cover that (Epson and makers after it, "DLE EOT").
 *
 *     1  08 offline            40 FEED held
 *     2  04 cover open         08 FEED feeds paper    20 stopped at the paper's end   40 an error
 *     3  08 cutter             20 for good            40 passes by itself
 *     4  0C paper nearly used up                      60 paper used up
 */
export function condition([printer, offlineCause, errorCause, paper]: StatusBytes): Condition {
  const lasting = (state: PrinterState): Condition => ({ state, passing: false });
  if (offlineCause & 0x04) return lasting('cover-open');
  if (offlineCause & 0x20 || paper & 0x60) return lasting('no-paper');
  if (errorCause & 0x08) return lasting('cutter-error');
  if (errorCause & 0x20) return lasting('offline');
  if (errorCause & 0x40 || offlineCause & 0x08) return { state: 'offline', passing: true };
  if (offlineCause & 0x40) return lasting('offline');
  if (printer & 0x08) return { state: 'offline', passing: (printer & 0x40) !== 0 };
  return lasting(paper & 0x0c ? 'paper-low' : 'ready');
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
