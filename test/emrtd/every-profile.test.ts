import { beforeAll, expect, it } from 'vitest';
import type { TrustStore } from '../../drivers/emrtd/index.ts';
import { CardLost, type CardChannel } from '../../drivers/ports.ts';
import type { Card } from '../../drivers/simulated/cards/card.ts';
import type { Profile } from '../../drivers/simulated/cards/profile.ts';
import { makeProfile, profiles, type ProfileName } from '../../drivers/simulated/cards/profiles.ts';
import { trustOf } from '../support/trust.ts';
import { channelTo, chipOf, read, temporaryFolder } from './kit.ts';

let folder: string;
let trust: TrustStore;
beforeAll(async () => {
  folder = await temporaryFolder();
  await makeProfile('cccd-2021', folder);
  trust = await trustOf(folder);
});

/** What PC/SC makes of silence once its time is up. */
const silent: CardChannel = { transmit: () => Promise.reject(new CardLost()), close: () => Promise.resolve() };

const channelOf = (card: Card) => (card.conduct.mute ? silent : channelTo(chipOf(card)));

it.each(Object.entries<Profile>(profiles))('reads as it should: %s', async (name, { request, expected }) => {
  const card = await makeProfile(name as ProfileName, folder);
  const result = await read(channelOf(card), trust, request.can, { mrz: request.mrz, face: true });
  if (expected.ok) expect(result).toMatchObject(expected);
  else expect(result).toEqual(expected);
});
