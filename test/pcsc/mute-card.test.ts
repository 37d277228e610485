import { afterEach, beforeEach, expect, test } from 'vitest';
import { deadlines as standard } from '../../drivers/host/deadlines.ts';
import { watchLoop } from '../host/loop.ts';
import { person, readWell, request, startLab, untilCard, type Lab } from './lab.ts';

const deadlines = { ...standard, apdu: 2_000 };

let lab: Lab;
beforeEach(async () => void (lab = await startLab()));
afterEach(() => lab.close());

test('DEVICE_TIMEOUT after one deadline, the core never waits, and the next card is read', { retry: 2 }, async () => {
  const devices = lab.open(deadlines);
  await lab.bench.insert(person.id);
  await untilCard(devices);
  await lab.bench.mute(true);

  const loop = watchLoop();
  const started = performance.now();
  expect(await devices.readChip(request)).toEqual({ ok: false, code: 'DEVICE_TIMEOUT' });
  loop.expectNoWait();
  expect(performance.now() - started).toBeLessThan(deadlines.apdu + 2_000);

  await lab.bench.remove();
  await lab.bench.mute(false);
  await untilCard(devices, false);
  await lab.bench.insert(person.id);
  await readWell(devices);
  const events = lab.log.map(({ event }) => event);
  expect(events).toEqual(['host-up', 'device-recovery', 'host-up', 'device-recovered']);
});
