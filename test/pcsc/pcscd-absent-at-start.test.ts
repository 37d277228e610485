import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { person, readWell, request, startLab, type Lab } from './lab.ts';

let lab: Lab;
beforeEach(async () => void (lab = await startLab()));
afterEach(() => lab.close());

test('the kiosk starts all the same, says so, and reads once pcscd is there', async () => {
  await lab.bench.insert(person.id);
  await lab.bench.killPcscd('SIGKILL');
  const devices = lab.open();
  await vi.waitUntil(() => devices.status().reader.state === 'service-down', { timeout: 10_000 });
  expect(await devices.readChip(request)).toEqual({ ok: false, code: 'READER_MISSING' });
  await delay(2_000);
  expect(devices.status()).toMatchObject({ host: 'up', reader: { state: 'service-down' } });
  await lab.bench.startPcscd();
  await readWell(devices);
  expect(lab.log).toMatchObject([{ event: 'host-up' }]);
});
