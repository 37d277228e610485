import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openDevices, type HostLogEntry } from '../../drivers/index.ts';
import type { DeviceEvent, Devices } from '../../drivers/ports.ts';
import { makeCards } from '../../drivers/simulated/cards/make-cards.ts';
import { startDirectChipBench, type DirectChipBench } from '../../drivers/simulated/chip/bench.ts';
import { citizenCardQr, people } from '../../drivers/simulated/people.ts';
import { startPrinterEmulator, type PrinterEmulator } from '../../drivers/simulated/printer/emulator.ts';
import { startScannerSimulator, type ScannerSimulator } from '../../drivers/simulated/scanner/index.ts';

const [person, , , clonedPerson] = people;

let directory: string;
let scanner: ScannerSimulator;
let chip: DirectChipBench;
let printer: PrinterEmulator;
let devices: Devices;
const log: HostLogEntry[] = [];
const events: DeviceEvent[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'devices-'));
  const cardsDirectory = join(directory, 'cards');
  await makeCards(cardsDirectory);
  [scanner, chip, printer] = await Promise.all([
    startScannerSimulator({ runDirectory: directory }),
    startDirectChipBench({ cardsDirectory, runDirectory: directory }),
    startPrinterEmulator(),
  ]);
  devices = openDevices(
    {
      reader: { kind: 'simulated', socket: chip.socket },
      scanner: { kind: 'serial', path: scanner.path },
      printer: { kind: 'escpos-tcp', host: '127.0.0.1', port: printer.port },
      trustDirectory: join(cardsDirectory, 'trust'),
    },
    { entry: new URL('../../drivers/simulated/host-main.ts', import.meta.url), log: (entry) => log.push(entry) },
  );
  devices.watch((event) => events.push(event));
  await vi.waitUntil(() => devices.status().scanner.state === 'ready' && devices.status().reader.state === 'ready', {
    timeout: 10_000,
  });
});
afterAll(async () => {
  await devices.close();
  await Promise.all([scanner.close(), chip.close(), printer.close()]);
  await rm(directory, { recursive: true });
});

async function read(id: string, personalNumber: string) {
  await chip.insert(id);
  await vi.waitUntil(() => devices.status().reader.card);
  const read = await devices.readChip({ can: personalNumber.slice(-6), challenge: '0011223344556677' });
  await chip.remove();
  await vi.waitUntil(() => !devices.status().reader.card);
  return read;
}

test('scan, chip and ticket: each passes the border of the process whole', async () => {
  await scanner.scan(citizenCardQr(person));
  await vi.waitUntil(() => events.some((event) => event.type === 'scan'));
  expect(events.filter((event) => event.type === 'scan')).toEqual([
    { type: 'scan', code: expect.objectContaining({ personalNumber: person.personalNumber }) as unknown },
  ]);

  expect(await read(person.id, person.personalNumber)).toMatchObject({
    ok: true,
    value: {
      document: { personalNumber: person.personalNumber, fullName: person.fullName, nameFrom: 'dg13' },
      proof: {
        passiveAuthentication: { hashes: 'match', signature: 'valid', issuer: 'trusted' },
        activeAuthentication: 'passed',
      },
      evidence: { activeAuthentication: { challenge: '0011223344556677' } },
    },
  });
  const phases = events.flatMap((event) => (event.type === 'chip-progress' ? [event.phase] : []));
  expect(phases).toEqual(expect.arrayContaining(['connect', 'access', 'read', 'authenticate', 'verify']));

  const black = { width: 576, height: 40, data: new Uint8Array(72 * 40).fill(0xff) };
  expect(await devices.print(black)).toEqual({ outcome: 'confirmed', by: 'process-id' });
  expect(await devices.printerStatus()).toEqual({ state: 'ready' });
});

test('a clone is not a failure of the reading: its proof tells', async () => {
  expect(await read(clonedPerson.id, clonedPerson.personalNumber)).toMatchObject({
    ok: true,
    value: { proof: { activeAuthentication: 'failed' } },
  });
});

test('the log names no person', () => {
  const text = JSON.stringify(log);
  expect(log).toMatchObject([{ event: 'host-up' }]);
  for (const secret of [person.personalNumber, person.fullName, person.personalNumber.slice(-6)])
    expect(text).not.toContain(secret);
});
