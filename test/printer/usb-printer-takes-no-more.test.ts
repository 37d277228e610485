import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Raster } from '../../drivers/ports.ts';
import { startPrinterEmulator } from '../../drivers/simulated/printer/emulator.ts';
import type { PrinterProfile } from '../../drivers/simulated/printer/emulator.ts';
import { confirmed, confirmedByFence, isVoid, isWhole, picture } from './fixtures.ts';

let directory: string;
let shim: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'usblp-'));
  shim = join(directory, 'usblp.so');
  const source = join(import.meta.dirname, 'usblp.c');
  execFileSync('gcc', ['-shared', '-fPIC', '-O2', '-Wall', '-o', shim, source, '-ldl', '-lpthread']);
});
afterAll(() => rmSync(directory, { recursive: true }));

/** A kiosk's process with a printer on Linux' usblp. */
async function printerOnUsb(profile: PrinterProfile) {
  const emulator = await startPrinterEmulator({ profile });
  const kiosk = fork(join(import.meta.dirname, 'usblp-process.ts'), {
    execArgv: [],
    serialization: 'advanced',
    env: { LD_PRELOAD: shim, USBLP_DEVICE: '/dev/usb/lp0', USBLP_PORT: String(emulator.port) },
  });
  const exited = once(kiosk, 'exit');
  onTestFinished(async () => {
    kiosk.kill('SIGKILL');
    await exited;
    await emulator.close();
  });
  const order = async (what: Raster | 'status'): Promise<unknown> => {
    const answered = once(kiosk, 'message');
    kiosk.send(what);
    return ((await answered) as unknown[])[0];
  };
  return { emulator, order };
}

test.each(['epson', 'clone', 'status-only'] as const)(
  '%s: each ticket is whole, and so is the next',
  async (profile) => {
    const { emulator, order } = await printerOnUsb(profile);
    const end = { epson: confirmed, clone: confirmedByFence, 'status-only': { outcome: 'unconfirmed' } }[profile];
    for (const seed of [1, 2]) expect(await order(picture(400, seed))).toEqual(end);
    expect(emulator.papers().map((paper, index) => isWhole(picture(400, index + 1), paper))).toEqual([true, true]);
    expect(await order('status')).toEqual({ state: 'ready' });
  },
);

test('it takes no more bytes in mid-ticket: unknown in time, this process is not held, and the next ticket is alone', async () => {
  const { emulator, order } = await printerOnUsb('epson');
  expect(await order('status')).toEqual({ state: 'ready' });
  emulator.stallAfterBytes(10_000);
  expect(await order(picture(400))).toEqual({ outcome: 'unknown', code: 'PRINTER_OFFLINE' });
  expect(await order('status')).toEqual({ state: 'offline' });
  emulator.resume();
  expect(await order(picture(400, 2))).toEqual(confirmed);
  const papers = emulator.papers();
  expect(isWhole(picture(400, 2), papers.pop())).toBe(true);
  expect(papers.filter(isVoid)).toHaveLength(1);
});

test('it is unplugged in mid-ticket, and plugged in again', async () => {
  const { emulator, order } = await printerOnUsb('clone');
  expect(await order('status')).toEqual({ state: 'ready' });
  emulator.stallAfterBytes(10_000);
  const outcome = order(picture(400));
  await expect.poll(() => emulator.hanging()).toBe(138);
  emulator.powerCycle();
  expect(await outcome).toMatchObject({ outcome: 'unknown' });
  expect(await order(picture(400, 2))).toEqual(confirmedByFence);
  expect(emulator.papers().map(isVoid)).toEqual([true, false]);
});
