import { expect, test } from 'vitest';
import { picture, printerWithEmulator } from './fixtures.ts';

test('a printer with an open cover gets nothing of the ticket', async () => {
  const { printer, emulator } = await printerWithEmulator();
  emulator.setCover(true);
  expect(await printer.status()).toEqual({ state: 'cover-open' });
  expect(await printer.print(picture())).toEqual({ outcome: 'not-printed', code: 'PRINTER_COVER_OPEN' });

  emulator.setPaper('out');
  expect(await printer.status()).toEqual({ state: 'cover-open' });

  emulator.setPaper('ok');
  emulator.setCover(false);
  expect(emulator.papers()).toEqual([]);
  expect(await printer.print(picture())).toEqual({ outcome: 'confirmed', by: 'process-id' });
});
