import { expect, onTestFinished, test, vi } from 'vitest';
import type { ScannerConfig } from '../../drivers/host/config.ts';
import {
  startHidPosSimulator,
  startKeyboardWedgeSimulator,
  startScannerSimulator,
} from '../../drivers/simulated/scanner/index.ts';
import { citizenCardQr, people } from '../../drivers/simulated/people.ts';
import { testReportSchema } from '../../scripts/devices/report-schema.ts';
import { testScanner } from '../../scripts/devices/test-scanner.ts';
import { devices, parse, scratchFolder, settingsFile } from './lab.ts';

const [citizen] = people;
const withoutScan = { scan: false, timeout: 1 };

async function serialScanner() {
  const scanner = await startScannerSimulator({ runDirectory: await scratchFolder() });
  onTestFinished(() => scanner.close());
  return { scanner, at: { kind: 'serial', path: scanner.path } satisfies ScannerConfig };
}

/** The test with `--scan`, and a hand that scans once it is asked. */
async function scannedHere(at: ScannerConfig, hand: () => Promise<void>) {
  const asked = vi.spyOn(console, 'error').mockImplementation((said) => {
    expect(said).toContain('Xin quét một mã');
    void hand();
  });
  onTestFinished(() => asked.mockRestore());
  return testScanner(at, { scan: true, timeout: 5 });
}

test.each<[string, string | Uint8Array, string, string]>([
  ['of a citizen card', citizenCardQr(citizen), 'SCANNER_SCANNED', 'mã QR của căn cước'],
  ['that the kiosk does not use', 'https://example.org', 'SCANNER_SCANNED', 'ki-ốt không dùng'],
  ['that is no whole text', Uint8Array.of(0x41, 0xc3, 0x28), 'SCAN_GARBLED', 'UTF-8'],
])('a code %s: its kind is told, and nothing of it', async (_, payload, code, words) => {
  const { scanner, at } = await serialScanner();
  const check = await scannedHere(at, () => scanner.scan(payload));
  expect(check).toMatchObject({ code, text: { vi: expect.stringContaining(words) as string } });
  expect(JSON.stringify(check)).not.toMatch(/0991510|HƯỜNG|example/);
});

test('nothing is scanned in time', async () => {
  const { at } = await serialScanner();
  vi.spyOn(console, 'error').mockReturnValueOnce();
  expect(await testScanner(at, { scan: true, timeout: 0.1 })).toMatchObject({ code: 'SCAN_NONE', outcome: 'failed' });
});

test('it is there; it is not; it is something else; it may not be opened; there shall be none', async () => {
  const { scanner, at } = await serialScanner();
  expect(await testScanner(at, withoutScan)).toMatchObject({ code: 'SCANNER_READY' });
  await scanner.unplug();
  expect(await testScanner(at, withoutScan)).toMatchObject({ code: 'SCANNER_ABSENT' });
  const codeAt = async (path: string) => (await testScanner({ kind: 'serial', path }, withoutScan)).code;
  expect(await codeAt('/etc/hostname')).toBe('SCANNER_NOT_OPENED');
  // Files of sysfs refuse what their mode refuses, to root as well.
  expect(await codeAt('/sys/kernel/notes')).toBe('SCANNER_DENIED');
  expect(await testScanner({ kind: 'none' }, withoutScan)).toMatchObject({ code: 'SCANNER_NOT_FITTED' });
});

test('one that types, and one by HID POS', async () => {
  const typing = await startKeyboardWedgeSimulator({ runDirectory: await scratchFolder() });
  onTestFinished(() => typing.close());
  expect(await testScanner({ kind: 'keyboard-wedge', path: typing.path }, withoutScan)).toMatchObject({
    code: 'SCANNER_READY',
  });

  const hid = await startHidPosSimulator({ runDirectory: await scratchFolder() });
  onTestFinished(() => hid.close());
  let asked = false;
  const config = await settingsFile({ scanner: { kind: 'hid-pos' } });
  const ended = await devices(['--config', config, '--scan', '--timeout', '5', '--json'], {
    environment: hid.environment,
    onStderr(said) {
      if (asked || !said.includes('Please scan any code')) return;
      asked = true;
      void hid.scan(citizen.licenceNumber);
    },
  });
  expect(parse(testReportSchema, ended).devices[1]).toMatchObject({
    driver: 'hid-pos',
    checks: [{ code: 'SCANNER_SCANNED' }],
  });
  expect(ended.stdout + ended.stderr).not.toContain(citizen.licenceNumber);
  expect(await testScanner({ kind: 'hid-pos', vendorId: 0x1eab }, withoutScan)).toMatchObject({
    code: 'SCANNER_ABSENT',
  });
});
