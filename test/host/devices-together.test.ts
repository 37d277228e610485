import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { deadlines } from '../../drivers/host/deadlines.ts';
import { openDevices, type HostLogEntry } from '../../drivers/index.ts';
import type { DeviceEvent, Devices } from '../../drivers/ports.ts';
import { cardSchema } from '../../drivers/simulated/cards/card.ts';
import { makeCards } from '../../drivers/simulated/cards/make-cards.ts';
import { startDirectChipBench, type DirectChipBench } from '../../drivers/simulated/chip/bench.ts';
import { citizenCardQr, people } from '../../drivers/simulated/people.ts';
import { startPrinterEmulator, type PrinterEmulator } from '../../drivers/simulated/printer/emulator.ts';
import { startScannerSimulator, type ScannerSimulator } from '../../drivers/simulated/scanner/index.ts';

const entry = new URL('../../drivers/simulated/host-main.ts', import.meta.url);
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
    { entry, log: (entry) => log.push(entry) },
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
  await vi.waitUntil(() => devices.status().reader.card, { timeout: 10_000 });
  const read = await devices.readChip({ can: personalNumber.slice(-6), challenge: '0011223344556677' });
  await chip.remove();
  await vi.waitUntil(() => !devices.status().reader.card, { timeout: 10_000 });
  return read;
}

test('scan, chip and ticket: each passes the border of the process whole', async () => {
  await scanner.scan(citizenCardQr(person));
  await vi.waitUntil(() => events.some((event) => event.type === 'scan'), { timeout: 10_000 });
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

test('a reading is broken off: the chip is asked no more, and the next reading is whole', async () => {
  const path = join(directory, 'cards', `${person.id}.json`);
  const card = cardSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  await writeFile(
    join(directory, 'cards', 'slow.json'),
    JSON.stringify({ ...card, conduct: { latency: { perApduMs: 40 } } }),
  );
  await chip.insert('slow');
  await vi.waitUntil(() => devices.status().reader.card, { timeout: 10_000 });
  const request = { can: person.personalNumber.slice(-6), challenge: '0011223344556677' };
  await devices.readChip(request);
  const whole = await devices.readChip(request);
  // Two whole readings would need one more.
  await chip.pullAfter(whole.ok ? 2 * whole.value.statistics.apdus : 0);

  const leaving = new AbortController();
  const stop = devices.watch(({ type }) => type === 'chip-progress' && leaving.abort());
  expect(await devices.readChip(request, leaving.signal)).toEqual({ ok: false, code: 'CANCELLED' });
  stop();
  expect(await devices.readChip(request)).toMatchObject({ ok: true });
  await chip.remove();
  await vi.waitUntil(() => !devices.status().reader.card, { timeout: 10_000 });
});

test('a card that takes too long: let go between two exchanges, and no process is the worse for it', async () => {
  const hastyLog: HostLogEntry[] = [];
  const hasty = openDevices(
    {
      reader: { kind: 'simulated', socket: chip.socket },
      scanner: { kind: 'none' },
      printer: { kind: 'escpos-tcp', host: '127.0.0.1', port: printer.port },
      trustDirectory: join(directory, 'cards', 'trust'),
    },
    { entry, log: (entry) => hastyLog.push(entry), deadlines: { ...deadlines, reading: 1 } },
  );
  await chip.insert(person.id);
  await vi.waitUntil(() => hasty.status().reader.card, { timeout: 10_000 });
  const request = { can: person.personalNumber.slice(-6), challenge: '0011223344556677' };
  expect(await hasty.readChip(request)).toEqual({ ok: false, code: 'DEVICE_TIMEOUT' });
  expect(await hasty.readChip(request)).toEqual({ ok: false, code: 'DEVICE_TIMEOUT' });
  expect(hastyLog).toMatchObject([{ event: 'host-up' }]);
  await hasty.close();
});

test('the log names no person', () => {
  const text = JSON.stringify(log);
  expect(log).toMatchObject([{ event: 'host-up' }]);
  for (const secret of [person.personalNumber, person.fullName, person.personalNumber.slice(-6)])
    expect(text).not.toContain(secret);
});
