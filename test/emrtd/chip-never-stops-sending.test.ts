import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chipLimits } from '../../src/contract/chip.ts';
import { ChipError } from '../../drivers/emrtd/chip-error.ts';
import { elementaryFile } from '../../drivers/emrtd/codec/files.ts';
import { Exchange } from '../../drivers/emrtd/messaging/exchange.ts';
import { readFile } from '../../drivers/emrtd/messaging/read-file.ts';
import type { CardChannel } from '../../drivers/ports.ts';
import { repetitions } from '../support/repetitions.ts';
import { terminal } from './chip-side.ts';
import { fileChip, fileOf } from './file-chip.ts';
import { fromHex, hex } from './kit.ts';

/** A chip without memory or morals. */
function answering(answer: (command: string, count: number) => Uint8Array | string): CardChannel & { sent: number } {
  const channel = {
    sent: 0,
    transmit(command: Uint8Array) {
      const bytes = answer(hex(command), ++channel.sent);
      return Promise.resolve(typeof bytes === 'string' ? fromHex(bytes) : bytes);
    },
    close: () => Promise.resolve(),
  };
  return channel;
}

const challenge = { ins: 0x84, p1: 0, p2: 0, le: 8 };
const unreadable = expect.objectContaining({ code: 'CARD_UNREADABLE' }) as Error;
const block = (length: number, sw: number) =>
  Buffer.concat([new Uint8Array(length).fill(0x41), fromHex(sw.toString(16))]);

describe('an answer', () => {
  it('that goes on for ever is cut at the longest that can be asked for', async () => {
    const channel = answering(() => block(256, 0x6100));
    await expect(new Exchange(channel).send(challenge)).rejects.toThrow(unreadable);
    expect(channel.sent).toBe(257);
  });

  it('that goes on byte by byte ends with the commands that a reading may take', async () => {
    const channel = answering(() => block(1, 0x61ff));
    await expect(new Exchange(channel).send(challenge)).rejects.toThrow(unreadable);
    expect(channel.sent).toBe(chipLimits.apdus);
  });

  it('that promises bytes and gives none is refused', async () => {
    const channel = answering(() => '6110');
    await expect(new Exchange(channel).send(challenge)).rejects.toThrow(unreadable);
    expect(channel.sent).toBe(2);
  });

  it('that names another right length each time is asked for twice', async () => {
    const channel = answering((_, count) => `6c0${count}`);
    expect(await new Exchange(channel).send(challenge)).toMatchObject({ sw: 0x6c02 });
    expect(channel.sent).toBe(2);
  });

  it('that calls every length wrong is asked for twice', async () => {
    const channel = answering(() => '6700');
    expect(await new Exchange(channel).send({ ...challenge, le: 65_536 })).toMatchObject({ sw: 0x6700 });
    expect(channel.sent).toBe(2);
  });
});

it('stops a chip that answers for longer than all documents together', async () => {
  const exchange = new Exchange(answering(() => block(60_000, 0x9000)));
  const reading = async () => {
    for (;;) await exchange.send({ ...challenge, le: 65_536 });
  };
  await expect(reading()).rejects.toThrow(unreadable);
  expect(exchange.statistics.bytesIn).toBeLessThan(chipLimits.total + 60_002);
  expect(exchange.statistics).toMatchObject({ apdus: 9, bytesOut: 9 * 7 });
});

describe('with a clock', () => {
  it('a reading ends in time, though each answer came in time', async () => {
    let now = 5_000;
    const exchange = new Exchange(
      answering(() => ((now += 9_000), '9000')),
      { monotonic: () => now },
    );
    const reading = async () => {
      for (;;) await exchange.send(challenge);
    };
    await expect(reading()).rejects.toThrow(unreadable);
    expect(exchange.statistics.apdus).toBe(7);
  });

  it('one answer too late ends the reading', async () => {
    let now = 0;
    const exchange = new Exchange(
      answering(() => ((now += chipLimits.apduMs + 1), '9000')),
      { monotonic: () => now },
    );
    await expect(exchange.send(challenge)).rejects.toThrow(unreadable);
  });
});

