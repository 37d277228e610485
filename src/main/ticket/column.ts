import { encode } from 'uqr';
import type { Measure } from './font.ts';

/** In dots, eight to the millimetre; `y` of a text is its baseline. */
export type Mark =
  | { kind: 'text'; text: string; size: number; x: number; y: number; anchor: 'start' | 'middle' }
  | { kind: 'frame'; x: number; y: number; width: number; height: number; stroke: number }
  | { kind: 'bar'; x: number; y: number; width: number; height: number };

export interface Layout {
  width: number;
  height: number;
  marks: Mark[];
}

/** Paper of 80 mm, of which the head reaches 72 mm. */
export const ticketWidth = 576;
const margin = 16;
const innerWidth = ticketWidth - 2 * margin;

/** Of the font's size: Noto Sans reaches this far above the baseline with two marks on a capital, and below it. */
const ascent = 1.07;
const lineHeight = 1.4;
const capHeight = 0.714;

const frameStroke = 5;
const framePadding = 14;

const moduleDots = 6;
const quietModules = 4;

/** Marks stacked from top to bottom; long texts wrap, none is cut. */
export class Column {
  private readonly marks: Mark[] = [];
  private readonly measure: Measure;
  private bottom = 8;

  constructor(measure: Measure) {
    this.measure = measure;
  }

  /** @param size of the font; capitals are 0.714 of it */
  line(text: string, size: number, anchor: 'start' | 'middle' = 'start'): this {
    for (const part of this.wrap(text, size, innerWidth)) {
      this.marks.push(this.textMark(part, size, this.bottom + ascent * size, anchor));
      this.bottom += lineHeight * size;
    }
    return this;
  }

  /** A text without marks above or below its letters, as large as fits, in a row that is no higher than its capitals. */
  figure(text: string, largest: number): this {
    const size = Math.min(largest, Math.floor((largest * innerWidth) / this.measure(text, largest)));
    this.marks.push(this.textMark(text, size, this.bottom + capHeight * size, 'middle'));
    this.bottom += capHeight * size;
    return this;
  }

  /** Texts in a frame as wide as they need, in the middle. */
  frame(...texts: { text: string; size: number }[]): this {
    const room = innerWidth - 2 * (frameStroke + framePadding);
    const lines = texts.flatMap(({ text, size }) => this.wrap(text, size, room).map((part) => ({ text: part, size })));
    const width = Math.ceil(Math.max(...lines.map(({ text, size }) => this.measure(text, size)))) + innerWidth - room;
    const top = this.bottom;
    this.bottom += frameStroke;
    for (const { text, size } of lines) this.line(text, size, 'middle');
    this.bottom += frameStroke;
    const x = Math.round((ticketWidth - width) / 2);
    this.marks.push({ kind: 'frame', x, y: top, width, height: this.bottom - top, stroke: frameStroke });
    return this;
  }

  rule(): this {
    this.gap(10);
    this.marks.push({ kind: 'bar', x: margin, y: this.bottom, width: innerWidth, height: 3 });
    return this.gap(13);
  }

  /** Bars of a dot to eight, then one across the whole head: a burnt dot shows as a white line. */
  headTest(): this {
    let x = margin;
    for (let width = 1; width <= 8; width++)
      for (let bar = 0; bar < 4; bar++, x += 2 * width)
        this.marks.push({ kind: 'bar', x, y: this.bottom, width, height: 80 });
    this.gap(100);
    this.marks.push({ kind: 'bar', x: 0, y: this.bottom, width: ticketWidth, height: 32 });
    return this.gap(44);
  }

  /** Error correction M, quiet zone included. */
  qr(content: string): this {
    const { data, size } = encode(content, { ecc: 'M', boostEcc: false, border: 0 });
    const left = Math.round((ticketWidth - size * moduleDots) / 2);
    this.gap(quietModules * moduleDots);
    for (const [row, modules] of data.entries())
      for (const [column, dark] of modules.entries())
        if (dark) {
          const [x, y] = [left + column * moduleDots, this.bottom + row * moduleDots];
          this.marks.push({ kind: 'bar', x, y, width: moduleDots, height: moduleDots });
        }
    return this.gap((size + quietModules) * moduleDots);
  }

  gap(dots: number): this {
    this.bottom = Math.round(this.bottom) + dots;
    return this;
  }

  layout(): Layout {
    return { width: ticketWidth, height: Math.ceil(this.bottom) + 8, marks: this.marks };
  }

  private textMark(text: string, size: number, y: number, anchor: 'start' | 'middle'): Mark {
    return { kind: 'text', text, size, x: anchor === 'start' ? margin : ticketWidth / 2, y: Math.round(y), anchor };
  }

  private wrap(text: string, size: number, room: number): string[] {
    const fits = (part: string) => this.measure(part, size) <= room;
    const lines: string[] = [];
    let line = '';
    for (const word of text.split(' ').flatMap((whole) => (fits(whole) ? [whole] : this.pieces(whole, fits)))) {
      const longer = line === '' ? word : `${line} ${word}`;
      if (fits(longer)) line = longer;
      else {
        lines.push(line);
        line = word;
      }
    }
    return [...lines, line];
  }

  /** A word wider than the paper, cut where the paper ends. */
  private pieces(word: string, fits: (part: string) => boolean): string[] {
    const pieces: string[] = [];
    let piece = '';
    for (const { segment } of new Intl.Segmenter('vi').segment(word)) {
      if (piece !== '' && !fits(piece + segment)) {
        pieces.push(piece);
        piece = '';
      }
      piece += segment;
    }
    return [...pieces, piece];
  }
}
