import { expect, test } from 'vitest';
import { confirmed, lines, picture, printerWithEmulator } from './fixtures.ts';

test.each(lines)('a printer with an open cover gets nothing of the ticket (%s)', async (line) => {
  const { printer, emulator } = await printerWithEmulator('epson', line);
  emulator.setCover(true);
  expect(await printer.status()).toEqual({ state: 'cover-open' });
  expect(await printer.print(picture())).toEqual({ outcome: 'not-printed', code: 'PRINTER_COVER_OPEN' });

  emulator.setPaper('out');
  expect(await printer.status()).toEqual({ state: 'cover-open' });

  emulator.setPaper('ok');
  emulator.setCover(false);
  expect(emulator.papers()).toEqual([]);
  expect(await printer.print(picture())).toEqual(confirmed);
  expect(emulator.papers()).toHaveLength(1);
});
