import { hexToBytes } from '@noble/hashes/utils.js';
import { describe, expect, it } from 'vitest';
import type { Command } from '../../drivers/emrtd/codec/apdu.ts';
import { encodeTlv, parseTlv } from '../../drivers/emrtd/codec/tlv.ts';
import type { Card, Conduct } from '../../drivers/simulated/cards/card.ts';
import { createChip } from '../../drivers/simulated/chip/chip.ts';
import {
  appendixD,
  ask,
  base64,
  com,
  drawing,
  exchange,
  hex,
  opened,
  protect,
  unprotect,
  application,
  readBinary,
  bySfi,
  long,
  withLong,
} from './chip-kit.ts';

describe('files', () => {
  const card: Card = {
    ...appendixD,
    masterFile: { '011c': base64(hexToBytes('3100')), '011d': base64(hexToBytes('3000')) },
  };
  const chipOf = (conduct: Conduct = {}) => createChip({ ...card, conduct }, { random: drawing() });

  it('are shut before access, but for EF.CardAccess', () => {
    const chip = chipOf();
    expect(ask(chip, '00b09c0002')).toBe('31009000');
    expect(ask(chip, '00a4020c02011c')).toBe('9000');
    expect(ask(chip, '00b0000002')).toBe('31009000');
    expect(ask(chip, '00a4020c02011d')).toBe('6982');
    expect(ask(chip, '00b09d0002')).toBe('6982');
    expect(ask(chip, application)).toBe('9000');
    expect(ask(chip, '00b0000002')).toBe('6982');
    expect(ask(chip, '00a4020c02011e')).toBe('6982');
    expect(ask(chip, '00b09e0002')).toBe('6982');
  });

  it('of the master file are none of the application', () => {
    const { chip, session } = opened(card);
    expect(exchange(chip, session, { ins: 0xa4, p1: 2, p2: 0x0c, data: hexToBytes('011c') }).sw).toBe(0x6a82);
    expect(exchange(chip, session, bySfi(0x1d, 2)).sw).toBe(0x6a82);
    expect(exchange(chip, session, { ins: 0xa4, p1: 0, p2: 0x0c }).sw).toBe(0x9000);
    expect(hex(exchange(chip, session, bySfi(0x1d, 2)).data)).toBe('3000');
    expect(exchange(chip, session, bySfi(0x1e, 2)).sw).toBe(0x6a82);
  });

  it('are refused as the card has it', () => {
    const chip = chipOf({
      refusesMasterFile: '6d00',
      refusesFiles: { masterFile: { '011c': '6985' }, application: { '0103': '6982' } },
    });
    expect(ask(chip, '00a4000c023f00')).toBe('6d00');
    expect(ask(chip, '00a4020c02011c')).toBe('6985');
    const { chip: open, session } = opened(appendixD, { refusesFiles: { application: { '0103': '6982' } } });
    expect(exchange(open, session, { ins: 0xa4, p1: 2, p2: 0x0c, data: hexToBytes('0103') }).sw).toBe(0x6982);
    expect(exchange(open, session, bySfi(3, 2)).sw).toBe(0x6982);
    expect(exchange(open, session, bySfi(4, 2)).sw).toBe(0x6a82);
  });

  it('need a SELECT where the chip knows no short identifiers', () => {
    expect(ask(chipOf({ shortFileIdentifiers: false }), '00b09c0002')).toBe('6a86');
  });
});

describe('a long file', () => {
  it('is read beyond 32,767 with the odd instruction', () => {
    const { chip, session } = opened(withLong);
    expect(exchange(chip, session, bySfi(2, 4)).sw).toBe(0x9000);
    const odd = (offset: string, le: number): Command => ({
      ins: 0xb1,
      p1: 0,
      p2: 0,
      data: encodeTlv(0x54, hexToBytes(offset)),
      le,
    });
    expect(hex(exchange(chip, session, odd('8000', 6)).data)).toBe('530440004001');
    expect(hex(exchange(chip, session, odd('009c3e', 6)).data)).toBe('53024e1f');
    expect(exchange(chip, session, odd('9c40', 6)).sw).toBe(0x6b00);
    const { data } = exchange(chip, session, { ...odd('9000', 1_000), p2: 2 }, 65_536);
    expect(hex(parseTlv(data, 0x53).value)).toBe(hex(long.subarray(0x9000, 0x9000 + 996)));
  });

  it('comes whole in extended length', () => {
    const { chip, session } = opened(withLong);
    const answer = chip.process(protect(session, bySfi(2, 65_536), 65_536));
    expect(answer.length).toBeGreaterThan(40_000);
    expect(unprotect(session, answer)).toEqual({ data: long, sw: 0x6282 });
  });

  it('comes in parts that are not counted where the command is short', () => {
    const { chip, session } = opened(withLong);
    const first = chip.process(protect(session, bySfi(2, 600)));
    expect([first.length, hex(first.subarray(-2))]).toEqual([258, '6100']);
    const second = chip.process(hexToBytes('00c0000000'));
    expect([second.length, hex(second.subarray(-2))]).toEqual([258, '6173']);
    const third = chip.process(hexToBytes('00c0000073'));
    expect(third.length).toBe(0x75);
    const whole = Buffer.concat([first.subarray(0, -2), second.subarray(0, -2), third]);
    expect(unprotect(session, whole)).toEqual({ data: long.subarray(0, 600), sw: 0x9000 });
    expect(exchange(chip, session, readBinary(0, 2)).sw).toBe(0x9000);
    expect(ask(chip, '00c0000000')).toBe('6985');
  });

  it('comes in short form alone where the chip knows no other', () => {
    const { chip, session } = opened(withLong, { extendedLength: false });
    const before = session.counter;
    expect(hex(chip.process(protect(session, bySfi(2, 1_000), 65_536)))).toBe('6700');
    session.counter = before;
    expect(exchange(chip, session, bySfi(2, 100)).data).toEqual(long.subarray(0, 100));
  });
});

