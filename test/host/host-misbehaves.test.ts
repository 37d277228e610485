import { afterEach, expect, test, vi } from 'vitest';
import { deadlines, type Deadlines } from '../../drivers/host/deadlines.ts';
import { startDeviceHost, type HostLogEntry } from '../../drivers/host/supervisor.ts';
import type { Devices } from '../../drivers/ports.ts';

const quick: Deadlines = { ...deadlines, readChip: 300, print: 300, heartbeat: 100, silence: 400, close: 300 };

let devices: Devices;
let log: HostLogEntry[];
afterEach(() => devices.close());

function start(fault: string, limits = quick): void {
  log = [];
  devices = startDeviceHost({
    config: {
      reader: { kind: 'pcsc' },
      scanner: { kind: 'none' },
      printer: { kind: 'escpos-tcp', host: fault, port: 9_100 },
      trustDirectory: '/',
    },
    entry: new URL('misbehaving-host.ts', import.meta.url),
    log: (entry) => log.push(entry),
    deadlines: limits,
  });
}

const losses = () => log.filter((entry) => entry.event === 'host-lost');
const untilUp = () => vi.waitUntil(() => devices.status().host === 'up', { timeout: 5_000, interval: 5 });
const alive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test.each([
  ['falls-silent', 'silent'],
  ['hangs', 'silent'],
  ['garbles', 'garbled'],
])('%s: it is given up as %s, ended and replaced', async (fault, reason) => {
  start(fault);
  await vi.waitUntil(() => losses().length >= 2, { timeout: 8_000 });
  expect(losses().map((entry) => entry.reason)).toEqual(Array(losses().length).fill(reason));
  const pids = log.flatMap((entry) => (entry.event === 'host-up' ? [entry.pid] : []));
  await devices.close();
  await vi.waitUntil(() => !pids.some(alive));
});

test('the pause before a successor doubles', async () => {
  start('garbles');
  await vi.waitUntil(() => losses().length >= 3, { timeout: 8_000 });
  expect(
    losses()
      .slice(0, 3)
      .map((entry) => entry.restartAfterMs),
  ).toEqual([250, 500, 1_000]);
});

test('a chip reading past its deadline: DEVICE_TIMEOUT, other calls DEVICE_LOST, then a new process serves', async () => {
  start('never-answers');
  await untilUp();
  const reading = devices.readChip({ can: '012345', challenge: '0011223344556677' });
  await new Promise((resolve) => setTimeout(resolve, 100));
  const printing = devices.print({ width: 8, height: 1, data: Uint8Array.of(0xff) });
  expect(await reading).toEqual({ ok: false, code: 'DEVICE_TIMEOUT' });
  expect(await printing).toEqual({ outcome: 'unknown', code: 'DEVICE_LOST' });
  expect(losses()).toMatchObject([{ reason: 'overdue' }]);
  expect(devices.status()).toMatchObject({ host: 'restarting', reader: { card: false } });
  expect(await devices.printerStatus()).toEqual({ state: 'ready' });
});

test('a host that never starts is replaced, and a ticket that none ever had is told as not printed', async () => {
  start('never-starts', { ...quick, start: 1_000, successor: 500 });
  const printing = await devices.print({ width: 8, height: 1, data: Uint8Array.of(0xff) });
  expect(printing).toEqual({ outcome: 'not-printed', code: 'DEVICE_LOST' });
  await vi.waitUntil(() => losses().length >= 2, { timeout: 8_000 });
  expect(losses()).toMatchObject(losses().map(() => ({ reason: 'late-start' })));
});

test('readings of one chip take turns: the second has its whole deadline', async () => {
  start('never-answers');
  await untilUp();
  const request = { can: '012345', challenge: '0011223344556677' };
  const started = performance.now();
  const [first, second] = await Promise.all([devices.readChip(request), devices.readChip(request)]);
  expect([first, second]).toEqual(Array(2).fill({ ok: false, code: 'DEVICE_TIMEOUT' }));
  expect(performance.now() - started).toBeGreaterThan(2 * quick.readChip);
});

test('close ends even a process that does not listen', async () => {
  start('never-ends');
  await untilUp();
  const [up] = log;
  const closing = performance.now();
  await devices.close();
  expect(performance.now() - closing).toBeGreaterThanOrEqual(quick.close - 1);
  expect(up?.event === 'host-up' && alive(up.pid)).toBe(false);
  expect(await devices.readChip({ can: '012345', challenge: '0011223344556677' })).toEqual({
    ok: false,
    code: 'DEVICE_LOST',
  });
});
