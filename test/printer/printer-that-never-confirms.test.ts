import { expect, test } from 'vitest';
import { picture, printerWithEmulator } from './fixtures.ts';

test('what a printer cannot confirm is not called confirmed, though it is on paper', async () => {
  const { printer, emulator } = await printerWithEmulator('status-only');
  expect(await printer.print(picture())).toEqual({ outcome: 'unconfirmed' });
  expect(emulator.papers()).toMatchObject([{ cut: true }]);
});
