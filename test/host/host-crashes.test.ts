import { afterAll, beforeAll, expect, test } from 'vitest';
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
  process.kill(hostPid(), 'SIGKILL');
  expect(await reading).toEqual({ ok: false, code: 'DEVICE_LOST' });
  expect(devices.status()).toMatchObject({ host: 'restarting', reader: { card: false } });

  await lab.bench.remove();
  await lab.bench.mute(false);
  await untilCard(devices, false);
  await lab.bench.insert(person.id);
  await readWell(devices);
  expect(lab.log).toMatchObject([
    { event: 'host-up' },
    { event: 'device-recovery', cause: 'host-exit', step: 'new-host' },
    { event: 'host-up' },
    { event: 'device-recovered', after: 'new-host' },
  ]);
});

test('a reading is broken off: the card is free for the next one, and no process was lost', async () => {
  await untilCard(devices);
  const leaving = new AbortController();
  const stop = devices.watch((event) => {
    if (event.type === 'chip-progress' && event.phase === 'read') leaving.abort();
  });
  expect(await devices.readChip(request, leaving.signal)).toEqual({ ok: false, code: 'CANCELLED' });
  stop();
  const pid = hostPid();
  await readWell(devices);
  expect(hostPid()).toBe(pid);
});
