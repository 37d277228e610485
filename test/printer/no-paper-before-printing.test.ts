import { expect, test } from 'vitest';
import { confirmed, lines, picture, printerWithEmulator } from './fixtures.ts';

test.each(lines)(
  'a printer without paper gets nothing of the ticket, not even to keep for later (%s)',
  async (line) => {
    const { printer, emulator } = await printerWithEmulator('epson', line);
    emulator.setPaper('out');
    expect(await printer.status()).toEqual({ state: 'no-paper' });
    expect(await printer.print(picture())).toEqual({ outcome: 'not-printed', code: 'PRINTER_NO_PAPER' });

    emulator.setPaper('ok');
    expect(emulator.papers()).toEqual([]);
    expect(await printer.print(picture())).toEqual(confirmed);
    expect(emulator.papers()).toHaveLength(1);
  },
);

test.each(lines)('a roll that is nearly used up still prints (%s)', async (line) => {
  const { printer, emulator } = await printerWithEmulator('epson', line);
  emulator.setPaper('low');
  expect(await printer.status()).toEqual({ state: 'paper-low' });
  expect(await printer.print(picture())).toEqual(confirmed);
});
