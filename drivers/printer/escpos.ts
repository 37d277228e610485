import type { Raster } from '../ports.ts';

const NUL = 0x00;
const DLE = 0x10;
const ESC = 0x1b;
const GS = 0x1d;

/** 3 mm of paper at 8 dots a millimetre. */
const rowsInBand = 24;
/** Dots of the head of 80 mm paper. */
const usualWidth = 576;
/** 6 mm of white below the last line, beyond the way from head to cutter, which the printer adds itself. */
const dotsBelow = 48;

/**
 * Bands that may be unanswered, together 6 mm. With what is sent beside them they take less than 3.6 kB, so that even the
 * smallest receive buffer (4 KiB) does not fill up: a printer whose buffer is full hears no question for its status.
 */
export const bandsAhead = 2;

/** DLE EOT 1 to 4: printer, offline cause, error cause, paper; answered at once, one byte each, in this order. */
export const askStatus = Uint8Array.of(DLE, 0x04, 1, DLE, 0x04, 2, DLE, 0x04, 3, DLE, 0x04, 4);

/** GS r 1: waits its turn in the printer's buffer, so its answer says that everything before it was worked off. */
export const fence = Uint8Array.of(GS, 0x72, 1);

const initialise = Uint8Array.of(ESC, 0x40);

/**
 * GS ( H, function 48: the printer answers with this identifier when what was sent before it is on paper.
 * @param id four characters of printable ASCII
 */
export const processId = (id: string): Uint8Array =>
  Uint8Array.of(GS, 0x28, 0x48, 6, 0, 48, 48, ...Buffer.from(id, 'latin1'));

/**
 * Ends a command that was cut off before its end: the longest header or list of parameters is eight bytes, and with these
 * for its rest it wants no more than a band. A printer that waits for commands passes over NULs.
 */
export const endUnfinishedCommand = new Uint8Array(8).fill(NUL);

/**
 * As many NULs as a band may lack: white where a picture was cut off.
 * @param width dots of the ticket that was cut off
 */
export const fillUnfinishedBand = (width: number): Uint8Array =>
  new Uint8Array(rowsInBand * Math.ceil(Math.max(width, usualWidth) / 8)).fill(NUL);

/** {@link fillUnfinishedBand}, then ESC @: the printer listens for commands again, with its own settings. */
export const resynchronise = (width: number): Uint8Array => Buffer.concat([fillUnfinishedBand(width), initialise]);

/**
 * ESC @, the picture by GS v 0 in bands, GS V 66 (feed, then cut and leave one point so that it does not fall).
 * @returns a command sequence a band, each whole in itself; the first begins with ESC @, the last ends with the cut
 */
export function encodeTicket(ticket: Raster): Uint8Array[] {
  const bands: Uint8Array[] = [];
  for (let top = 0; top < ticket.height; top += rowsInBand) bands.push(encodeBand(ticket, top));
  const cut = Uint8Array.of(GS, 0x56, 66, dotsBelow);
  return bands.map((band, index) =>
    Buffer.concat([...(index === 0 ? [initialise] : []), band, ...(index === bands.length - 1 ? [cut] : [])]),
  );
}

/** White to the right of the last black dot is not sent: a fifth of a ticket, which a serial line notices. */
function encodeBand({ width, height, data }: Raster, top: number): Uint8Array {
  const bytesInRow = Math.ceil(width / 8);
  const rows: Uint8Array[] = [];
  for (let row = top; row < Math.min(top + rowsInBand, height); row++)
    rows.push(data.subarray(row * bytesInRow, (row + 1) * bytesInRow));
  const used = Math.max(1, ...rows.map((row) => row.findLastIndex((byte) => byte !== 0) + 1));
  const picture = Buffer.concat(rows.map((row) => row.subarray(0, used)));
  const header = Uint8Array.of(GS, 0x76, 0x30, 0, used & 0xff, used >> 8, rows.length & 0xff, rows.length >> 8);
  return Buffer.concat([header, withoutRealTimeCommands(picture)]);
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
