import { encode } from 'uqr';
import type { Language, Text } from '../../contract/text.ts';
import type { Measure } from './font.ts';
import { sizesOn, type PaperFormat, type Sizes } from './paper-format.ts';
import { wrap } from './wrap.ts';

/** In dots, eight to the millimetre; `y` of a text is its baseline. A pointer is a triangle whose tip is on the right. */
export type Mark =
  | { kind: 'text'; text: string; size: number; x: number; y: number; anchor: 'start' | 'middle' }
  | { kind: 'frame'; x: number; y: number; width: number; height: number; stroke: number }
  | { kind: 'bar' | 'pointer'; x: number; y: number; width: number; height: number };

export interface Layout {
  width: number;
  height: number;
  marks: Mark[];
}

/** Of the font's size: Noto Sans reaches this far above the baseline with two marks on a capital. */
const ascent = 1.07;
const lineHeight = 1.4;
const capHeight = 0.714;

const edge = 8;
const frameStroke = 5;
const framePadding = 14;

const moduleDots = 6;
const quietModules = 4;

/** Of the font's size: the least room in which a text beside a QR still reads well. */
const roomBeside = 9;

/** Marks stacked from top to bottom; long texts wrap, none is cut. */
export class Column {
  readonly size: Sizes;
  private readonly marks: Mark[] = [];
  private readonly measure: Measure;
  private readonly dots: number;
  private readonly language: Language;
  private left: number;
  private room: number;
  private bottom = edge;

  constructor(measure: Measure, paper: PaperFormat, language: Language) {
    this.measure = measure;
    this.dots = paper.dots;
    this.language = language;
    this.size = sizesOn(paper);
    // Narrow paper has 5 mm at each side that its head does not reach.
    this.left = paper.dots === 576 ? 16 : edge;
    this.room = paper.dots - 2 * this.left;
  }

  line(text: string, size = this.size.plain, anchor: 'start' | 'middle' = 'start'): this {
    for (const part of wrap(text, this.room, this.widthAt(size))) {
      this.text(part, size, this.bottom + ascent * size, anchor);
      this.bottom += lineHeight * size;
    }
    return this;
  }

  /** Vietnamese first; English beneath it, smaller, for those who chose English. */
  both({ vi, en }: Text, size = this.size.plain, anchor: 'start' | 'middle' = 'start'): this {
    this.line(vi, size, anchor);
    return this.language === 'en' ? this.line(en, this.englishBeside(size), anchor).gap(6) : this;
  }

  /** Both languages for everybody, in the middle: in a row where it fits, else one beneath the other. */
  title(text: Text, size: number): this {
    for (const line of this.rows(text, size)) this.line(line.text, line.size, 'middle');
    return this;
  }

  /** A title in a frame as wide as it needs. */
  frame(text: Text, size = this.size.strong): this {
    const beside = frameStroke + framePadding;
    const top = Math.round(this.bottom);
    const before = this.marks.length;
    this.bottom += frameStroke;
    this.indented(beside, beside, () => this.title(text, size));
    this.gap(frameStroke);
    const widths = this.marks
      .slice(before)
      .map((mark) => (mark.kind === 'text' ? this.measure(mark.text, mark.size) : 0));
    const width = Math.ceil(Math.max(...widths)) + 2 * beside;
    const x = Math.round((this.dots - width) / 2);
    this.marks.push({ kind: 'frame', x, y: top, width, height: this.bottom - top, stroke: frameStroke });
    return this;
  }

  /**
   * A number or a code, which has no marks above or below its letters: as large as fits, in a row that is no higher than its
   * capitals. One too long for that wraps.
   */
  figure(text: string, largest = this.size.number): this {
    const size = Math.min(largest, Math.floor((largest * this.room) / this.measure(text, largest)));
    if (size < this.size.english) return this.line(text, this.size.english, 'middle');
    this.text(text, size, this.bottom + capHeight * size, 'middle');
    this.bottom += capHeight * size;
    return this;
  }

