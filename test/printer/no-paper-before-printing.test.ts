import { expect, test } from 'vitest';
import { picture, printerWithEmulator } from './fixtures.ts';

test('a printer without paper gets nothing of the ticket, not even to keep for later', async () => {
  const { printer, emulator } = await printerWithEmulator();
  emulator.setPaper('out');
  expect(await printer.status()).toEqual({ state: 'no-paper' });
  expect(await printer.print(picture())).toEqual({ outcome: 'not-printed', code: 'PRINTER_NO_PAPER' });

  emulator.setPaper('ok');
  expect(emulator.papers()).toEqual([]);
  expect(await printer.print(picture())).toEqual({ outcome: 'confirmed', by: 'process-id' });
  expect(emulator.papers()).toHaveLength(1);
});

test('a roll that is nearly used up still prints', async () => {
  const { printer, emulator } = await printerWithEmulator();
  emulator.setPaper('low');
  expect(await printer.status()).toEqual({ state: 'paper-low' });
  expect(await printer.print(picture())).toEqual({ outcome: 'confirmed', by: 'process-id' });
});
