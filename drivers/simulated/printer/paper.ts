import { PNG } from 'pngjs';

/** What came out of the printer, be it a whole ticket or a torn piece. */
export interface PrintedPaper {
  /** Drawn when it is first looked at. */
  readonly png: Uint8Array;
  /** One bit a dot under the head, 1 is black; rows of an eighth of the head's dots, in bytes. */
  dots: Uint8Array;
  /** The commands that were carried out on this piece of paper. */
  escpos: Uint8Array;
  /** Milliseconds since the epoch. */
  at: number;
  width: number;
  height: number;
  cut: boolean;
}

/** Dots of the head, which reaches the middle of the paper: 80 mm and 58 mm of paper, at 8 dots a millimetre. */
export type HeadDots = 576 | 384;
const paperDots: Record<HeadDots, number> = { 576: 640, 384: 464 };

/** The sheet under the print head. */
export interface Sheet {
  height(): number;
  print(dots: Uint8Array): void;
  feed(dots: number): void;
  note(bytes: Uint8Array): void;
  /** The command noted last begins a ticket: forgets those before it that left nothing on this sheet. */
  begin(): void;
  /** @param at milliseconds since the epoch */
  tearOff(cut: boolean, at: number): PrintedPaper;
}

export function blankSheet(head: HeadDots): Sheet {
  const bytesInRow = head / 8;
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
    tearOff: (cut, at) => {
      const dots = new Uint8Array(rows.length * bytesInRow);
      for (const [index, row] of rows.entries()) dots.set(row.subarray(0, bytesInRow), index * bytesInRow);
      const escpos = Buffer.concat(written);
      const height = rows.length;
      rows = [];
      written = [];
      let png: Uint8Array | undefined;
      return {
        get png() {
          return (png ??= draw(dots, head, height));
        },
        dots,
        escpos,
        at,
        width: paperDots[head],
        height,
        cut,
      };
    },
  };
}

function draw(dots: Uint8Array, head: HeadDots, height: number): Uint8Array {
  const width = paperDots[head];
  const margin = (width - head) / 2;
  const png = new PNG({ width, height, colorType: 0, inputColorType: 0, inputHasAlpha: false });
  png.data = Buffer.alloc(width * height, 255);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < head; x++)
      if (((dots[(y * head + x) >> 3] ?? 0) >> (7 - (x & 7))) & 1) png.data[y * width + margin + x] = 0;
  return PNG.sync.write(png, { colorType: 0, inputColorType: 0, inputHasAlpha: false });
}
