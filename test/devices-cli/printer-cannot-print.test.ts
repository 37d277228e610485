import { mkdir, symlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { PrinterConfig } from '../../drivers/host/config.ts';
import { startPrinterEmulator } from '../../drivers/simulated/printer/emulator.ts';
import type { PrinterEmulator, PrinterProfile } from '../../drivers/simulated/printer/emulator.ts';
import { testedLines } from '../../scripts/devices/report.ts';
import { testReportSchema } from '../../scripts/devices/report-schema.ts';
import { testPrinter, testTicket } from '../../scripts/devices/test-printer.ts';
import { isFull } from '../support/repetitions.ts';
import { devices, kioskSettings, parse, scratchFolder, settingsFile } from './lab.ts';

// Of several tests at once, which no hook of a single test can tell apart.
const opened: { close(): unknown }[] = [];
afterAll(() => Promise.all(opened.map((one) => one.close())));

async function printerLike(
  profile: PrinterProfile = 'epson',
): Promise<{ printer: PrinterEmulator; at: PrinterConfig }> {
  const printer = await startPrinterEmulator({ profile });
  opened.push(printer);
  return { printer, at: { kind: 'escpos-tcp', host: '127.0.0.1', port: printer.port } };
}

const ticket = await testTicket(kioskSettings({}));

const codes = async (at: PrinterConfig, print = false) =>
  (await testPrinter(at, print ? ticket : undefined)).map(({ code }) => code);

describe.concurrent('a printer that', () => {
  test.each<[string, (printer: PrinterEmulator) => void, string]>([
    ['is well', () => undefined, 'PRINTER_READY'],
    ['has little paper', (printer) => printer.setPaper('low'), 'PRINTER_PAPER_LOW'],
    ['has no paper', (printer) => printer.setPaper('out'), 'PRINTER_NO_PAPER'],
    ['stands open', (printer) => printer.setCover(true), 'PRINTER_COVER_OPEN'],
  ])('%s is told so', async (_, harm, code) => {
    const { printer, at } = await printerLike();
    harm(printer);
    expect(await codes(at)).toEqual([code]);
    expect(printer.papers()).toEqual([]);
  });

  const proofs: [PrinterProfile, string][] = [
    ['epson', 'PRINTED'],
    ['clone', 'PRINTED'],
  ];
  // It takes its time to see that nothing comes.
  if (isFull) proofs.push(['status-only', 'PRINT_UNCONFIRMED']);
  test.each(proofs)('proves what it did like %s', async (profile, code) => {
    const { printer, at } = await printerLike(profile);
    printer.setPaper('low');
    expect(await codes(at, true)).toEqual(['PRINTER_PAPER_LOW', code]);
    expect(printer.papers()).toHaveLength(1);
  });

  test('jams at the cut: the ticket broke off, and why', async () => {
    const { printer, at } = await printerLike();
    printer.setCutter('jams');
    expect(await codes(at, true)).toEqual(['PRINT_BROKE_OFF']);
    expect(await codes(at)).toEqual(['PRINTER_CUTTER']);
  });

  test('is no printer: it accepts the connection and says nothing', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    opened.push(server);
    const { port } = server.address() as AddressInfo;
    expect(await codes({ kind: 'escpos-tcp', host: '127.0.0.1', port })).toEqual(['PRINTER_OFFLINE']);
  });

  test('is not there: each way is told apart', async () => {
    expect(await codes({ kind: 'escpos-tcp', host: '127.0.0.1', port: 1 })).toEqual(['PRINTER_REFUSED']);
    expect(await codes({ kind: 'escpos-tcp', host: 'printer.invalid', port: 9_100 })).toEqual(['PRINTER_NOT_FOUND']);
    expect(await codes({ kind: 'escpos-device', path: '/dev/usb/lp9' })).toEqual(['PRINTER_ABSENT']);
  });
});

test('a printer that may not be opened', async () => {
  // Files of sysfs refuse what their mode refuses, to root as well.
  const folder = await scratchFolder();
  await mkdir(join(folder, 'usb'));
  await symlink('/sys/kernel/notes', join(folder, 'usb/lp0'));
  const [check] = await testPrinter({ kind: 'escpos-device', path: join(folder, 'usb/lp0') }, undefined);
  expect(check).toMatchObject({ code: 'PRINTER_DENIED', outcome: 'set-up' });
  expect(check?.command).toContain('resources/udev/70-tram-devices.rules');
});

test('the command: 9, since there is no pcscd either, and to a program as JSON', async () => {
  const { printer, at } = await printerLike();
  printer.setPaper('out');
  const ended = await devices(['--config', await settingsFile({ printer: at }), '--print', '--json']);
  expect(ended).toMatchObject({ code: 9, stderr: '' });
  const report = parse(testReportSchema, ended);
  expect(report.passed).toBe(false);
  expect(report.devices).toMatchObject([
    { device: 'reader', driver: 'pcsc-mini', checks: [{ code: 'PCSCD_STOPPED', outcome: 'set-up' }] },
    { device: 'scanner', driver: 'none', checks: [{ code: 'SCANNER_NOT_FITTED', outcome: 'good' }] },
    { device: 'printer', driver: 'escpos-tcp', checks: [{ code: 'PRINTER_NO_PAPER', outcome: 'failed' }] },
  ]);
  expect(printer.papers()).toEqual([]);

  // The same for the technician: cause, then what to do, in Vietnamese first.
  expect(report.devices.flatMap(testedLines).join('\n')).toMatch(
    /PRINTER_NO_PAPER\n *Máy in hết giấy\.\n *→ Mở nắp, thay cuộn giấy.*\n.*out of paper\.\n *→ Open the cover/,
  );
});