describe('an answer beyond the longest', () => {
  const answers = (beyond: NonNullable<Conduct['maximumAnswer']>['beyond'], le: number, bytes = 200) => {
    const { chip, session } = opened(withLong, { maximumAnswer: { bytes, beyond } });
    return { chip, session, answer: chip.process(protect(session, bySfi(2, le), le > 256 ? 65_536 : 256)) };
  };

  // 200 bytes hold 22 whole blocks of three objects; the last block is never full.
  it('is refused', () => {
    const { session, answer } = answers('6700', 184);
    expect(unprotect(session, answer)).toMatchObject({ sw: 0x6700 });
    const fitting = answers('6700', 175);
    expect(fitting.answer.length).toBeLessThanOrEqual(202);
    expect(unprotect(fitting.session, fitting.answer).data).toHaveLength(175);
  });

  it('is shortened in silence', () => {
    const { session, answer } = answers('truncated', 256);
    expect(answer.length).toBeLessThanOrEqual(202);
    expect(unprotect(session, answer)).toEqual({ data: long.subarray(0, 175), sw: 0x9000 });
  });

  it('is sent back with the length that fits', () => {
    const { session, answer } = answers('6cxx', 256);
    expect(unprotect(session, answer)).toMatchObject({ sw: 0x6caf });
  });

  it('goes out in parts of that length', () => {
    const { chip, session, answer } = answers('61xx', 300);
    expect([answer.length, hex(answer.subarray(-2))]).toEqual([202, '617b']);
    const rest = chip.process(hexToBytes('00c000007b'));
    expect(unprotect(session, Buffer.concat([answer.subarray(0, -2), rest])).data).toEqual(long.subarray(0, 300));
  });
});

it.each<[NonNullable<Conduct['endOfFile']>, number, number]>([
  ['6282', 0x6282, 18],
  ['9000', 0x9000, 18],
  ['6cxx', 0x6c12, 0],
  ['6b00', 0x6b00, 0],
])('ends a file with %s', (endOfFile, sw, bytes) => {
  const { chip, session } = opened(appendixD, { endOfFile });
  exchange(chip, session, bySfi(0x1e, 4));
  const answer = exchange(chip, session, readBinary(4, 40));
  expect(answer.sw).toBe(sw);
  expect(hex(answer.data)).toBe(hex(com.subarray(4, 4 + bytes)));
});

describe('a session', () => {
  const select: Command = { ins: 0xa4, p1: 2, p2: 0x0c, data: hexToBytes('011e') };

  it('ends with an unprotected command', () => {
    const { chip, session } = opened();
    expect(ask(chip, '00b09e0002')).toBe('6982');
    expect(hex(chip.process(protect(session, select)))).toBe('6988');
  });

  it.each([
    ['a wrong MAC', (command: Uint8Array) => command.with(-3, (command.at(-3) ?? 0) ^ 1)],
    ['a changed header', (command: Uint8Array) => command.with(3, 0x00)],
  ])('ends with %s', (_, spoil) => {
    const { chip, session } = opened();
    expect(hex(chip.process(spoil(protect(session, select))))).toBe('6988');
    expect(hex(chip.process(protect(session, select)))).toBe('6988');
  });

  it('ends with a command sent twice', () => {
    const { chip, session } = opened();
    const command = protect(session, select);
    expect(unprotect(session, chip.process(command)).sw).toBe(0x9000);
    expect(hex(chip.process(command))).toBe('6988');
  });

  it('ends with a reset', () => {
    const { chip, session } = opened();
    chip.reset();
    expect(hex(chip.process(protect(session, select)))).toBe('6988');
  });
});
