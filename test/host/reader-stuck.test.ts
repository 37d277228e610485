import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { deadlines, type Deadlines } from '../../drivers/host/deadlines.ts';
import { openDevices, type HostLogEntry } from '../../drivers/index.ts';
import type { Devices } from '../../drivers/ports.ts';
import { person, readWell, request, startLab, untilCard, type Lab } from '../pcsc/lab.ts';
import { isFull } from '../support/repetitions.ts';
import { watchLoop } from './loop.ts';

const quick: Deadlines = { ...deadlines, connect: 1_500, apdu: 1_500, readerAway: 300, trial: 500 };

/** What `systemctl restart pcscd` is to a kiosk: a program of its own, which ends pcscd and starts another. */
const restartPcscd = `
  const bench = require('node:net').connect(process.argv[1]);
  bench.write('{"killPcscd":"SIGKILL"}\\n{"startPcscd":true}\\n');
  let answers = '';
  bench.on('data', (chunk) => (answers += chunk).split('\\n').length > 2 && process.exit());
`;

let lab: Lab;
let devices: Devices;
let log: HostLogEntry[];
beforeAll(async () => {
  lab = await startLab();
});
beforeEach(async () => {
  log = [];
  await lab.bench.mute(false);
  const bench = join(dirname(lab.bench.pcscSocket), 'chip.sock');
  devices = openDevices(
    {
      reader: {
        kind: 'pcsc',
        socket: lab.bench.pcscSocket,
        restartService: [process.execPath, '-e', restartPcscd, bench],
      },
      scanner: { kind: 'none' },
      printer: { kind: 'escpos-tcp', host: '127.0.0.1', port: 1 },
      trustDirectory: join(lab.cardsDirectory, 'trust'),
    },
    {
      entry: new URL('../../drivers/host/main.ts', import.meta.url),
      log: (entry) => log.push(entry),
      deadlines: quick,
    },
  );
  await lab.bench.insert(person.id);
  await readWell(devices);
});
afterEach(() => devices.close());
afterAll(() => lab.close());

const steps = () => log.flatMap((entry) => (entry.event === 'device-recovery' ? [[entry.cause, entry.step]] : []));
const restarts = () => log.filter((entry) => entry.event === 'service-restart');
const untilHost = (state: () => boolean) =>
  vi.waitUntil(() => devices.status().host === 'up' && state(), { timeout: 25_000 });

test(
  'an exchange hangs, and then all of them: a new process, a new pcscd, out of service, and back',
  { retry: 2 },
  async () => {
    await lab.bench.mute(true);
    const loop = watchLoop();
    expect(await devices.readChip(request)).toEqual({ ok: false, code: 'DEVICE_TIMEOUT' });
    await untilHost(() => restarts().length > 0 && devices.status().reader.card);
    expect(steps()).toEqual([
      ['exchange-overdue', 'new-host'],
      ['connect-overdue', 'restart-service'],
    ]);
    expect(restarts()).toMatchObject([{ outcome: 'done' }]);

    // The new pcscd connects the card, which still answers nothing.
    expect(await devices.readChip(request)).toEqual({ ok: false, code: 'DEVICE_TIMEOUT' });
    await untilHost(() => devices.status().reader.state === 'failed');
    loop.expectNoWait();
    expect(steps().at(-1)).toEqual(['exchange-overdue', 'out-of-service']);
    expect(await devices.readChip(request)).toEqual({ ok: false, code: 'READER_MISSING' });
    expect(devices.status().scanner).toEqual({ state: 'not-fitted' });
    expect(await devices.printerStatus()).toEqual({ state: 'offline' });

    await lab.bench.remove();
    await lab.bench.mute(false);
    await untilCard(devices, false);
    await lab.bench.insert(person.id);
    await readWell(devices);
    expect(log.filter((entry) => entry.event === 'device-recovered')).toEqual([
      { event: 'device-recovered', after: 'out-of-service' },
      { event: 'device-recovered', after: 'new-host' },
    ]);
  },
);

// That it is told within seconds: test/pcsc/pcscd-goes-away.
test.runIf(isFull)('pcscd is stopped: told, restarted, and cards are read', { retry: 2 }, async () => {
  await lab.bench.killPcscd('SIGSTOP');
  const loop = watchLoop();
  await vi.waitUntil(() => devices.status().reader.state === 'service-down', { timeout: 25_000 });
  await untilHost(() => restarts().length > 0);
  loop.expectNoWait();
  expect(steps()).toEqual([
    ['service-down', 'new-context'],
    ['service-down', 'restart-service'],
  ]);
  await readWell(devices);
});
