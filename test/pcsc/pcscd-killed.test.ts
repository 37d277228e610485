import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Devices } from '../../drivers/ports.ts';
import { person, readWell, request, startLab, untilCard, type Lab } from './lab.ts';

let lab: Lab;
let devices: Devices;
beforeAll(async () => {
  lab = await startLab();
  devices = lab.open();
  await lab.bench.insert(person.id);
});
afterAll(() => lab.close());

const untilDown = () => vi.waitUntil(() => devices.status().reader.state === 'service-down', { timeout: 3_000 });

test.each(['SIGKILL', 'SIGTERM'] as const)(
  '%s while idle: told at once, and reading again soon after its restart',
  async (signal) => {
    await readWell(devices);
    await lab.bench.killPcscd(signal);
    await untilDown();
    expect(await devices.readChip(request)).toEqual({ ok: false, code: 'READER_MISSING' });
    await lab.bench.startPcscd();
    const started = performance.now();
    await readWell(devices);
    expect(performance.now() - started).toBeLessThan(8_000);
  },
);

test('SIGKILL in the middle of a reading: DEVICE_LOST, and reading again soon after its restart', async () => {
  await untilCard(devices);
  const inTheMiddle = new Promise<void>((resolve) => {
    const stop = devices.watch((event) => {
      if (event.type !== 'chip-progress' || event.phase !== 'read') return;
      stop();
      resolve();
    });
  });
  const reading = devices.readChip(request);
  await inTheMiddle;
  await lab.bench.mute(true);
  await lab.bench.killPcscd('SIGKILL');
  expect(await reading).toEqual({ ok: false, code: 'DEVICE_LOST' });
  await lab.bench.mute(false);
  await lab.bench.startPcscd();
  await readWell(devices);
  expect(lab.log).toMatchObject([{ event: 'host-up' }]);
});
