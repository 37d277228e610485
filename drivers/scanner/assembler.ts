import type { ScannedCode } from '../../src/contract/scanned-code.ts';
import { parsePayload, payloadLimit } from './payload.ts';

/** Milliseconds without a byte: after CR or LF the scan is whole, otherwise its rest is taken to be lost. */
const quiet = { afterEnd: 30, withinScan: 500 } as const;

const isLineEnd = (byte: number | undefined): boolean => byte === 0x0d || byte === 0x0a;

/**
 * Puts the pieces that a serial line delivers together to whole scans.
 * A line end counts only when silence follows: a code that carries line ends itself stays one scan and cannot pass as several.
 */
export function createScanAssembler(deliver: (code: ScannedCode) => void): {
  take: (bytes: Uint8Array) => void;
  /** The line was lost: half a scan is worth nothing. */
  drop: () => void;
} {
  let pieces: Uint8Array[] = [];
  let length = 0;
  let timer: NodeJS.Timeout | undefined;

  function drop(): void {
    clearTimeout(timer);
    pieces = [];
    length = 0;
  }

  function finish(whole: boolean): void {
    const scan = Buffer.concat(pieces);
    const tooLong = length > scan.length;
    drop();
    let end = scan.length;
    while (end > 0 && isLineEnd(scan[end - 1])) end -= 1;
    if (whole && !tooLong && end === 0) return;
    deliver(whole && !tooLong ? parsePayload(scan.subarray(0, end)) : { kind: 'refused', code: 'SCAN_UNREADABLE' });
  }

  function take(bytes: Uint8Array): void {
    clearTimeout(timer);
    length += bytes.length;
    if (length <= payloadLimit + 2) pieces.push(Uint8Array.from(bytes));
    const whole = isLineEnd(bytes.at(-1));
    timer = setTimeout(() => finish(whole), whole ? quiet.afterEnd : quiet.withinScan);
  }

  return { take, drop };
}
