import { setTimeout as pause } from 'node:timers/promises';
import type { ScannerConfig } from '../../drivers/host/config.ts';
import type { BarcodeScanner } from '../../drivers/ports.ts';
import { openScanner } from '../../drivers/scanner/index.ts';
import type { ScannerState } from '../../src/contract/devices.ts';
import type { ScannedCode } from '../../src/contract/scanned-code.ts';
import type { Text } from '../../src/contract/text.ts';
import { checkOf } from './check.ts';
import { deniedCheck, heldCheck } from './device-file-checks.ts';
import { listHid, scannersAmong } from './look/hid-pos.ts';
import { thisMachine } from './look/machine.ts';
import type { Check } from './report-schema.ts';

/** Milliseconds in which a scanner that is there opens, and between two looks at it. */
const opening = 3_000;
const look = 20;

/** Opens the scanner by its driver. With `scan` it waits `timeout` seconds for any code, of which only the kind is told. */
export async function testScanner(
  config: ScannerConfig,
  { scan, timeout }: { scan: boolean; timeout: number },
): Promise<Check> {
  if (config.kind === 'none') return checkOf('scanner', 'SCANNER_NOT_FITTED');
  const path = config.kind === 'hid-pos' ? await hidPathOf(config) : config.path;
  if (path === undefined) return checkOf('scanner', 'HID_LIBRARY_MISSING');
  const file = await thisMachine.deviceFile(path, config.kind === 'keyboard-wedge' ? 'read' : 'read-write');
  if (!file) return checkOf('scanner', 'SCANNER_ABSENT', { node: path });
  if (!file.mayOpen) return deniedCheck('scanner', file);
  // A hidraw node lets in whoever comes, and gives each a copy of the scan: the kiosk too.
  const held = config.kind === 'hid-pos' ? await heldCheck('scanner', file.node) : undefined;
  if (held) return held;

  const scanner = openScanner(config);
  try {
    const state = await settled(scanner);
    if (state === 'denied') return await deniedCheck('scanner', file);
    if (state !== 'ready')
      return (await heldCheck('scanner', file.node)) ?? checkOf('scanner', 'SCANNER_NOT_OPENED', { node: path });
    if (!scan) return checkOf('scanner', 'SCANNER_READY');
    console.error(`Xin quét một mã bất kỳ (${timeout} giây) / Please scan any code (${timeout} s)`);
    return scanCheck(await firstScan(scanner, timeout), timeout);
  } finally {
    await scanner.close();
  }
}

/** @returns what is said of it where it is not there; undefined where node-hid cannot look */
async function hidPathOf(wanted: { vendorId?: number | undefined; productId?: number | undefined }) {
  const listed = await listHid();
  return listed && (scannersAmong(listed, wanted)[0]?.path ?? 'HID POS (0x8C)');
}

async function settled(scanner: BarcodeScanner): Promise<ScannerState> {
  const deadline = performance.now() + opening;
  while (scanner.status().state === 'starting' && performance.now() < deadline) await pause(look);
  return scanner.status().state;
}

async function firstScan(scanner: BarcodeScanner, seconds: number): Promise<ScannedCode | undefined> {
  const ended = new AbortController();
  const scanned = new Promise<ScannedCode>((resolve) => void scanner.onScan(resolve));
  try {
    return await Promise.race([scanned, pause(seconds * 1_000, undefined, { signal: ended.signal })]);
  } finally {
    ended.abort();
  }
}

const kinds: Record<Exclude<ScannedCode['kind'], 'refused'>, Text> = {
  'citizen-card': { vi: 'mã QR của căn cước', en: 'the QR code of a citizen card' },
  'insurance-card': { vi: 'thẻ bảo hiểm y tế', en: 'a health-insurance card' },
  number: { vi: 'một số có 12 chữ số', en: 'a number of 12 digits' },
  appointment: { vi: 'giấy hẹn', en: 'an appointment slip' },
  ticket: { vi: 'phiếu của nơi này', en: 'a ticket of this centre' },
  'travel-document': { vi: 'hộ chiếu hoặc giấy tờ đi lại', en: 'a travel document' },
  'driving-licence': { vi: 'giấy phép lái xe', en: 'a driving licence' },
};
const another: Text = { vi: 'một mã mà ki-ốt không dùng', en: 'a code that the kiosk does not use' };

/** What it says stays in the scanner. */
function scanCheck(code: ScannedCode | undefined, seconds: number): Check {
  if (!code) return checkOf('scanner', 'SCAN_NONE', { seconds: String(seconds) });
  if (code.kind !== 'refused') return checkOf('scanner', 'SCANNER_SCANNED', { what: kinds[code.kind] });
  return code.code === 'SCAN_UNREADABLE'
    ? checkOf('scanner', 'SCAN_GARBLED')
    : checkOf('scanner', 'SCANNER_SCANNED', { what: another });
}
