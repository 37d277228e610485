import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Devices } from '../../drivers/ports.ts';
import { person, readWell, request, startLab, untilCard, type Lab } from '../pcsc/lab.ts';

let lab: Lab;
let devices: Devices;
beforeAll(async () => {
  lab = await startLab();
  devices = lab.open();
});
afterAll(() => lab.close());

const hostPid = () => lab.log.flatMap((entry) => (entry.event === 'host-up' ? [entry.pid] : [])).at(-1) ?? 0;

test('SIGKILL in the middle of a reading: DEVICE_LOST at once, and the next call is served', async () => {
  await lab.bench.insert(person.id);
  await untilCard(devices);
  await lab.bench.mute(true);
  const reading = devices.readChip(request);
  await new Promise((resolve) => setTimeout(resolve, 200));
  const started = performance.now();
  process.kill(hostPid(), 'SIGKILL');
  expect(await reading).toEqual({ ok: false, code: 'DEVICE_LOST' });
  expect(performance.now() - started).toBeLessThan(1_000);
  expect(devices.status()).toMatchObject({ host: 'restarting', reader: { card: false } });

  await lab.bench.remove();
  await lab.bench.mute(false);
  await untilCard(devices, false);
  await lab.bench.insert(person.id);
  await readWell(devices);
});

test('SIGSTOP: found by its silence, ended and replaced', async () => {
  const stopped = hostPid();
  process.kill(stopped, 'SIGSTOP');
  await vi.waitUntil(() => lab.log.some((entry) => entry.event === 'host-lost' && entry.reason === 'silent'), {
    timeout: 6_000,
  });
  await readWell(devices);
  expect(hostPid()).not.toBe(stopped);
});
