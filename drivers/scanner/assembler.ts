import type { ScannedCode } from '../../src/contract/scanned-code.ts';
import type { Clock } from '../clock.ts';
import { parsePayload, payloadLimit } from './payload.ts';

/** Milliseconds. */
const limits = {
  /** Between two pieces of one scan. Past it the rest is taken to be lost. */
  withinScan: 500,
  /** No hand is faster: what begins sooner is the rest of the scan before it, or comes from a device that never stops. */
  betweenScans: 50,
  /** A code that lies under the scanner is sent over and over. It counts again once it was away for so long. */
  sameCode: 1_000,
} as const;

/** No part of UTF-8: puts out of use the scan of which a piece was lost. */
export const lostPiece: Uint8Array = Uint8Array.of(0xff);

/** Puts the pieces that a device delivers together to whole scans, and bounds how many of them count. */
export interface ScanAssembler {
  /**
   * A piece of a line, as a serial scanner or a typing one sends it: the scan is whole when CR, LF or Tab is followed by
   * silence. So a code that carries line ends itself stays one scan.
   */
  addLine(piece: Uint8Array): void;
  /**
   * A piece of a scan whose end the device tells with `finish`.
   * @param identifier the scan's AIM identifier; counts with the first piece
   */
  add(piece: Uint8Array, identifier?: Uint8Array): void;
  finish(): void;
  /** The device is gone: half a scan is worth nothing. */
  drop(): void;
}

/**
 * @param deliver told of each scan that counts, parsed; of one that stops halfway or is longer than any code, as unreadable
 * @param silence milliseconds after a line's end: longer than the device's pause between two characters
 */
export function createScanAssembler(
  deliver: (code: ScannedCode) => void,
  silence: number,
  clock: Clock,
): ScanAssembler {
  let pieces: Uint8Array[] = [];
  let length = 0;
  let beganAt: number | undefined;
  let endedAt = -Infinity;
  let previous: Buffer | undefined;
  let stopWaiting: () => void = nothing;
  let stopForgetting: () => void = nothing;

  function clear(): void {
    stopWaiting();
    pieces = [];
    length = 0;
    beganAt = undefined;
  }

  function forget(): void {
    stopForgetting();
    previous = undefined;
  }

  function isRepeated(scan: Buffer): boolean {
    const repeated = previous?.equals(scan) ?? false;
    forget();
    previous = scan;
    stopForgetting = clock.after(limits.sameCode, forget);
    return repeated;
  }

  function end(whole: boolean): void {
    const scan = withoutLineEnd(Buffer.concat(pieces));
    const readable = whole && length <= payloadLimit + 2;
    const now = clock.monotonic();
    const tooSoon = (beganAt ?? now) - endedAt < limits.betweenScans;
    endedAt = now;
    clear();
    if (tooSoon) return;
    if (!readable) deliver({ kind: 'refused', code: 'SCAN_UNREADABLE' });
    else if (scan.length > 0 && !isRepeated(scan)) deliver(parsePayload(scan));
  }

  /** In two halves, since a process that was busy sees its timers before the bytes that came meanwhile. */
  function endAfterSilence(): void {
    stopWaiting();
    stopWaiting = clock.after(silence / 2, () => {
      stopWaiting = clock.after(silence / 2, () => end(true));
    });
  }

  function keep(piece: Uint8Array): void {
    length += piece.length;
    if (piece.length > 0 && length <= payloadLimit + 2) pieces.push(Uint8Array.from(piece));
  }

  function add(piece: Uint8Array, identifier?: Uint8Array): void {
    stopWaiting();
    if (beganAt === undefined && identifier) keep(identifier);
    beganAt ??= clock.monotonic();
    keep(piece);
    stopWaiting = clock.after(limits.withinScan, () => end(false));
  }

  return {
    add,
    addLine(piece) {
      if (piece.length === 0) return;
      add(piece);
      if (isLineEnd(piece.at(-1))) endAfterSilence();
    },
    finish: () => end(true),
    drop() {
      clear();
      forget();
    },
  };
}

const nothing = () => undefined;

const isLineEnd = (byte: number | undefined): boolean => byte === 0x0d || byte === 0x0a || byte === 0x09;

function withoutLineEnd(scan: Buffer): Buffer {
  let end = scan.length;
  while (end > 0 && isLineEnd(scan[end - 1])) end -= 1;
  return scan.subarray(0, end);
}
