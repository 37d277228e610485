import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Exchange } from '../../drivers/emrtd/messaging/exchange.ts';
import { UnprotectedAnswer } from '../../drivers/emrtd/messaging/secure-messaging.ts';
import type { CardChannel } from '../../drivers/ports.ts';
import { repetitions } from '../support/repetitions.ts';
import { ChipSide, type CipherName, type Plain, ciphers, object, split, terminal } from './chip-side.ts';
import { fromHex, hex } from './kit.ts';

const names = Object.keys(ciphers) as CipherName[];

/** A chip that gives `answers` one after the other, and what it saw of the commands that were protected. */
function protectedChip(
  cipher: CipherName,
  answer: (command: Plain, raw: Uint8Array) => { data: Uint8Array; sw: number },
) {
  const side = new ChipSide(cipher);
  const sent: Uint8Array[] = [];
  const channel: CardChannel = {
    transmit(bytes) {
      sent.push(bytes);
      const command = side.open(bytes);
      return Promise.resolve(side.seal(answer(command, bytes), command.ins % 2 === 1));
    },
    close: () => Promise.resolve(),
  };
  return { channel, sent };
}

function protectedExchange(channel: CardChannel, cipher: CipherName = 'AES-128') {
  const exchange = new Exchange(channel);
  exchange.protect(terminal(cipher));
  return exchange;
}

/** What the reader does to a command before the chip's secure messaging sees it. */
function below(chip: CardChannel, meddle: (bytes: Uint8Array, count: number) => string | undefined) {
  const sent: Uint8Array[] = [];
  const channel: CardChannel = {
    transmit(bytes) {
      sent.push(bytes);
      const own = meddle(bytes, sent.length);
      return own === undefined ? chip.transmit(bytes) : Promise.resolve(fromHex(own));
    },
    close: () => Promise.resolve(),
  };
  return { channel, sent };
}

const read = { ins: 0xb0, p1: 0, p2: 0, le: 16 };
const success = { data: fromHex('0102'), sw: 0x9000 };

describe('a command and its answer cross the channel unharmed', () => {
  const commands = fc.record({
    ins: fc.constantFrom(0x22, 0x86, 0x88, 0xa4, 0xb0, 0xb1, 0xcb),
    p1: fc.nat(255),
    p2: fc.nat(255),
    data: fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.uint8Array({ minLength: 200, maxLength: 700 })),
    le: fc.option(fc.oneof(fc.integer({ min: 1, max: 256 }), fc.integer({ min: 257, max: 65_536 })), {
      nil: undefined,
    }),
  });
  const answers = fc.record({
    data: fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.uint8Array({ minLength: 201, maxLength: 3_000 })),
    sw: fc.constantFrom(0x9000, 0x6282, 0x6300, 0x63c2, 0x6982, 0x6a82),
  });

  it.each(names)('with %s', async (cipher) => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(commands, answers), { minLength: 1, maxLength: 4 }), async (dialogue) => {
        let at = 0;
        const seen: Plain[] = [];
        const { channel, sent } = protectedChip(cipher, (command) => {
          seen.push(command);
          return dialogue[at++]?.[1] ?? success;
        });
        const exchange = protectedExchange(channel, cipher);
        for (const [{ le, ...command }, answer] of dialogue)
          expect(await exchange.send({ ...command, ...(le !== undefined && { le }) })).toEqual(answer);
        expect(seen).toEqual(dialogue.map(([command]) => command));
        for (const [index, bytes] of sent.entries()) {
          const { head, le, extended } = split(bytes);
          expect(head[0]).toBe(0x0c);
          expect(le).toBe(extended ? 65_536 : 256);
          expect(extended || (dialogue[index]?.[0].le ?? 0) <= 256).toBe(true);
        }
      }),
      { numRuns: repetitions(20) },
    );
  });

  it('sends a command without data and Le with nothing but its MAC', async () => {
    const { channel, sent } = protectedChip('AES-128', () => success);
    await protectedExchange(channel).send({ ins: 0xa4, p1: 0, p2: 0x0c });
    expect(hex(sent[0] ?? new Uint8Array())).toMatch(/^0ca4000c0a8e08.{16}00$/);
  });

  it('marks an instruction that carries data objects', async () => {
    const { channel, sent } = protectedChip('AES-128', () => success);
    await protectedExchange(channel).send({ ins: 0xb1, p1: 0, p2: 0, data: fromHex('54028000'), le: 8 });
    expect(hex(sent[0] ?? new Uint8Array())).toMatch(/^0cb100001f8510.{32}9701088e08.{16}00$/);
  });
});

