import { expect, test } from 'vitest';
import {
  attentive,
  confirmed,
  isVoid,
  isWhole,
  lines,
  picture,
  printerInMemory,
  printerWithEmulator,
} from './fixtures.ts';

test.each(lines)('the cutter jams below a whole ticket: unknown, and nothing more is sent (%s)', async (line) => {
  const { printer, emulator } = await printerWithEmulator('epson', line, { deadlines: attentive });
  emulator.setCutter('jams');
  expect(await printer.print(picture(300))).toEqual({ outcome: 'unknown', code: 'PRINTER_CUTTER' });
  expect(await printer.status()).toEqual({ state: 'cutter-error' });
  expect(await printer.print(picture(300, 2))).toEqual({ outcome: 'not-printed', code: 'PRINTER_CUTTER' });
  expect(emulator.papers()).toEqual([]);

  emulator.setCutter('ok');
  expect(await printer.print(picture(300, 2))).toEqual(confirmed);
  const [late, strip, next, ...more] = emulator.papers();
  expect(isWhole(picture(300), late)).toBe(true);
  expect(strip && isVoid(strip)).toBe(true);
  expect(isWhole(picture(300, 2), next)).toBe(true);
  expect(more).toEqual([]);
});

test('freed by switching it off and on: the ticket that hangs from it ends in VOID, and not in the next ticket', async () => {
  const { printer, engine, until } = printerInMemory();
  engine.setCutter('jams');
  await until(printer.print(picture(300)));
  engine.powerCycle();
  expect(await until(printer.print(picture(300, 2)))).toEqual(confirmed);
  const [hanging, next, ...more] = engine.papers();
  expect(hanging && isVoid(hanging)).toBe(true);
  expect(isWhole(picture(300, 2), next)).toBe(true);
  expect(more).toEqual([]);
});
