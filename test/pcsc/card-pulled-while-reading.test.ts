import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Devices } from '../../drivers/ports.ts';
import { person, readWell, request, startLab, untilCard, type Lab } from './lab.ts';

let lab: Lab;
let devices: Devices;
beforeAll(async () => {
  lab = await startLab();
  devices = lab.open();
});
afterAll(() => lab.close());

// The first commands are EF.CardAccess, then PACE, then the application under secure messaging.
test.each([1, 3, 6, 12, 15])(
  'at exchange %i: CARD_REMOVED within 2 s, and the next reading is whole',
  async (exchange) => {
    await lab.bench.insert(person.id);
    await untilCard(devices);
    await lab.bench.pullAfter(exchange);
    const started = performance.now();
    expect(await devices.readChip(request)).toEqual({ ok: false, code: 'CARD_REMOVED' });
    expect(performance.now() - started).toBeLessThan(2_000);

    await untilCard(devices, false);
    await lab.bench.insert(person.id);
    await readWell(devices);
    await lab.bench.remove();
    await untilCard(devices, false);
    expect(lab.log).toMatchObject([{ event: 'host-up' }]);
  },
);

test('before the first exchange: CARD_REMOVED', async () => {
  await untilCard(devices, false);
  const started = performance.now();
  expect(await devices.readChip(request)).toEqual({ ok: false, code: 'CARD_REMOVED' });
  expect(performance.now() - started).toBeLessThan(2_000);
});
