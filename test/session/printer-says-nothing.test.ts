import { expect, it } from 'vitest';
import type { Devices } from '../../drivers/ports.ts';
import { printerAnswer } from '../../src/main/delays.ts';
import { performer, type Deps } from '../../src/main/perform.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { context, devices as allWell } from '../support/samples.ts';

it('a visit waits for it no longer than a second: what was known last holds', async () => {
  const clock = new ManualClock();
  const devices = {
    status: () => ({ ...allWell(), printer: { state: 'offline' } }),
    printerStatus: () => new Promise(() => undefined),
  } as Partial<Devices> as Devices;
  const deps: Partial<Deps> = { catalogue: context.catalogue, devices, clock };
  const perform = performer(deps as Deps);
  const answer = perform({ type: 'ask-printer' }, new AbortController().signal);
  clock.pass(printerAnswer);
  expect(await answer).toEqual({ type: 'printer-asked', printer: { state: 'offline' } });
});
