import type { ChipPhase, DocumentRead, MrzKey } from '../src/contract/chip.ts';
import type { DeviceStatus, PrinterStatus, ReaderStatus, ScannerStatus } from '../src/contract/devices.ts';
import type { FailureCode } from '../src/contract/failures.ts';
import type { Result } from '../src/contract/result.ts';
import type { ScannedCode } from '../src/contract/scanned-code.ts';

/** Ends a subscription. */
export type Stop = () => void;

/** A card left, or its reader or pcscd did. Thrown by `CardChannel.transmit`, caught by `readDocument`. */
export class CardLost extends Error {
  override readonly name = 'CardLost';
}

/** An open, exclusive connection to one chip (ISO 7816-4). Calls are serialised by the caller. */
export interface CardChannel {
  /** Reader and answer to reset: what was learnt of the longest answer holds for the same pair again. */
  readonly kind?: string;
  /**
   * One command APDU, one response APDU with its status word (at least two bytes).
   * @throws CardLost where the card was pulled: PC/SC may report that as success with no bytes.
   */
  transmit(command: Uint8Array): Promise<Uint8Array>;
  close(): Promise<void>;
}

export interface CardReader {
  status(): ReaderStatus;
  /** Called on each change of status, card insertion and removal included. */
  watch(listener: (status: ReaderStatus) => void): Stop;
  connect(): Promise<Result<CardChannel>>;
  /** Lets the connection to pcscd go and asks for a new one, which names its readers anew. */
  renew(): void;
  close(): Promise<void>;
}

export interface BarcodeScanner {
  status(): ScannerStatus;
  watch(listener: (status: ScannerStatus) => void): Stop;
  /** Whole scans, already parsed: raw payloads do not leave the scanner. */
  onScan(listener: (code: ScannedCode) => void): Stop;
  close(): Promise<void>;
}

/** One bit a dot, 1 is black; rows of `ceil(width / 8)` bytes, most significant bit leftmost. */
export interface Raster {
  width: number;
  height: number;
  data: Uint8Array;
}

/**
 * `confirmed`: the printer itself said that it finished. `unconfirmed`: sent, and the printer cannot tell.
 * `not-printed`: refused before a byte of the ticket was sent. `unknown`: it failed after sending began.
 */
export type PrintOutcome =
  | { outcome: 'confirmed'; by: 'process-id' | 'fence' }
  | { outcome: 'unconfirmed' }
  | { outcome: 'not-printed'; code: FailureCode }
  | { outcome: 'unknown'; code: FailureCode };

export interface TicketPrinter {
  /** Asks the printer, and ends what is left of a torn ticket where it can; `offline` when it does not answer in time. */
  status(): Promise<PrinterStatus>;
  print(ticket: Raster): Promise<PrintOutcome>;
  close(): Promise<void>;
}

/** What opens the chip, and what is wanted of it. Without `can` and without `mrz` no chip opens. */
export interface ChipReadRequest {
  /** Card access number, six digits: on Vietnamese cards the last of the personal number. */
  can?: string | undefined;
  /** Tried where the chip knows no PACE, or where there is no `can`. */
  mrz?: MrzKey | undefined;
  /** RND.IFD for active authentication, 16 hex digits. */
  challenge: string;
  /** Reads DG2, the longest file by far. */
  face?: boolean | undefined;
}

export type DeviceEvent =
  | { type: 'status'; status: DeviceStatus }
  | { type: 'scan'; code: ScannedCode }
  | { type: 'chip-progress'; phase: ChipPhase; fraction: number };

/** The kiosk's devices as its core sees them, behind the device host. No call outlives its deadline. */
export interface Devices {
  status(): DeviceStatus;
  watch(listener: (event: DeviceEvent) => void): Stop;
  /** @param signal an aborted reading answers `CANCELLED` at once; the reader is free again after the exchange under way. */
  readChip(request: ChipReadRequest, signal?: AbortSignal): Promise<Result<DocumentRead>>;
  /** Asks the printer now instead of repeating what was last known. */
  printerStatus(): Promise<PrinterStatus>;
  print(ticket: Raster): Promise<PrintOutcome>;
  close(): Promise<void>;
}
