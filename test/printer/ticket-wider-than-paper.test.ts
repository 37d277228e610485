import { PNG } from 'pngjs';
import { expect, test } from 'vitest';
import { confirmed, picture, printerInMemory } from './fixtures.ts';

const narrow = (height: number) => ({ width: 384, height, data: picture(height).data.subarray(0, 48 * height) });

test('a ticket laid out for 58 mm fits such paper', async () => {
  const { printer, engine, until } = printerInMemory('epson', { head: 384 });
  expect(await until(printer.print(narrow(100)))).toEqual(confirmed);
  const [paper] = engine.papers();
  expect(Buffer.from(paper?.dots.subarray(0, 48 * 100) ?? []).equals(narrow(100).data)).toBe(true);
  expect(PNG.sync.read(Buffer.from(paper?.png ?? []))).toMatchObject({ width: 464, height: 148 });
});

test('one laid out for 80 mm loses its right edge there, and the printer confirms it all the same', async () => {
  const { printer, engine, until } = printerInMemory('epson', { head: 384 });
  expect(await until(printer.print(picture(10)))).toEqual(confirmed);
  const dots = engine.papers()[0]?.dots ?? new Uint8Array();
  for (let row = 0; row < 10; row++)
    expect(dots.subarray(row * 48, (row + 1) * 48)).toEqual(picture(10).data.slice(row * 72, row * 72 + 48));
});