describe('the counter stands still while', () => {
  it.each<[string, string[], string[]]>([
    ['the right length is told by 6Cxx', ['6c20'], ['short 256', 'short 32']],
    ['the right length is told by 6C00', ['6c00'], ['short 256', 'short 256']],
  ])('%s', async (_, own, forms) => {
    const chip = protectedChip('AES-128', () => success);
    const { channel, sent } = below(chip.channel, (_, count) => own[count - 1]);
    const exchange = protectedExchange(channel);
    expect(await exchange.send(read)).toEqual(success);
    expect(sent.map((bytes) => `${split(bytes).extended ? 'extended' : 'short'} ${split(bytes).le ?? 'none'}`)).toEqual(
      forms,
    );
    expect(hex(split(sent[1] ?? read0).data)).toBe(hex(split(sent[0] ?? read0).data));
    expect(await exchange.send(read)).toEqual(success);
  });

  it.each(['6700', '6f00', '6d00', '6883'])(
    'an extended command is refused with %s and sent in short form',
    async (sw) => {
      const chip = protectedChip('AES-128', () => success);
      const { channel, sent } = below(chip.channel, (bytes) => (split(bytes).extended ? sw : undefined));
      const exchange = protectedExchange(channel);
      expect(await exchange.send({ ...read, le: 65_536 })).toEqual(success);
      expect(sent.map((bytes) => split(bytes).le)).toEqual([65_536, 256]);
      expect(hex(split(sent[1] ?? read0).data)).toBe(hex(split(sent[0] ?? read0).data));

      expect(await exchange.send({ ...read, le: 65_536 })).toEqual(success);
      expect(split(sent[2] ?? read0)).toMatchObject({ extended: false, le: 256 });
    },
  );

  it('the rest of an answer is fetched, in the clear', async () => {
    const signature = Uint8Array.from({ length: 600 }, (_, at) => at & 0xff);
    const chip = protectedChip('AES-128', () => ({ data: signature, sw: 0x9000 }));
    let rest = new Uint8Array();
    const sent: string[] = [];
    const exchange = protectedExchange({
      async transmit(bytes) {
        const get = hex(bytes).startsWith('00c00000');
        sent.push(get ? hex(bytes) : 'command');
        const whole = get ? rest : await chip.channel.transmit(bytes);
        rest = Uint8Array.from(whole.subarray(200));
        if (whole.length <= 200) return whole;
        return Buffer.concat([whole.subarray(0, 200), Uint8Array.of(0x61, Math.min(rest.length - 2, 200))]);
      },
      close: () => Promise.resolve(),
    });
    for (let time = 0; time < 2; time++)
      expect(await exchange.send({ ins: 0x88, p1: 0, p2: 0, data: fromHex('0123456789abcdef'), le: 256 })).toEqual({
        data: signature,
        sw: 0x9000,
      });
    // 87 82 0261 01, 608 bytes, 14 bytes: 627.
    expect(sent).toEqual([
      'command',
      '00c00000c8',
      '00c00000c8',
      '00c000001b',
      'command',
      '00c00000c8',
      '00c00000c8',
      '00c000001b',
    ]);
  });
});

const read0 = new Uint8Array();