  /** A text after a sign, which is drawn, so that the font need not have it. */
  item(sign: 'pointer' | 'box' | 'dash', text: Text, size = this.size.plain, ...beneath: Text[]): this {
    const height = Math.round(capHeight * size);
    const y = Math.round(this.bottom + ascent * size) - height;
    const x = this.left;
    if (sign === 'pointer') this.marks.push({ kind: 'pointer', x, y, width: height, height });
    if (sign === 'box') this.marks.push({ kind: 'frame', x, y, width: height, height, stroke: 3 });
    if (sign === 'dash') this.marks.push({ kind: 'bar', x, y: y + Math.round(height / 2), width: 14, height: 4 });
    this.indented(sign === 'dash' ? 26 : height + 14, 0, () => {
      this.both(text, size);
      for (const line of beneath) this.both(line, this.size.strong);
    });
    return this;
  }

  rule(): this {
    this.gap(10);
    this.marks.push({ kind: 'bar', x: this.left, y: this.bottom, width: this.room, height: 3 });
    return this.gap(13);
  }

  /** Bars of a dot to eight, then one across the whole head: a burnt dot shows as a white line. */
  headTest(): this {
    this.gap(0);
    let x = this.left;
    for (let width = 1; width <= 8; width++)
      for (let bar = 0; bar < 4; bar++, x += 2 * width)
        this.marks.push({ kind: 'bar', x, y: this.bottom, width, height: 80 });
    this.gap(100);
    this.marks.push({ kind: 'bar', x: 0, y: this.bottom, width: this.dots, height: 32 });
    return this.gap(44);
  }

  /** Error correction M, quiet zone included. What `words` draws stands beside it, or beneath it on narrow paper. */
  qr(content: string, words?: () => void): this {
    const { data, size } = encode(content, { ecc: 'M', boostEcc: false, border: 0 });
    const quiet = quietModules * moduleDots;
    const side = size * moduleDots + 2 * quiet;
    const isBeside = words !== undefined && this.room - side >= roomBeside * this.size.plain;
    const top = Math.round(this.bottom);
    const left = isBeside ? this.left : Math.round((this.dots - side) / 2);
    for (const [row, modules] of data.entries())
      for (const [column, dark] of modules.entries())
        if (dark) {
          const [x, y] = [left + quiet + column * moduleDots, top + quiet + row * moduleDots];
          this.marks.push({ kind: 'bar', x, y, width: moduleDots, height: moduleDots });
        }
    if (isBeside) this.gap(quiet - 8).indented(side, 0, words);
    this.bottom = Math.max(Math.round(this.bottom), top + side);
    if (!isBeside) words?.();
    return this;
  }

  gap(dots: number): this {
    this.bottom = Math.round(this.bottom) + dots;
    return this;
  }

  layout(): Layout {
    return { width: this.dots, height: Math.ceil(this.bottom) + edge, marks: this.marks };
  }

  private indented(left: number, right: number, draw: () => void): void {
    this.left += left;
    this.room -= left + right;
    draw();
    this.left -= left;
    this.room += left + right;
  }

  private rows({ vi, en }: Text, size: number): { text: string; size: number }[] {
    const row = `${vi} · ${en}`;
    if (this.measure(row, size) <= this.room) return [{ text: row, size }];
    return [
      { text: vi, size },
      { text: en, size: this.englishBeside(size) },
    ];
  }

  /** Seven tenths of the Vietnamese, and never below the least. */
  private englishBeside(size: number): number {
    return Math.max(this.size.english, Math.round(0.7 * size));
  }

  private widthAt(size: number): (part: string) => number {
    return (part) => this.measure(part, size);
  }

  private text(text: string, size: number, y: number, anchor: 'start' | 'middle'): void {
    const x = anchor === 'start' ? this.left : this.left + this.room / 2;
    this.marks.push({ kind: 'text', text, size, x, y: Math.round(y), anchor });
  }
}
