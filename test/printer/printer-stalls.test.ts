import { expect, test } from 'vitest';
import { picture, printerWithEmulator, shortDeadlines } from './fixtures.ts';
import { longestPrint } from '../../drivers/printer/tcp.ts';

test.each([0, 20_000])(
  'a printer that hangs after %d bytes: unknown within the deadline, and offline from then on',
  async (bytes) => {
    const { printer, emulator } = await printerWithEmulator();
    emulator.stallAfterBytes(bytes);
    const began = performance.now();
    expect(await printer.print(picture())).toEqual({ outcome: 'unknown', code: 'PRINTER_OFFLINE' });
    expect(performance.now() - began).toBeLessThan(longestPrint(shortDeadlines) + 500);

    expect(await printer.status()).toEqual({ state: 'offline' });
    expect(await printer.print(picture())).toEqual({ outcome: 'not-printed', code: 'PRINTER_OFFLINE' });
  },
);

test('a ticket longer than every buffer between kiosk and printer does not outlast the deadline', async () => {
  const { printer, emulator } = await printerWithEmulator();
  emulator.stallAfterBytes(1_000);
  const began = performance.now();
  expect(await printer.print(picture(200_000))).toMatchObject({ outcome: 'unknown' });
  expect(performance.now() - began).toBeLessThan(longestPrint(shortDeadlines) + 2000);
});
