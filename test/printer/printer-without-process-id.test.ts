import { expect, test } from 'vitest';
import { confirmedByFence, isVoid, isWhole, lines, picture, printerInMemory, printerWithEmulator } from './fixtures.ts';

test.each(lines)('a clone that does not know GS ( H confirms by the fence behind the ticket (%s)', async (line) => {
  const { printer, emulator } = await printerWithEmulator('clone', line);
  for (const seed of [1, 2, 3]) {
    expect(await printer.print(picture(400, seed))).toEqual(confirmedByFence);
    expect(isWhole(picture(400, seed), emulator.papers().at(-1))).toBe(true);
  }
  expect(emulator.papers()).toHaveLength(3);
});

test('fences of a torn job, answered while the next ticket waits, do not confirm that one', async () => {
  // 25 mm/s: each band takes longer than the driver listens for stragglers.
  const { printer, engine, clock, until } = printerInMemory('clone', { rowTime: 5 });
  clock.after(1_000, () => engine.stallAfterBytes(0));
  expect(await until(printer.print(picture()))).toEqual({ outcome: 'unknown', code: 'PRINTER_OFFLINE' });
  engine.resume();

  const next = picture(60, 2);
  let cutAt: number | undefined;
  engine.onPaper((paper) => {
    if (isWhole(next, paper)) cutAt = clock.monotonic();
  });
  expect(await until(printer.print(next))).toEqual(confirmedByFence);
  expect(cutAt).toBeLessThanOrEqual(clock.monotonic());
  expect(engine.papers().map(isVoid)).toEqual([true, false]);
});
