import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { BarcodeScanner } from '../../drivers/ports.ts';
import { openSerialScanner } from '../../drivers/scanner/serial.ts';
import { citizenCardQr, people } from '../../drivers/simulated/people.ts';
import { startScannerSimulator, type ScannerSimulator } from '../../drivers/simulated/scanner/index.ts';
import type { ScannedCode } from '../../src/contract/scanned-code.ts';

const [first, second] = people;
const qr = Buffer.from(citizenCardQr(first));

let runDirectory: string;
let simulator: ScannerSimulator;
let scanner: BarcodeScanner;
let scans: ScannedCode[];

beforeEach(async () => {
  runDirectory = await mkdtemp(join(tmpdir(), 'scanner-'));
  simulator = await startScannerSimulator({ runDirectory });
  scanner = openSerialScanner({ path: simulator.path });
  scans = [];
  scanner.onScan((code) => scans.push(code));
  await untilState('ready');
});
afterEach(async () => {
  await scanner.close();
  await simulator.close();
  await rm(runDirectory, { recursive: true });
});

const untilState = (state: string) => vi.waitUntil(() => scanner.status().state === state, { timeout: 5_000 });
const untilScans = (count: number) => vi.waitUntil(() => scans.length === count, { timeout: 2_000, interval: 10 });
const card = (personalNumber: string): unknown => expect.objectContaining({ kind: 'citizen-card', personalNumber });

test('the half scan is dropped, and the next whole one is right', async () => {
  await simulator.send(qr.subarray(0, 20));
  await delay(50);
  await simulator.unplug();
  await untilState('absent');
  await simulator.replug();
  await untilState('ready');
  await simulator.scan(citizenCardQr(second));
  await untilScans(1);
  expect(scans).toEqual([card(second.personalNumber)]);
});

test('unplugged five times over, it comes back each time', async () => {
  for (let round = 1; round <= 5; round++) {
    await simulator.unplug();
    await untilState('absent');
    await simulator.replug();
    await untilState('ready');
    await simulator.scan(qr);
    await untilScans(round);
  }
  expect(scans).toEqual(Array(5).fill(card(first.personalNumber)));
});

test('a scan that stops halfway is told as unreadable and does not spoil the next', async () => {
  await simulator.send(qr.subarray(0, 20));
  await untilScans(1);
  await simulator.scan(qr);
  await untilScans(2);
  expect(scans).toEqual([{ kind: 'refused', code: 'SCAN_UNREADABLE' }, card(first.personalNumber)]);
});

test('pieces, down to single bytes, make one scan', async () => {
  for (const byte of qr) await simulator.send(Uint8Array.of(byte));
  await simulator.send(Buffer.from('\r\n'));
  await untilScans(1);
  expect(scans).toEqual([card(first.personalNumber)]);
});

test('a code that carries line ends cannot pass as several scans', async () => {
  await simulator.scan(`BEGIN:VCARD\r\n${first.licenceNumber}\r\nEND:VCARD`);
  await untilScans(1);
  await delay(100);
  expect(scans).toEqual([{ kind: 'refused', code: 'SCAN_NOT_FOR_KIOSK' }]);
});

test('more than any code can hold is refused once, whatever follows', async () => {
  await simulator.scan('9'.repeat(20_000));
  await simulator.scan(qr);
  await untilScans(2);
  expect(scans).toEqual([{ kind: 'refused', code: 'SCAN_UNREADABLE' }, card(first.personalNumber)]);
});
