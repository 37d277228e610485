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

/** Codes after ESC and GS that carry one parameter; the emulator knows their length and nothing more. */
const escWithOne = Buffer.from(' !$3EGMRatc{');
const gsWithOne = Buffer.from('!BHIfhw');

/**
 * Reads the bytes of one connection as a printer does: the same wherever TCP split them, and bytes within a picture are
 * dots, whatever command they look like.
 * @param tell gets each command with the bytes it was written in
 */
export function commandReader(tell: (command: Command, bytes: Uint8Array) => void): (bytes: Uint8Array) => void {
  let written: number[] = [];
  const reader = grammar((command) => {
    tell(command, Uint8Array.from(written));
    written = [];
  });
  reader.next();
  return (bytes) => {
    for (const byte of bytes) {
      written.push(byte);
      reader.next(byte);
    }
  };
}

/** Each `yield` is the next byte. */
type Grammar<T> = Generator<undefined, T, number>;

function* grammar(tell: (command: Command) => void): Grammar<never> {
  for (;;) {
    const first = yield;
    if (first === ESC) tell(yield* afterEsc());
    else if (first === GS) yield* afterGs(tell);
    else if (first === DLE) tell(yield* afterDle());
    else tell(first === LF ? { kind: 'feed', dots: lineFeed } : { kind: 'other' });
  }
}

function* afterEsc(): Grammar<Command> {
  const code = yield;
  if (code === 0x40) return { kind: 'initialise' };
  if (code === 0x4a) return { kind: 'feed', dots: yield };
  if (code === 0x64) return { kind: 'feed', dots: lineFeed * (yield) };
  if (escWithOne.includes(code)) yield;
  return { kind: 'other' };
}

function* afterGs(tell: (command: Command) => void): Grammar<void> {
  const code = yield;
  if (code === 0x76) yield* picture(tell);
  else tell(yield* plainGs(code));
}

/** GS v 0 m xL xH yL yH, then the rows. */
function* picture(tell: (command: Command) => void): Grammar<void> {
  yield* take(2);
  const bytesInRow = yield* word();
  const rows = yield* word();
  for (let row = 0; row < rows; row++) tell({ kind: 'row', dots: yield* take(bytesInRow) });
}

function* plainGs(code: number): Grammar<Command> {
  if (code === 0x56) {
    const how = yield;
    return { kind: 'cut', feed: how === 65 || how === 66 ? yield : 0 };
  }
  if (code === 0x72) {
    yield;
    return { kind: 'fence' };
  }
  if (code === 0x61) return { kind: 'automatic-status', on: (yield) !== 0 };
  if (code === 0x28) {
    const group = yield;
    const parameters = yield* take(yield* word());
    const isProcessId = group === 0x48 && parameters[0] === 48 && parameters.length === 6;
    return isProcessId ? { kind: 'process-id', id: parameters.subarray(2) } : { kind: 'other' };
  }
  if (gsWithOne.includes(code)) yield;
  return { kind: 'other' };
}

function* afterDle(): Grammar<Command> {
  const code = yield;
  if (code === 0x04) return { kind: 'status', which: yield };
  if (code === 0x05) yield;
  return { kind: 'other' };
}

function* word(): Grammar<number> {
  const low = yield;
  return low + 256 * (yield);
}

function* take(count: number): Grammar<Uint8Array> {
  const bytes = new Uint8Array(count);
  for (let at = 0; at < count; at++) bytes[at] = yield;
  return bytes;
}
