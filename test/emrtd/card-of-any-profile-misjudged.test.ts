import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import type { TrustStore } from '../../drivers/emrtd/index.ts';
import { CardLost, type CardChannel } from '../../drivers/ports.ts';
import type { Card } from '../../drivers/simulated/cards/card.ts';
import type { Profile } from '../../drivers/simulated/cards/profile.ts';
import { makeProfile, profiles, type ProfileName } from '../../drivers/simulated/cards/profiles.ts';
import { slowChannel } from '../../drivers/simulated/chip/slow-channel.ts';
import { CardSlot } from '../../drivers/simulated/chip/slot.ts';
import { trustOf } from '../support/trust.ts';
import { channelTo, chipOf, read, temporaryFolder } from './kit.ts';

let folder: string;
let trust: TrustStore;
beforeAll(async () => {
  folder = await temporaryFolder();
  await makeProfile('cccd-2021', folder);
  trust = await trustOf(folder);
});

/** A chip in the slot of the bench: what PC/SC makes of its silence once the time is up. */
async function throughSlot(card: Card): Promise<CardChannel> {
  await writeFile(join(folder, 'card.json'), JSON.stringify(card));
  const slot = new CardSlot(folder);
  await slot.insert('card');
  return {
    async transmit(command) {
      const answer = await slot.process(command);
      if (answer === undefined) throw new CardLost();
      return answer;
    },
    close: () => Promise.resolve(),
  };
}

it.each(Object.entries<Profile>(profiles))('%s', async (name, { request, expected }) => {
  const card = await makeProfile(name as ProfileName, folder);
  const channel = card.conduct.mute ? await throughSlot(card) : channelTo(chipOf(card));
  const result = await read(channel, trust, request.can, { mrz: request.mrz, face: true });
  if (expected.ok) expect(result).toMatchObject(expected);
  else expect(result).toEqual(expected);
});

// The rates of ISO/IEC 14443.
it.each([106, 212, 424, 848])('slow, at %s kbit/s', async (kbitPerSecond) => {
  const card = await makeProfile('slow', folder);
  expect(card.conduct.latency).toEqual({ perApduMs: 10, kbitPerSecond: 424 });
  const waits: number[] = [];
  const channel = slowChannel(chipOf(card), { perApduMs: 10, kbitPerSecond }, (milliseconds) => {
    waits.push(milliseconds);
    return Promise.resolve();
  });
  const { request, expected } = profiles.slow;
  const result = await read(channel, trust, request.can, { face: true });
  expect(result).toMatchObject(expected);
  if (!result.ok) throw new Error(result.code);
  const { apdus, bytesIn, bytesOut } = result.value.statistics;
  expect(waits).toHaveLength(apdus);
  const onTheAir = ((bytesIn + bytesOut) * 8) / kbitPerSecond;
  expect(waits.reduce((sum, wait) => sum + wait)).toBeCloseTo(10 * apdus + onTheAir, 6);
});