describe('the counter goes on where', () => {
  it('a length is refused within the channel', async () => {
    const asked: (number | undefined)[] = [];
    const { channel } = protectedChip('AES-128', ({ le }) => {
      asked.push(le);
      if (le === 65_536) return { data: new Uint8Array(), sw: 0x6700 };
      return le === 256 ? { data: new Uint8Array(), sw: 0x6c80 } : success;
    });
    const exchange = protectedExchange(channel);
    expect(await exchange.send({ ...read, le: 65_536 })).toEqual({ data: new Uint8Array(), sw: 0x6c80 });
    expect(await exchange.send({ ...read, le: 256 })).toEqual(success);
    expect(asked).toEqual([65_536, 256, 256, 128]);
  });

  it('the chip reports an error', async () => {
    const { channel } = protectedChip('3DES', ({ p1 }) =>
      p1 === 1 ? { data: new Uint8Array(), sw: 0x6a82 } : success,
    );
    const exchange = protectedExchange(channel, '3DES');
    expect(await exchange.send({ ...read, p1: 1 })).toEqual({ data: new Uint8Array(), sw: 0x6a82 });
    expect(await exchange.send(read)).toEqual(success);
  });
});

describe('an answer is refused that', () => {
  const { channel: honest } = protectedChip('AES-128', () => success);
  const spoilt = (spoil: (answer: Uint8Array) => Uint8Array, chip: CardChannel = honest) =>
    protectedExchange({
      transmit: async (bytes) => spoil(await chip.transmit(bytes)),
      close: () => Promise.resolve(),
    });
  const chip = () => protectedChip('AES-128', () => success).channel;
  const unreadable = { code: 'CARD_UNREADABLE' };

  it.each(['6982', '6987', '6988', '9000', '6a82'])('is %s outside the channel, and is told apart', async (sw) => {
    const error: unknown = await spoilt(() => fromHex(sw), chip())
      .send(read)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UnprotectedAnswer);
    expect(error).toMatchObject(unreadable);
  });

  it('differs in any one byte', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.integer({ min: 1, max: 255 }), async (place, change) => {
        const exchange = spoilt((answer) => {
          const changed = Uint8Array.from(answer);
          const at = place % changed.length;
          changed[at] = (changed[at] ?? 0) ^ change;
          // 61xx asks for more, which is not there.
          return changed.at(-2) === 0x61 ? fromHex('6700') : changed;
        }, chip());
        await expect(exchange.send(read)).rejects.toMatchObject(unreadable);
      }),
      { numRuns: repetitions(100) },
    );
  });

  it('was given before', async () => {
    let first: Uint8Array | undefined;
    const exchange = spoilt((answer) => (first ??= answer), chip());
    await exchange.send(read);
    await expect(exchange.send(read)).rejects.toMatchObject(unreadable);
  });

  it.each<[string, (answer: Uint8Array) => Uint8Array]>([
    ['has no status inside', (answer) => Buffer.concat([answer.subarray(0, 19), answer.subarray(23)])],
    ['has no MAC', (answer) => Buffer.concat([answer.subarray(0, 23), answer.subarray(-2)])],
    [
      'has half a MAC',
      (answer) => Buffer.concat([answer.subarray(0, 23), object(0x8e, answer.subarray(25, 29)), answer.subarray(-2)]),
    ],
    ['has an object too many', (answer) => Buffer.concat([fromHex('9900'), answer])],
    ['is no data object', () => fromHex('ffffff9000')],
    ['has another status outside', (answer) => Buffer.concat([answer.subarray(0, -2), fromHex('6282')])],
  ])('%s', async (_, spoil) => {
    await expect(spoilt(spoil, chip()).send(read)).rejects.toMatchObject(unreadable);
  });
});

describe('work while waiting', () => {
  it('is done once, when the next command is out and before its answer', async () => {
    const order: string[] = [];
    const exchange = new Exchange({
      transmit: async () => {
        order.push('sent');
        await Promise.resolve();
        order.push('answered');
        return fromHex('9000');
      },
      close: () => Promise.resolve(),
    });
    exchange.whileWaiting(() => order.push('one'));
    exchange.whileWaiting(() => order.push('two'));
    expect(order).toEqual([]);
    await exchange.send(read);
    await exchange.send(read);
    expect(order).toEqual(['sent', 'one', 'two', 'answered', 'sent', 'answered']);
  });

  it('fails the command that it failed in', async () => {
    const exchange = new Exchange({
      transmit: () => Promise.reject(new Error('lost')),
      close: () => Promise.resolve(),
    });
    exchange.whileWaiting(() => {
      throw new RangeError('no such point');
    });
    await expect(exchange.send(read)).rejects.toThrow(/no such point|lost/);
  });
});
