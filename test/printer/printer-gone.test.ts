import { expect, onTestFinished, test } from 'vitest';
import { startPrinterEmulator } from '../../drivers/simulated/printer/emulator.ts';
import { openPrinter } from '../../drivers/printer/index.ts';
import { tcpLine } from '../../drivers/printer/tcp-line.ts';
import {
  confirmed,
  isWhole,
  lines,
  listen,
  picture,
  printerAt,
  printerWithEmulator,
  shortDeadlines,
} from './fixtures.ts';

test('nobody listens', async () => {
  const emulator = await startPrinterEmulator();
  await emulator.close();
  const printer = printerAt(emulator.port);
  expect(await printer.status()).toEqual({ state: 'offline' });
  expect(await printer.print(picture())).toEqual({ outcome: 'not-printed', code: 'PRINTER_OFFLINE' });
});

test.each(['escpos-device', 'escpos-serial'] as const)('no %s is there, or it is no device', async (kind) => {
  for (const path of ['/dev/no-such-printer', import.meta.dirname, '/dev/null']) {
    const printer = openPrinter({ kind, path }, { deadlines: { ...shortDeadlines, status: 100 } });
    onTestFinished(() => printer.close());
    expect(await printer.status()).toEqual({ state: 'offline' });
    expect(await printer.print(picture())).toEqual({ outcome: 'not-printed', code: 'PRINTER_OFFLINE' });
  }
});

test('a connection that is given up while it is made does not come about later', async () => {
  const port = await listen(() => undefined);
  const happened: string[] = [];
  await new Promise<void>((ended) => {
    const line = tcpLine({ host: '127.0.0.1', port })({
      opened: () => happened.push('opened'),
      received: () => undefined,
      ended,
    });
    line.close();
  });
  expect(happened).toEqual([]);
});

test('half-open: the connection stands, and nobody answers', async () => {
  const deadlines = { ...shortDeadlines, status: 100 };
  const printer = printerAt(await listen((socket) => socket.resume()), { deadlines });
  expect(await printer.status()).toEqual({ state: 'offline' });
  expect(await printer.print(picture())).toEqual({ outcome: 'not-printed', code: 'PRINTER_OFFLINE' });
});

test('power is lost while printing', async () => {
  const emulator = await startPrinterEmulator();
  const printer = printerAt(emulator.port);
  emulator.stallAfterBytes(9_000);
  const outcome = printer.print(picture());
  await expect.poll(() => emulator.hanging()).toBe(125);
  await emulator.close();
  expect(await outcome).toEqual({ outcome: 'unknown', code: 'PRINTER_OFFLINE' });
});

test('a printer that was switched off and on prints the next ticket without being told', async () => {
  const before = await startPrinterEmulator();
  const printer = printerAt(before.port, {});
  expect(await printer.print(picture())).toEqual(confirmed);
  await before.close();
  expect(await printer.status()).toEqual({ state: 'offline' });
  const after = await startPrinterEmulator({ port: before.port });
  onTestFinished(() => after.close());
  expect(await printer.print(picture())).toEqual(confirmed);
  expect(after.papers()).toHaveLength(1);
});

test.each(lines)('jobs at once are printed one after another, whole, questions between them (%s)', async (line) => {
  const { printer, emulator } = await printerWithEmulator('epson', line);
  const heights = [100, 200, 300];
  const asked = Promise.all([printer.status(), printer.status()]);
  const outcomes = await Promise.all(heights.map((height) => printer.print(picture(height))));
  expect(await printer.status()).toEqual({ state: 'ready' });
  expect(await asked).toEqual([{ state: 'ready' }, { state: 'ready' }]);
  expect(outcomes).toEqual(heights.map(() => confirmed));
  expect(emulator.papers().map((paper, index) => isWhole(picture(heights[index]), paper))).toEqual([true, true, true]);
});

test('what speaks without end is no printer', async () => {
  const port = await listen((socket) => {
    const flood = setInterval(() => socket.write(Buffer.alloc(65_536)), 1);
    socket.on('close', () => clearInterval(flood));
    socket.resume();
  });
  const printer = printerAt(port);
  expect(await printer.status()).toEqual({ state: 'offline' });
  expect(await printer.print(picture())).toEqual({ outcome: 'not-printed', code: 'PRINTER_OFFLINE' });
});

test('a closed driver prints nothing', async () => {
  const { printer, emulator } = await printerWithEmulator();
  await printer.close();
  expect(await printer.status()).toEqual({ state: 'offline' });
  expect(await printer.print(picture())).toEqual({ outcome: 'not-printed', code: 'PRINTER_OFFLINE' });
  expect(emulator.papers()).toEqual([]);
});