describe('a file', () => {
  const read = (answer: (command: string, count: number) => Uint8Array | string) => {
    const channel = answering(answer);
    return { channel, content: readFile(new Exchange(channel), elementaryFile.cardAccess) };
  };

  it.each([
    ['gives no bytes where there are some', '9000'],
    ['gives more bytes than it was asked for', block(257, 0x9000)],
    ['gives bytes together with an error', block(20, 0x6982)],
    ['warns of the end and gives nothing', '6282'],
  ])('of a chip that %s is refused', async (_, lie) => {
    const start = fileOf(600, 0x31).subarray(0, 256);
    const { content } = read((command) => (command === '00b09c0000' ? Buffer.concat([start, fromHex('9000')]) : lie));
    await expect(content).rejects.toThrow(unreadable);
  });

  it('longer than any may be is not read on', async () => {
    for (const header of ['31830200009000', '3184ffffffff9000', '318005009000']) {
      const { channel, content } = read(() => header);
      await expect(content).rejects.toMatchObject({ code: 'CARD_DATA_INVALID' });
      expect(channel.sent).toBe(1);
    }
  });

  it('as long as a file may be is read, and one byte more is not', async () => {
    const reading = (size: number) => {
      const exchange = new Exchange(fileChip({ 0x0102: fileOf(size) }, { cipher: 'AES-128' }));
      exchange.protect(terminal('AES-128'));
      return readFile(exchange, elementaryFile.dataGroup(2));
    };
    expect(await reading(chipLimits.file)).toHaveLength(chipLimits.file);
    await expect(reading(chipLimits.file + 1)).rejects.toMatchObject({ code: 'CARD_DATA_INVALID' });
  });

  it('given byte by byte comes whole', async () => {
    const file = fileOf(300, 0x31);
    const { channel, content } = read((command) => {
      const offset = command.startsWith('00b09c') ? 0 : parseInt(command.slice(4, 8), 16);
      return Buffer.concat([file.subarray(offset, offset + 1), fromHex('9000')]);
    });
    expect(await content).toEqual(Uint8Array.from(file));
    expect(channel.sent).toBe(300);
  });

  it('of a chip that answers anything at all ends, or is refused', async () => {
    const answer = fc.oneof(
      fc.constantFrom('9000', '6282', '6700', '6b00', '6a82', '6100', '6c10', '6982', '3181ff9000', '31029000'),
      fc
        .tuple(fc.uint8Array({ maxLength: 300 }), fc.constantFrom(0x9000, 0x9000, 0x6282, 0x6100))
        .map(([data, sw]) => Buffer.concat([data, fromHex(sw.toString(16))])),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(answer, { minLength: 1, maxLength: 6 }), async (answers) => {
        const { channel, content } = read((_, count) => answers[count % answers.length] ?? '');
        const outcome: unknown = await content.catch((error: unknown) => error);
        expect(outcome === undefined || outcome instanceof Uint8Array || outcome instanceof ChipError).toBe(true);
        expect(channel.sent).toBeLessThanOrEqual(chipLimits.apdus);
      }),
      { numRuns: repetitions(200) },
    );
  });

  it('whose last bytes come with a warning comes whole', async () => {
    const file = fileOf(40, 0x31);
    const { channel, content } = read(() => Buffer.concat([file, fromHex('6282')]));
    expect(await content).toEqual(Uint8Array.from(file));
    expect(channel.sent).toBe(1);
  });

  it('followed by more than itself ends where it says', async () => {
    const file = fileOf(40, 0x31);
    const { content } = read(() => Buffer.concat([file, new Uint8Array(100), fromHex('9000')]));
    expect(await content).toEqual(Uint8Array.from(file));
  });
});
