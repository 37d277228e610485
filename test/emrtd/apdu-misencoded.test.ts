import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Command,
  decodeCommand,
  decodeResponse,
  encodeCommand,
  encodeResponse,
} from '../../drivers/emrtd/codec/apdu.ts';
import { repetitions } from '../support/repetitions.ts';
import { fromHex, hex } from './kit.ts';

const aa = (bytes: number) => new Uint8Array(bytes).fill(0xaa);
const header = { cla: 0x0c, ins: 0xb0, p1: 0x12, p2: 0x34 };

describe('commands have the form of ISO 7816-4 §5.1', () => {
  it.each<[string, Partial<Command>, string]>([
    ['1', {}, ''],
    ['2 short', { le: 1 }, '01'],
    ['2 short, all', { le: 256 }, '00'],
    ['2 extended', { le: 257 }, '000101'],
    ['2 extended, all', { le: 65_536 }, '000000'],
    ['3 short', { data: aa(2) }, '02aaaa'],
    ['3 extended', { data: aa(256) }, `000100${'aa'.repeat(256)}`],
    ['4 short', { data: aa(255), le: 256 }, `ff${'aa'.repeat(255)}00`],
    ['4 extended for its data', { data: aa(256), le: 2 }, `000100${'aa'.repeat(256)}0002`],
    ['4 extended for its answer', { data: aa(1), le: 65_536 }, '000001aa0000'],
  ])('case %s', (_, rest, encoded) => {
    const bytes = fromHex(`0cb01234${encoded}`);
    expect(hex(encodeCommand({ ...header, ...rest }))).toBe(hex(bytes));
    expect(decodeCommand(bytes)).toEqual({ ...header, ...rest });
  });

  it('and come back as they were', () => {
    const commands = fc.record(
      {
        cla: fc.nat(255),
        ins: fc.nat(255),
        p1: fc.nat(255),
        p2: fc.nat(255),
        data: fc.uint8Array({ minLength: 1, maxLength: 600 }),
        le: fc.integer({ min: 1, max: 65_536 }),
      },
      { requiredKeys: ['cla', 'ins', 'p1', 'p2'] },
    );
    fc.assert(
      fc.property(commands, (command) => {
        expect(decodeCommand(encodeCommand(command))).toEqual(command);
      }),
      { numRuns: repetitions(500) },
    );
  });
});

describe('a command is no command', () => {
  it.each(
    [
      '',
      '00',
      '00a404',
      '00a4040c05a0',
      '00a4040c0100ff00',
      '00a4040c00',
      '00a4040c000000ff',
      '00a4040c000002aa',
    ].filter((encoded) => encoded !== '00a4040c00'),
  )('%j', (encoded) => {
    expect(decodeCommand(fromHex(encoded))).toBeUndefined();
  });

  it('or one that says the same again', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20 }), (bytes) => {
        const command = decodeCommand(bytes);
        if (command === undefined) return;
        // Extended lengths that a short form would have held come back shorter.
        expect(decodeCommand(encodeCommand(command))).toEqual(command);
      }),
      { numRuns: repetitions(1_000) },
    );
  });
});

describe('responses', () => {
  it('end with their status word', () => {
    expect(decodeResponse(fromHex('0102036282'))).toEqual({ data: fromHex('010203'), sw: 0x6282 });
    expect(hex(encodeResponse({ data: fromHex('0a'), sw: 0x9000 }))).toBe('0a9000');
  });

  it.each(['', '90'])('%j has none', (encoded) => {
    expect(() => decodeResponse(fromHex(encoded))).toThrow(
      expect.objectContaining({ code: 'CARD_UNREADABLE' }) as Error,
    );
  });
});
