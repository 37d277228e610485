import { beforeAll, describe, expect, it } from 'vitest';
import { chipLimits, documentReadSchema } from '../../src/contract/chip.ts';
import type { TrustStore } from '../../drivers/emrtd/index.ts';
import type { Card } from '../../drivers/simulated/cards/card.ts';
import { makeCard } from '../../drivers/simulated/cards/make-cards.ts';
import { people } from '../../drivers/simulated/people.ts';
import { channelTo, chipOf, fromHex, hex, issuerWith, read, trusting, withFiles } from './kit.ts';

let card: Card;
let trust: TrustStore;
beforeAll(async () => {
  const issuer = await issuerWith();
  trust = trusting(issuer);
  card = await makeCard(people[0], issuer, { key: 'rsa' });
});

/** A chip that behaves until `when` matches the command, given in hex, and then answers this. */
function lying(when: RegExp, lie: (command: Uint8Array, honest: Uint8Array) => Uint8Array) {
  const chip = chipOf(card);
  return channelTo({
    process: (command) => {
      const honest = chip.process(command);
      return when.test(hex(command)) ? lie(command, honest) : honest;
    },
  });
}

const unreadable = { ok: false, code: 'CARD_UNREADABLE' };
const protectedRead = /^0cb0/;
const generalAuthenticate = (tag: number) => new RegExp(`^1?0860000..7c..${tag}`);

describe('a chip is given up in time that', () => {
  it.each<[string, RegExp, string]>([
    ['answers nothing but success', /^/, '9000'],
    ['answers half a status word', /^0c/, '90'],
    ['promises ever more bytes', protectedRead, '61ff'],
    ['asks for another length again and again', protectedRead, '6c10'],
    ['leaves the secure channel', protectedRead, '9000'],
    ['reports an error outside the secure channel', protectedRead, '6982'],
    ['answers in the clear', protectedRead, '60145f01043031303790 00'.replace(' ', '')],
    ['answers with an object that has no MAC', protectedRead, '990290009000'],
  ])('%s', async (_, when, lie) => {
    const channel = lying(when, () => fromHex(lie));
    expect(await read(channel, trust, card.passwords.can)).toEqual(unreadable);
    expect(channel.sent.length).toBeLessThan(30);
  });

  it('answers GET RESPONSE with ever more of the same', async () => {
    const more = new Uint8Array(258).fill(0x41, 0, 256);
    more.set([0x61, 0x00], 256);
    const channel = lying(/^(0cb0|00c0)/, () => more);
    expect(await read(channel, trust, card.passwords.can)).toEqual(unreadable);
    expect(channel.sent.length * 258).toBeLessThan(chipLimits.total + 10_000);
  });

  it('changes one bit of a protected answer', async () => {
    const channel = lying(protectedRead, (_, honest) => {
      const changed = Uint8Array.from(honest);
      changed[4] = (changed[4] ?? 0) ^ 1;
      return changed;
    });
    expect(await read(channel, trust, card.passwords.can)).toEqual(unreadable);
  });

  it('repeats an earlier protected answer', async () => {
    let first: Uint8Array | undefined;
    const channel = lying(protectedRead, (_, honest) => (first ??= honest));
    expect(await read(channel, trust, card.passwords.can)).toEqual(unreadable);
  });

  it('changes the status of a protected answer', async () => {
    const channel = lying(protectedRead, (_, honest) => Uint8Array.from([...honest.slice(0, -2), 0x62, 0x82]));
    expect(await read(channel, trust, card.passwords.can)).toEqual(unreadable);
  });

  it.each([
    ['at infinity', '7c0382010090 00'],
    ['off the curve', `7c4382410400${'11'.repeat(63)}9000`],
    ['compressed', `7c23822102${'11'.repeat(32)}9000`],
  ])('offers a mapping point %s', async (_, lie) => {
    const channel = lying(generalAuthenticate(81), () => fromHex(lie.replace(' ', '')));
    expect(await read(channel, trust, card.passwords.can)).toEqual(unreadable);
  });

  it('echoes the key that we sent it', async () => {
    const channel = lying(generalAuthenticate(83), (command) =>
      Uint8Array.from([0x7c, 0x43, 0x84, 0x41, ...command.slice(9, 9 + 65), 0x90, 0x00]),
    );
    expect(await read(channel, trust, card.passwords.can)).toEqual(unreadable);
  });

  it('gives EF.CardAccess without bytes, but is otherwise as it should be', async () => {
    expect(
      await read(
        lying(/^00b0/, () => fromHex('9000')),
        trust,
        card.passwords.can,
      ),
    ).toMatchObject({ ok: true });
  });
});

describe('files are refused that', () => {
  const invalid = { ok: false, code: 'CARD_DATA_INVALID' };

  it.each<[string, string, Uint8Array | undefined]>([
    ['claim to be larger than any may be', '011d', fromHex('7783020000')],
    ['claim four gigabytes', '0101', fromHex('6184ffffffff')],
    ['claim no length', '0101', fromHex('618000000000')],
    ['hold no EF.SOD', '011d', undefined],
    ['hold no DG1', '0101', undefined],
    ['are no EF.SOD', '011d', fromHex('770a30080606060606060606')],
  ])('%s', async (_, id, file) => {
    const channel = channelTo(chipOf(withFiles(card, { [id]: file })));
    expect(await read(channel, trust, card.passwords.can)).toEqual(invalid);
    expect(channel.sent.length).toBeLessThan(40);
  });

  it('end before their own length', async () => {
    const channel = channelTo(chipOf(withFiles(card, { '0101': fromHex('615b5f1f58414141') })));
    expect(await read(channel, trust, card.passwords.can)).toEqual(unreadable);
  });
});

it('proves nothing where DG15 holds no key', async () => {
  const keyless = withFiles(card, { '010f': fromHex('6f0430020500') });
  expect(await read(channelTo(chipOf(keyless)), trust, card.passwords.can)).toMatchObject({
    value: { proof: { passiveAuthentication: { hashes: 'mismatch' }, activeAuthentication: 'failed' } },
  });
});

it('proves nothing where the chip refuses to sign', async () => {
  const result = await read(channelTo(chipOf({ ...card, keys: {} })), trust, card.passwords.can);
  if (!result.ok) throw new Error(result.code);
  expect(documentReadSchema.parse(result.value)).toMatchObject({
    proof: { passiveAuthentication: { hashes: 'match' }, activeAuthentication: 'failed' },
    evidence: { activeAuthentication: { signature: '' } },
  });
});
