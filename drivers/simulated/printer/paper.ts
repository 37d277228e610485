import { PNG } from 'pngjs';

/** What came out of the printer, be it a whole ticket or a torn piece. */
export interface PrintedPaper {
  png: Uint8Array;
  /** The commands that were carried out on this piece of paper. */
  escpos: Uint8Array;
  /** Milliseconds since the epoch. */
  at: number;
  width: number;
  height: number;
  cut: boolean;
}

/** 80 mm of paper at 8 dots a millimetre, of which the head reaches the middle 72 mm. */
const paperDots = 640;
const headDots = 576;
const margin = (paperDots - headDots) / 2;

/** The sheet under the print head. */
export interface Sheet {
  height(): number;
  print(dots: Uint8Array): void;
  feed(dots: number): void;
  note(bytes: Uint8Array): void;
  /** The command noted last begins a ticket: forgets those before it that left nothing on this sheet. */
  begin(): void;
  tearOff(cut: boolean): PrintedPaper;
}

export function blankSheet(): Sheet {
  let rows: Uint8Array[] = [];
  let written: Uint8Array[] = [];
  return {
    height: () => rows.length,
    print: (dots) => rows.push(dots),
    feed: (dots) => {
      for (let row = 0; row < dots; row++) rows.push(new Uint8Array(0));
    },
    note: (bytes) => written.push(bytes),
    begin: () => {
      if (rows.length === 0) written = written.slice(-1);
    },
    tearOff: (cut) => {
      const paper = {
        png: draw(rows),
        escpos: Buffer.concat(written),
        at: Date.now(),
        width: paperDots,
        height: rows.length,
        cut,
      };
      rows = [];
      written = [];
      return paper;
    },
  };
}

function draw(rows: readonly Uint8Array[]): Uint8Array {
  const png = new PNG({ width: paperDots, height: rows.length, colorType: 0, inputColorType: 0, inputHasAlpha: false });
  png.data = Buffer.alloc(paperDots * rows.length, 255);
  for (const [y, row] of rows.entries())
    for (let x = 0; x < Math.min(headDots, row.length * 8); x++)
      if (((row[x >> 3] ?? 0) >> (7 - (x & 7))) & 1) png.data[y * paperDots + margin + x] = 0;
  return PNG.sync.write(png, { colorType: 0, inputColorType: 0, inputHasAlpha: false });
}
