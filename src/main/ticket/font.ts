import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The ticket's only font: all Vietnamese and minority letters, and the same picture on every machine. */
export const fontIn = (resourcesDirectory: string) => join(resourcesDirectory, 'fonts/NotoSans-Bold.ttf');

/** Width of one line of text in dots, as the font's own advance widths give it. Kerning would only make it narrower. */
export type Measure = (text: string, size: number) => number;

/** Reads cmap (format 4), hmtx, hhea and head of a TrueType font (ISO/IEC 14496-22). */
export function loadMeasure(file: string): Measure {
  const bytes = readFileSync(file);
  const font = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const table = (tag: string): number => {
    for (let entry = 12; entry < 12 + 16 * font.getUint16(4); entry += 16)
      if (bytes.toString('latin1', entry, entry + 4) === tag) return font.getUint32(entry + 8);
    throw new Error(`${file} has no table ${tag}`);
  };

  const unitsPerEm = font.getUint16(table('head') + 18);
  const metrics = font.getUint16(table('hhea') + 34);
  const hmtx = table('hmtx');
  const advance = (glyph: number) => font.getUint16(hmtx + 4 * Math.min(glyph, metrics - 1));

  const map = segmentMap(font, table('cmap'));
  const segments = font.getUint16(map + 6) / 2;
  const glyphOf = (code: number): number => {
    for (let segment = 0; segment < segments; segment++) {
      const last = map + 14 + 2 * segment;
      if (code > font.getUint16(last)) continue;
      const start = font.getUint16(last + 2 + 2 * segments);
      if (code < start) return 0;
      const delta = font.getUint16(last + 2 + 4 * segments);
      const rangeAt = last + 2 + 6 * segments;
      const range = font.getUint16(rangeAt);
      if (range === 0) return (code + delta) & 0xffff;
      const glyph = font.getUint16(rangeAt + range + 2 * (code - start));
      return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
    }
    return 0;
  };

  const known = new Map<string, number>();
  const widthOf = (letter: string): number => {
    const units = known.get(letter) ?? advance(glyphOf(letter.codePointAt(0) ?? 0));
    known.set(letter, units);
    return units;
  };

  return (text, size) => {
    let units = 0;
    for (const letter of text) units += widthOf(letter);
    return (units * size) / unitsPerEm;
  };
}

function segmentMap(font: DataView, cmap: number): number {
  for (let entry = cmap + 4; entry < cmap + 4 + 8 * font.getUint16(cmap + 2); entry += 8) {
    const subtable = cmap + font.getUint32(entry + 4);
    if (font.getUint16(subtable) === 4) return subtable;
  }
  throw new Error('the font has no cmap of format 4');
}
