import { expect, test } from 'vitest';
import type { Raster } from '../../drivers/ports.ts';
import { sizesOn } from '../../src/main/ticket/paper-format.ts';
import { rasterise } from '../../src/main/ticket/raster.ts';
import { fontFile, paperFormats } from '../support/tickets.ts';
import { vowels } from './letters.ts';
import { isInk } from './paper.ts';

/** A letter in its six tones, at four places between two dots as they come about within a word. */
function drawn(letters: readonly string[], size: number): Raster {
  const step = Math.ceil(1.3 * size);
  const marks = letters.map((text, at) => {
    const [x, y] = [8 + at * step + (at % 4) / 4, Math.round(1.2 * size)];
    return { kind: 'text', text, size, x, y, anchor: 'start' } as const;
  });
  return rasterise({ width: 16 + letters.length * step, height: Math.ceil(1.7 * size), marks }, fontFile);
}

/** How many separate shapes of ink there are, and how many white spaces they leave, the ground included. */
function shapes(raster: Raster): string {
  const { width, height } = raster;
  const ink = Uint8Array.from({ length: width * height }, (_, dot) =>
    isInk(raster, dot % width, Math.floor(dot / width)) ? 1 : 0,
  );
  const straight = [1, -1, width, -width];
  const around = [...straight, width + 1, width - 1, -width + 1, -width - 1];
  const isSeen = new Uint8Array(ink.length);
  const count = [0, 0];
  for (let start = 0; start < ink.length; start++) {
    if (isSeen[start]) continue;
    const colour = ink[start] ?? 0;
    count[colour] = (count[colour] ?? 0) + 1;
    isSeen[start] = 1;
    const open = [start];
    for (let dot = open.pop(); dot !== undefined; dot = open.pop())
      for (const way of colour === 1 ? around : straight) {
        const next = dot + way;
        if (ink[next] !== colour || isSeen[next]) continue;
        isSeen[next] = 1;
        open.push(next);
      }
  }
  return `${String(count[1])} shapes, ${String(count[0])} spaces`;
}

const rows = [...vowels, ['đ', 'i', 'j']].flatMap((row) => [row, row.map((letter) => letter.toUpperCase())]);
const large = rows.map((row) => shapes(drawn(row, 120)));

const sizes = paperFormats.map(sizesOn).flatMap(({ plain, strong, way }) => [plain, strong, way]);
test.each([...new Set(sizes)])('at %i dots every letter keeps its marks apart, as it does when it is large', (size) => {
  expect(rows.filter((row, at) => shapes(drawn(row, size)) !== large[at])).toEqual([]);
});
