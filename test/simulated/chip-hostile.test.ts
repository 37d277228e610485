import { hexToBytes } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Command } from '../../drivers/emrtd/codec/apdu.ts';
import { pad, tripleDes } from '../../drivers/emrtd/messaging/cipher.ts';
import type { Hostility } from '../../drivers/simulated/cards/card.ts';
import { createChip } from '../../drivers/simulated/chip/chip.ts';
import { slowChannel } from '../../drivers/simulated/chip/slow-channel.ts';
import { repetitions } from '../support/repetitions.ts';
import {
  appendixD,
  ask,
  drawing,
  emptyCard,
  exchange,
  hex,
  opened,
  protect,
  unprotect,
  application,
  readBinary,
  bySfi,
  withLong,
} from './chip-kit.ts';

describe('a hostile chip', () => {
  const hostile = (hostility: Hostility) => opened(withLong, { hostile: hostility });

  it('never comes to the end of a file', () => {
    const { chip, session } = hostile('length-bomb');
    expect(hex(exchange(chip, session, bySfi(0x1e, 8)).data)).toBe('60847fffffff0000');
    expect(exchange(chip, session, readBinary(0x7fff, 100))).toEqual({ data: new Uint8Array(100), sw: 0x9000 });
  });

  it('has more in each file than its issuer put there', () => {
    const { chip, session } = hostile('bloated-files');
    expect(hex(exchange(chip, session, bySfi(0x1e, 6)).data)).toBe('608301ff0000');
    const odd: Command = { ins: 0xb1, p1: 0, p2: 0, data: hexToBytes('540301ff04'), le: 3 };
    expect(hex(exchange(chip, session, odd).data)).toBe('530100');
  });

  it('gives nothing, or too much', () => {
    const silent = hostile('empty-reads');
    expect(exchange(silent.chip, silent.session, bySfi(0x1e, 4))).toEqual({ data: new Uint8Array(), sw: 0x9000 });
    const generous = hostile('overlong-answers');
    expect(exchange(generous.chip, generous.session, bySfi(0x1e, 4)).data).toHaveLength(20);
  });

  it('always has another part', () => {
    const { chip, session } = hostile('endless-61xx');
    expect(hex(chip.process(protect(session, bySfi(0x1e, 4))))).toMatch(/6110$/);
    for (let part = 0; part < 3; part++) expect(ask(chip, '00c0000010')).toBe(`${'00'.repeat(16)}6110`);
  });

  it.each<[Hostility, RegExp]>([
    ['wrong-mac', /^8709.*9000$/],
    ['unprotected-answer', /^60145f019000$/],
    ['replayed-answer', /^8709.*9000$/],
    ['other-status-outside', /^8709.*6a82$/],
  ])('spoils the third answer (%s)', (hostility, form) => {
    const { chip, session } = hostile(hostility);
    for (let answer = 1; answer <= 2; answer++) expect(exchange(chip, session, bySfi(0x1e, 4)).sw).toBe(0x9000);
    const third = chip.process(protect(session, bySfi(0x1e, 4)));
    expect(hex(third)).toMatch(form);
    expect(() => unprotect(session, third)).toThrow();
    expect(exchange(chip, session, bySfi(0x1e, 4)).sw).toBe(0x9000);
  });

  describe('lies in BAC', () => {
    const answerOf = (hostility: Hostility) => {
      const chip = createChip(
        { ...appendixD, conduct: { hostile: hostility } },
        { random: drawing('4608f91988702212', '0b4f80323eb3191cb04970cb4052790b', 'ffffffffffffffff') },
      );
      ask(chip, application);
      ask(chip, '0084000008');
      const proof = '72c29c2371cc9bdb65b779b8e8d37b29ecc154aa56a8799fae2f498f76ed92f25f1448eea8ad90a7';
      return ask(chip, `0082000028${proof}28`);
    };

    it('with a wrong MAC', () => {
      const honest = '46b9342a41396cd7386bf5803104d7cedc122b9132139baf2eedc94ee178534f2f2d235d074d74499000';
      expect(answerOf('bac-wrong-mac')).toBe(honest.replace('2f2d235d074d7449', '2e2d235d074d7449'));
    });

    it('with a good MAC over another nonce', () => {
      const answer = hexToBytes(answerOf('bac-other-nonce'));
      const [cryptogram, code] = [answer.subarray(0, 32), answer.subarray(32, 40)];
      const plain = tripleDes.decrypt(hexToBytes('ab94fdecf2674fdfb9b391f85d7f76f2'), cryptogram);
      expect(hex(plain)).toBe('4608f91988702212ffffffffffffffff0b4f80323eb3191cb04970cb4052790b');
      const mac = tripleDes.mac(hexToBytes('7962d9ece03d1acd4c76089dce131543'), pad(cryptogram, 8));
      expect(hex(code)).toBe(hex(mac));
    });
  });
});

describe('time', () => {
  it('passes with each exchange and each byte of it', async () => {
    const waits: number[] = [];
    const channel = slowChannel(
      createChip(appendixD, { random: drawing() }),
      { perApduMs: 10, kbitPerSecond: 424 },
      (milliseconds) => {
        waits.push(milliseconds);
        return Promise.resolve();
      },
    );
    expect(hex(await channel.transmit(hexToBytes(application)))).toBe('9000');
    expect(waits).toHaveLength(1);
    expect(waits[0]).toBeCloseTo(10 + (14 * 8) / 424, 9);
  });

  it('that the chip computes is counted', () => {
    let now = 0;
    const chip = createChip(appendixD, { random: drawing(), monotonic: () => (now += 5) });
    ask(chip, application);
    ask(chip, application);
    expect(chip.statistics.busyMs).toBe(10);
  });
});

it('knows nothing where it is no identity document', () => {
  expect(ask(createChip(emptyCard, { random: drawing() }), application)).toBe('6a82');
});

it('has an answer to everything', () => {
  const bytes = (...values: number[]) => fc.oneof(fc.constantFrom(...values), fc.nat(255));
  const { chip } = opened(withLong);
  const command = fc
    .tuple(
      bytes(0x00, 0x0c, 0x10),
      bytes(0x22, 0x82, 0x84, 0x86, 0x88, 0xa4, 0xb0, 0xb1, 0xc0),
      bytes(0x00, 0x02, 0x04, 0x41, 0x9e, 0xc1),
      bytes(0x00, 0x0c, 0xa4, 0xa6),
      fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.constant(hexToBytes('800a04007f00070202040202830101'))),
    )
    .map(([cla, ins, p1, p2, data]) => Uint8Array.of(cla, ins, p1, p2, ...data));
  fc.assert(
    fc.property(command, (sent) => {
      expect(chip.process(sent).length).toBeGreaterThanOrEqual(2);
    }),
    { numRuns: repetitions(2_000) },
  );
});
