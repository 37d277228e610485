/** What an ESC/POS printer is told. Pictures come row by row, so that paper may end within one. */
export type Command =
  | { kind: 'status'; which: number }
  | { kind: 'initialise' }
  | { kind: 'row'; dots: Uint8Array }
  | { kind: 'feed'; dots: number }
  | { kind: 'cut'; feed: number }
  | { kind: 'fence' }
  | { kind: 'process-id'; id: Uint8Array }
  | { kind: 'automatic-status'; on: boolean }
  | { kind: 'other' };

const ESC = 0x1b;
const GS = 0x1d;
const DLE = 0x10;
const LF = 0x0a;
const lineFeed = 30;

/** Codes after ESC, GS and DLE that carry one parameter. */
const escWithOne = Buffer.from(' !$3EGMRatc{Jd');
const gsWithOne = Buffer.from('!BHIfhwra');
const dleWithOne = [0x04, 0x05];

/** GS v 0 m xL xH yL yH, before the rows. */
const pictureHeader = 8;

/**
 * Reads bytes as a printer does: the same wherever the line split them, and bytes within a picture are dots, whatever
 * command they look like, even when another sender's bytes follow a torn picture.
 * @param tell gets each command with the bytes it was written in; the header of a picture is `other`
 */
export function commandReader(tell: (command: Command, bytes: Uint8Array) => void): (bytes: Uint8Array) => void {
  let pending: Uint8Array = new Uint8Array(0);
  let picture = { bytesInRow: 0, rows: 0 };

  /** @returns how many bytes at the beginning were understood */
  function readOne(bytes: Uint8Array): number | undefined {
    if (picture.rows > 0) {
      if (bytes.length < picture.bytesInRow) return undefined;
      const dots = bytes.subarray(0, picture.bytesInRow);
      picture.rows--;
      tell({ kind: 'row', dots }, dots);
      return dots.length;
    }
    const length = commandLength(bytes);
    if (length === undefined || bytes.length < length) return undefined;
    const written = bytes.subarray(0, length);
    if (isPicture(written)) {
      const bytesInRow = word(written, 4);
      picture = { bytesInRow, rows: bytesInRow > 0 ? word(written, 6) : 0 };
    }
    tell(commandOf(written), written);
    return length;
  }

  return (bytes) => {
    pending = pending.length > 0 ? Buffer.concat([pending, bytes]) : Uint8Array.from(bytes);
    for (let length = readOne(pending); length !== undefined; length = readOne(pending))
      pending = pending.subarray(length);
  };
}

const isPicture = ([first, second]: Uint8Array) => first === GS && second === 0x76;
const word = (bytes: Uint8Array, at: number) => (bytes[at] ?? 0) + 256 * (bytes[at + 1] ?? 0);

/** @returns undefined where that cannot be told yet */
function commandLength(bytes: Uint8Array): number | undefined {
  const [first, code, third] = bytes;
  if (first === undefined) return undefined;
  if (first !== ESC && first !== GS && first !== DLE) return 1;
  if (code === undefined) return undefined;
  if (first === ESC) return escWithOne.includes(code) ? 3 : 2;
  if (first === DLE) return dleWithOne.includes(code) ? 3 : 2;
  if (code === 0x76) return pictureHeader;
  if (code === 0x28) return bytes.length < 5 ? undefined : 5 + word(bytes, 3);
  if (code === 0x56) return third === undefined ? undefined : third === 65 || third === 66 ? 4 : 3;
  return gsWithOne.includes(code) ? 3 : 2;
}

/** @param bytes one whole command */
function commandOf(bytes: Uint8Array): Command {
  const [first, code = 0, third = 0, fourth = 0] = bytes;
  if (first === LF) return { kind: 'feed', dots: lineFeed };
  if (first === DLE && code === 0x04) return { kind: 'status', which: third };
  if (first === ESC && code === 0x40) return { kind: 'initialise' };
  if (first === ESC && code === 0x4a) return { kind: 'feed', dots: third };
  if (first === ESC && code === 0x64) return { kind: 'feed', dots: lineFeed * third };
  if (first === GS && code === 0x56) return { kind: 'cut', feed: fourth };
  if (first === GS && code === 0x72) return { kind: 'fence' };
  if (first === GS && code === 0x61) return { kind: 'automatic-status', on: third !== 0 };
  const isProcessId = first === GS && code === 0x28 && third === 0x48 && bytes[5] === 48 && bytes.length === 11;
  return isProcessId ? { kind: 'process-id', id: bytes.subarray(7) } : { kind: 'other' };
}

/**
 * Finds DLE EOT 1 to 4 wherever they stand, within pictures too (Epson TM-T85, "DLE EOT": "whenever the sequence is received").
 * @returns the numbers that were asked for
 */
export function realTimeScanner(): (bytes: Uint8Array) => number[] {
  let tail: Uint8Array = new Uint8Array(0);
  return (bytes) => {
    const text = Buffer.concat([tail, bytes]);
    const asked: number[] = [];
    for (let at = text.indexOf('\x10\x04', 0, 'latin1'); at >= 0; at = text.indexOf('\x10\x04', at + 1, 'latin1')) {
      const which = text[at + 2] ?? 0;
      if (which >= 1 && which <= 4) asked.push(which);
    }
    const last = text.lastIndexOf(0x10);
    tail = last >= 0 && last >= text.length - 2 ? text.subarray(last) : new Uint8Array(0);
    return asked;
  };
}
