import { unreachable } from '../../src/contract/result.ts';
import type { Clock } from '../clock.ts';
import { deviceLine } from './device-line.ts';
import { serialLine } from './serial-line.ts';
import { tcpLine } from './tcp-line.ts';

/** Where a printer is. */
export type PrinterAddress =
  | { kind: 'escpos-tcp'; host: string; port: number }
  | { kind: 'escpos-device'; path: string }
  | { kind: 'escpos-serial'; path: string };

/** What happens on a line. */
export interface LineEvents {
  opened(): void;
  received(bytes: Uint8Array): void;
  /** It could not be opened, or it broke. */
  ended(): void;
}

/** One connection to a printer, for one errand. Whoever closes it hears nothing more of it. */
export interface Line {
  /** Queues bytes; never blocks, and tells nothing of their arrival. */
  send(bytes: Uint8Array): void;
  /** Bytes that wait to be sent, of a line that is slower than a printer. */
  unsent?(): number;
  /** Drops what was not sent yet. */
  close(): void;
}

/** Opens a connection; the events come later, never before it returns. */
export type OpenLine = (events: LineEvents) => Line;

/** The line that an address names. */
export function lineTo(address: PrinterAddress, clock: Clock): OpenLine {
  switch (address.kind) {
    case 'escpos-tcp':
      return tcpLine(address);
    case 'escpos-device':
      return deviceLine(address, clock);
    case 'escpos-serial':
      return serialLine(address, clock);
    default:
      return unreachable(address);
  }
}
