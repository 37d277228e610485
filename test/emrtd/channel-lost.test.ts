import { beforeAll, expect, it } from 'vitest';
import type { MrzKey } from '../../src/contract/chip.ts';
import type { TrustStore } from '../../drivers/emrtd/index.ts';
import { people } from '../../drivers/simulated/people.ts';
import type { Card } from '../../drivers/simulated/cards/card.ts';
import { makeCard } from '../../drivers/simulated/cards/make-card.ts';
import type { Chip } from '../../drivers/simulated/chip/chip.ts';
import { channelTo, chipOf, fromHex, hex, issuerWith, read, trusting } from './kit.ts';

let card: Card;
let trust: TrustStore;
beforeAll(async () => {
  const issuer = await issuerWith();
  card = await makeCard(people[0], issuer);
  trust = trusting(issuer);
});

/** The chip ends the secure channel, and says so without protection, whenever a command begins so. */
function closing(chip: Chip, at: RegExp, times = Infinity) {
  let left = times;
  return {
    process(command: Uint8Array): Uint8Array {
      if (!at.test(hex(command)) || left-- <= 0) return chip.process(command);
      chip.process(fromHex('00a4000c'));
      return fromHex('6982');
    },
  };
}

/** READ BINARY of DG13, DG15 and EF.COM by their short identifiers, and INTERNAL AUTHENTICATE, under secure messaging. */
const over = { dg13: /^0cb08d/, dg15: /^0cb08f/, com: /^0cb09e/, sod: /^0cb09d/, internalAuthenticate: /^0c88/ };
const proved = {
  value: {
    proof: { passiveAuthentication: { hashes: 'match', signature: 'valid' }, activeAuthentication: 'passed' },
    chipAuthentication: 'passed',
  },
};
const guess: MrzKey = { documentNumber: '151012345', birthDate: '900101', expiryDate: '300101' };

async function readOver(at: RegExp, times = Infinity, mrz?: MrzKey) {
  const chip = chipOf(card);
  const channel = channelTo(closing(chip, at, times));
  const result = await read(channel, trust, card.passwords.can, mrz && { mrz });
  return { result, attempts: chip.statistics.attempts };
}

it('over the last file: all that was read and proved stays, and no password is sent again', async () => {
  const { result, attempts } = await readOver(over.dg13);
  expect(result).toMatchObject(proved);
  expect(result).toMatchObject({ value: { document: { nameFrom: 'mrz' }, dataGroups: ['DG1', 'DG14', 'DG15'] } });
  expect(attempts).toBe(1);
});

it.each([
  ['a file that could be done without', over.com],
  ['the key of active authentication', over.dg15],
  ['EF.SOD, before which nothing is known', over.sod],
  ['the signature', over.internalAuthenticate],
])('once, over %s: the chip is opened again with the same password, and proved', async (_, at) => {
  const { result, attempts } = await readOver(at, 1, guess);
  expect(result).toMatchObject(proved);
  expect(result).toMatchObject({ value: { access: 'pace-can' } });
  expect(attempts).toBe(2);
});

it.each([
  ['the key of active authentication', over.dg15],
  ['the signature', over.internalAuthenticate],
])('again and again over %s: unreadable, which is no copy', async (_, at) => {
  const { result, attempts } = await readOver(at);
  expect(result).toEqual({ ok: false, code: 'CARD_UNREADABLE' });
  expect(attempts).toBe(2);
});

it('and the chip refuses to be opened again: the guess from the QR is not tried in its place', async () => {
  const chip = chipOf(card);
  let opened = 0;
  const stubborn = closing(chip, over.dg15, 1);
  const process = (command: Uint8Array) =>
    hex(command).startsWith('0022c1a4') && ++opened > 1 ? fromHex('6a88') : stubborn.process(command);
  const result = await read(channelTo({ process }), trust, card.passwords.can, { mrz: guess });
  expect(result).toEqual({ ok: false, code: 'CARD_UNREADABLE' });
  expect(chip.statistics.wrongPasswords).toBe(0);
});
