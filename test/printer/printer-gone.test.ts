import { expect, onTestFinished, test } from 'vitest';
import { startPrinterEmulator } from '../../drivers/simulated/printer/emulator.ts';
import { asksStatus, listen, picture, printerAt } from './fixtures.ts';

test('nobody listens', async () => {
  const emulator = await startPrinterEmulator();
  await emulator.close();
  const printer = printerAt(emulator.port);
  expect(await printer.status()).toEqual({ state: 'offline' });
  expect(await printer.print(picture())).toEqual({ outcome: 'not-printed', code: 'PRINTER_OFFLINE' });
});

test('half-open: the connection stands, and nobody answers', async () => {
  const printer = printerAt(await listen((socket) => socket.resume()));
  expect(await printer.status()).toEqual({ state: 'offline' });
  expect(await printer.print(picture())).toEqual({ outcome: 'not-printed', code: 'PRINTER_OFFLINE' });
});

test('power is lost while printing', async () => {
  const emulator = await startPrinterEmulator();
  const printer = printerAt(emulator.port);
  emulator.stallAfterBytes(9_000);
  const outcome = printer.print(picture());
  setTimeout(() => void emulator.close(), 200);
  expect(await outcome).toEqual({ outcome: 'unknown', code: 'PRINTER_OFFLINE' });
});

test('the connection is reset mid-ticket, and the printer is there again: still unknown', async () => {
  let first = true;
  const port = await listen((socket) => {
    socket.on('data', (bytes) => {
      if (asksStatus(bytes)) socket.write(Buffer.from([0x12, 0x12, 0x12, 0x12]));
      else if (bytes.length > 100 && first) {
        first = false;
        socket.resetAndDestroy();
      }
    });
  });
  expect(await printerAt(port).print(picture())).toEqual({ outcome: 'unknown', code: 'PRINT_UNCONFIRMED' });
});

test('a printer that was switched off and on prints the next ticket without being told', async () => {
  const before = await startPrinterEmulator();
  const printer = printerAt(before.port);
  expect(await printer.print(picture())).toMatchObject({ outcome: 'confirmed' });
  await before.close();
  expect(await printer.status()).toEqual({ state: 'offline' });
  const after = await startPrinterEmulator({ port: before.port });
  onTestFinished(() => after.close());
  expect(await printer.print(picture())).toMatchObject({ outcome: 'confirmed' });
});

test('jobs at once are printed one after another, whole', async () => {
  const emulator = await startPrinterEmulator();
  onTestFinished(() => emulator.close());
  const printer = printerAt(emulator.port);
  const heights = [100, 200, 300];
  const outcomes = await Promise.all(heights.map((height) => printer.print(picture(height))));
  expect(outcomes).toEqual(heights.map(() => ({ outcome: 'confirmed', by: 'process-id' })));
  expect(emulator.papers().map(({ height }) => height)).toEqual([148, 248, 348]);
});
