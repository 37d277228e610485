import type { Raster } from '../ports.ts';

const DLE = 0x10;
const ESC = 0x1b;
const GS = 0x1d;

/** Small bands suit printers with a small buffer, and a torn job loses no more than one. */
const rowsInBand = 128;
/** 6 mm of white below the last line, beyond the way from head to cutter, which the printer adds itself. */
const dotsBelow = 48;

/** DLE EOT 1 to 4: printer, offline cause, error cause, paper; answered at once, one byte each, in this order. */
export const askStatus = Uint8Array.of(DLE, 0x04, 1, DLE, 0x04, 2, DLE, 0x04, 3, DLE, 0x04, 4);

/** GS r 1: waits its turn in the printer's buffer, so its answer says that everything before it was worked off. */
export const fence = Uint8Array.of(GS, 0x72, 1);

/**
 * GS ( H, function 48: the printer answers with this identifier when what was sent before it is on paper.
 * @param id four characters of printable ASCII
 */
export const processId = (id: string): Uint8Array =>
  Uint8Array.of(GS, 0x28, 0x48, 6, 0, 48, 48, ...Buffer.from(id, 'latin1'));

/** ESC @, the picture by GS v 0 in bands, GS V 66 (feed, then cut and leave one point so that it does not fall). */
export function encodeTicket(ticket: Raster): Uint8Array {
  const bytesInRow = Math.ceil(ticket.width / 8);
  const parts: Uint8Array[] = [Uint8Array.of(ESC, 0x40)];
  for (let top = 0; top < ticket.height; top += rowsInBand) {
    const rows = Math.min(rowsInBand, ticket.height - top);
    parts.push(Uint8Array.of(GS, 0x76, 0x30, 0, bytesInRow & 0xff, bytesInRow >> 8, rows & 0xff, rows >> 8));
    parts.push(withoutRealTimeCommands(ticket.data.subarray(top * bytesInRow, (top + rows) * bytesInRow)));
  }
  parts.push(Uint8Array.of(GS, 0x56, 66, dotsBelow));
  return Buffer.concat(parts);
}

/**
 * Real printers look for DLE EOT, DLE ENQ and DLE DC4 (status, recover, clear buffer, power off) even inside a picture.
 * One more dot beside the lone one that 0x10 draws takes such a pattern away.
 */
function withoutRealTimeCommands(picture: Uint8Array): Uint8Array {
  const safe = Uint8Array.from(picture);
  for (let at = 0; at + 1 < safe.length; at++) {
    const next = safe[at + 1];
    if (safe[at] === DLE && (next === 0x04 || next === 0x05 || next === 0x14)) safe[at] = 0x18;
  }
  return safe;
}
