import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hexToBytes } from '@noble/hashes/utils.js';
import { expect, it, onTestFinished } from 'vitest';
import type { Conduct } from '../../drivers/simulated/cards/card.ts';
import { CardSlot } from '../../drivers/simulated/chip/slot.ts';
import { appendixD, hex } from './chip-kit.ts';

const application = hexToBytes('00a4040c07a0000002471001');

/** With a card of this conduct in it. */
async function slotWith(conduct: Conduct): Promise<CardSlot> {
  const directory = await mkdtemp(join(tmpdir(), 'slot-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  await writeFile(join(directory, 'card.json'), JSON.stringify({ ...appendixD, conduct }));
  const slot = new CardSlot(directory);
  await slot.insert('card');
  return slot;
}

it('lets a slow card take its time', async () => {
  const slot = await slotWith({ latency: { perApduMs: 40, kbitPerSecond: 10.6 } });
  const begun = performance.now();
  expect(hex((await slot.process(application)) ?? new Uint8Array())).toBe('9000');
  // 14 bytes at 10.6 kbit/s; a timer may be a millisecond early.
  expect(performance.now() - begun).toBeGreaterThan(40 + 10.5 - 1);
});

it('gets no answer from a card that left meanwhile', async () => {
  const slot = await slotWith({ latency: { perApduMs: 20 } });
  const answer = slot.process(application);
  slot.remove();
  expect(await answer).toBeUndefined();
});

it('gets no answer from a mute card', async () => {
  expect(await (await slotWith({ mute: true })).process(application)).toBeUndefined();
  const slot = await slotWith({});
  slot.mute(true);
  expect(await slot.process(application)).toBeUndefined();
  slot.mute(false);
  expect(await slot.process(application)).toEqual(hexToBytes('9000'));
});

it('loses its card at the APDU it was told', async () => {
  const slot = await slotWith({});
  let seen = 0;
  slot.watch(() => seen++);
  slot.pullAfter(2);
  expect(await slot.process(application)).toBeDefined();
  expect(await slot.process(application)).toBeUndefined();
  expect([slot.chip, seen]).toEqual([undefined, 1]);
});
