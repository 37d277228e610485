import { beforeAll, expect, it } from 'vitest';
import type { TrustStore } from '../../drivers/emrtd/index.ts';
import type { Card } from '../../drivers/simulated/cards/card.ts';
import { makeCard } from '../../drivers/simulated/cards/make-cards.ts';
import { people } from '../../drivers/simulated/people.ts';
import { channelTo, chipOf, fromHex, hex, issuerWith, read, trusting } from './kit.ts';

let card: Card;
let trust: TrustStore;
beforeAll(async () => {
  const issuer = await issuerWith();
  trust = trusting(issuer);
  card = await makeCard(people[0], issuer);
});

const foreign: Card = { can: '000000', masterFile: {}, application: {}, activeAuthenticationKey: '' };

it('tells a wrong number apart from a lost card', async () => {
  const wrong = card.can === '111111' ? '222222' : '111111';
  expect(await read(channelTo(chipOf(card)), trust, wrong)).toEqual({ ok: false, code: 'CARD_ACCESS_DENIED' });
});

it('does not take a token that the chip cannot make', async () => {
  const chip = chipOf(card);
  const process = (command: Uint8Array) => {
    const answer = chip.process(command);
    if (hex(command).startsWith('00860000')) answer[5] = (answer[5] ?? 0) ^ 1;
    return answer;
  };
  expect(await read(channelTo({ process }), trust, card.can)).toEqual({ ok: false, code: 'CARD_ACCESS_DENIED' });
});

it.each([
  ['knows nothing', chipOf(foreign)],
  ['refuses each instruction', { process: () => fromHex('6d00') }],
  ['refuses each class', { process: () => fromHex('6e00') }],
])('does not support a card that %s', async (_, chip) => {
  expect(await read(channelTo(chip), trust, '012345')).toEqual({
    ok: false,
    code: 'CARD_NOT_SUPPORTED',
  });
});

it('does not support a card whose EF.CardAccess offers another suite only', async () => {
  const cardAccess = fromHex('31143012060a04007f0007020204060402010202010f');
  const other = { ...card, masterFile: { '011c': Buffer.from(cardAccess).toString('base64') } };
  expect(await read(channelTo(chipOf(other)), trust, card.can)).toEqual({ ok: false, code: 'CARD_NOT_SUPPORTED' });
});

it('reads a card that does not yield EF.CardAccess, by what is known of its kind', async () => {
  const silent = { ...card, masterFile: {} };
  expect(await read(channelTo(chipOf(silent)), trust, card.can)).toMatchObject({ ok: true });
});

it('reads a card that yields EF.CardAccess only after SELECT MF', async () => {
  const chip = chipOf(card);
  let selected = false;
  const process = (command: Uint8Array) => {
    if (hex(command) === '00a4000c023f00') selected = true;
    return selected ? chip.process(command) : fromHex('6a82');
  };
  const channel = channelTo({ process });
  expect(await read(channel, trust, card.can)).toMatchObject({ ok: true });
});

it('finds nothing readable without the secure channel', () => {
  const chip = chipOf(card);
  expect(hex(chip.process(fromHex('00a4040c07a0000002471001')))).toBe('9000');
  expect(hex(chip.process(fromHex('00a4020c020101')))).toBe('6982');
  expect(hex(chip.process(fromHex('00b0810004')))).toBe('6982');
  expect(hex(chip.process(fromHex('008800000801020304050607080000')).slice(-4))).not.toBe('9000');
});
