import { describe, expect, it } from 'vitest';
import { elementaryFile } from '../../drivers/emrtd/codec/files.ts';
import { Exchange } from '../../drivers/emrtd/messaging/exchange.ts';
import { readFile } from '../../drivers/emrtd/messaging/read-file.ts';
import { ReadLengths } from '../../drivers/emrtd/messaging/read-lengths.ts';
import { CardLost } from '../../drivers/ports.ts';
import { type CipherName, ciphers, terminal } from './chip-side.ts';
import { type FileChip, type Quirks, fileChip, fileOf } from './file-chip.ts';

const face = fileOf(20_480);
const files = {
  0x011e: fileOf(30, 0x60),
  0x011d: fileOf(2_100, 0x77),
  0x0101: fileOf(93, 0x61),
  0x0102: face,
};
const order = [elementaryFile.com, elementaryFile.sod, elementaryFile.dataGroup(1), elementaryFile.dataGroup(2)];

/** One reading of all files; each comes as it is, whatever the chip takes. */
async function readAll(quirks: Quirks, lengths = new ReadLengths()): Promise<FileChip> {
  const { cipher = 'AES-128' } = quirks;
  const chip = fileChip(files, { cipher, ...quirks });
  const exchange = new Exchange(chip, { lengths });
  exchange.protect(terminal(cipher));
  for (const file of order) {
    const content = await readFile(exchange, file);
    expect(Buffer.from(content ?? []).equals(files[file.id as keyof typeof files])).toBe(true);
  }
  return chip;
}

/** Bytes that were read a second time. */
function readTwice({ reads }: FileChip): number {
  let end = 0;
  let twice = 0;
  for (const [offset, bytes] of reads) {
    if (offset > 0) twice += Math.max(0, end - offset);
    end = offset + bytes;
  }
  return twice;
}

const leastReads = (length: number) =>
  Object.values(files).reduce((sum, file) => sum + Math.ceil(file.length / length), 0);

describe('as much as a short answer holds is asked for at first', () => {
  it.each<[CipherName, number]>([
    ['AES-128', 223],
    ['AES-192', 223],
    ['AES-256', 223],
    ['3DES', 231],
  ])('%s: %i bytes', async (cipher, bytes) => {
    const { reads } = await readAll({ cipher });
    expect(reads[1]).toEqual([0, bytes]);
  });

  it.each(Object.keys(ciphers) as CipherName[])('%s: whose answers fill what they may', (cipher) => {
    const secure = terminal(cipher);
    const block = cipher === '3DES' ? 8 : 16;
    // 87, length, 01, cryptogram, then 99 and 8E with fourteen bytes.
    const answerBytes = (data: number) => {
      const value = 1 + (Math.floor(data / block) + 1) * block;
      return 1 + (value < 0x80 ? 1 : value < 0x100 ? 2 : 3) + value + 14;
    };
    for (const limit of [100, 144, 145, 146, 160, 250, 256, 270, 274, 280, 512, 1_024, 4_096, 32_768, 65_535]) {
      expect(answerBytes(secure.dataWithin(limit))).toBeLessThanOrEqual(limit);
      expect(answerBytes(secure.dataWithin(limit) + block)).toBeGreaterThan(limit - 1);
    }
  });
});

describe('a card that', () => {
  it('refuses extended commands is asked for one only, once', async () => {
    const lengths = new ReadLengths();
    const cold = await readAll({ extended: false, kind: 'reader, card' }, lengths);
    expect(cold.sent.filter((bytes) => bytes[4] === 0)).toHaveLength(1);
    expect(readTwice(cold)).toBe(0);
    const warm = await readAll({ extended: false, kind: 'reader, card' }, lengths);
    expect(warm.sent.filter((bytes) => bytes[4] === 0)).toEqual([]);
    expect(warm.sent).toHaveLength(leastReads(223));
  });

  it.each<[string, Quirks, number]>([
    ['gives 1,000 bytes at most', { most: 1_000 }, 1_000],
    ['gives 300 bytes at most', { most: 300 }, 300],
    ['gives 100 bytes at most', { most: 100 }, 100],
    ['refuses more than 1,462 with 6700', { most: 1_462, beyond: 0x6700 }, 1_462],
    ['refuses more than 4,000 with 6B00', { most: 4_000, beyond: 0x6b00 }, 4_000],
    ['refuses more than 239 with 6C00', { most: 239, beyond: 0x6c00 }, 223],
    ['refuses more than 700 with 6282', { most: 700, beyond: 0x6282 }, 700],
    ['gives whatever is asked for', {}, 20_480],
  ])('%s is read by nearly the least commands', async (_, quirks, length) => {
    const lengths = new ReadLengths();
    const kind = 'reader, card';
    const cold = await readAll({ ...quirks, kind }, lengths);
    expect(readTwice(cold)).toBe(0);
    expect(cold.selects).toBe(0);
    for (let reading = 0; reading < 2; reading++) await readAll({ ...quirks, kind }, lengths);
    const warm = await readAll({ ...quirks, kind }, lengths);
    // The header of the longest file tells that there is more.
    expect(warm.sent.length).toBeLessThanOrEqual(Math.ceil(1.1 * leastReads(length)) + 1);
    expect(cold.sent.length).toBeLessThanOrEqual(leastReads(length) + 14);
  });

  it('takes less than others of its kind is still read', async () => {
    const lengths = new ReadLengths();
    const kind = 'reader, card';
    await readAll({ kind }, lengths);
    for (const quirks of [
      { most: 900, beyond: 0x6700 },
      { most: 900 },
      { extended: false },
      { most: 20_000, beyond: 0x6b00 },
    ])
      expect(readTwice(await readAll({ ...quirks, kind }, lengths))).toBe(0);
  });
});

describe('a reader that fails', () => {
  it.each([
    [256, 3_000],
    [1_024, 8_000],
    [4_096, 30_000],
    [32_768, 120_000],
  ])('above %i bytes costs one reading and no more', async (readerBytes, size) => {
    const lengths = new ReadLengths();
    const quirks = { kind: 'reader, card', readerBytes };
    const long = fileOf(size);
    const read = async () => {
      const chip = fileChip({ 0x0102: long }, { ...quirks, cipher: 'AES-128' });
      const exchange = new Exchange(chip, { lengths });
      exchange.protect(terminal('AES-128'));
      return readFile(exchange, elementaryFile.dataGroup(2));
    };
    const outcomes = [];
    for (let reading = 0; reading < 5; reading++)
      outcomes.push(
        await read().then(
          (file) => file?.length,
          (error: unknown) => error instanceof CardLost,
        ),
      );
    expect(outcomes.filter((outcome) => outcome !== size)).toEqual([true]);
  });

  it('and cuts long answers instead is told by the MAC', async () => {
    const lengths = new ReadLengths();
    const read = async () => {
      const chip = fileChip(files, { cipher: 'AES-128', kind: 'reader, card' });
      const transmit = chip.transmit.bind(chip);
      chip.transmit = async (bytes) => {
        const answer = await transmit(bytes);
        return answer.length > 1_026 ? Buffer.concat([answer.subarray(0, 1_024), answer.subarray(-2)]) : answer;
      };
      const exchange = new Exchange(chip, { lengths });
      exchange.protect(terminal('AES-128'));
      return readFile(exchange, elementaryFile.dataGroup(2));
    };
    await expect(read()).rejects.toMatchObject({ code: 'CARD_UNREADABLE' });
    expect(await read()).toHaveLength(face.length);
  });
});

describe('what was learnt', () => {
  it('of one kind is not believed of another', async () => {
    const lengths = new ReadLengths();
    await readAll({ extended: false, kind: 'one reader' }, lengths);
    const { reads } = await readAll({ kind: 'another' }, lengths);
    expect(Math.max(...reads.map(([, bytes]) => bytes))).toBeGreaterThan(4_000);
  });

  it('below one cipher is not believed below another', async () => {
    const lengths = new ReadLengths();
    const kind = 'reader, card';
    await readAll({ kind, cipher: '3DES', most: 1_000 }, lengths);
    const { reads } = await readAll({ kind, most: 1_000 }, lengths);
    expect(reads[1]).toEqual([0, 223]);
  });

  it('is forgotten where the reader has no name', async () => {
    const lengths = new ReadLengths();
    const first = await readAll({}, lengths);
    const second = await readAll({}, lengths);
    expect(second.reads).toEqual(first.reads);
  });

  it('of sixty-four kinds is kept, and of no more', () => {
    const lengths = new ReadLengths();
    const kind = (reader: number) => lengths.begin(`reader ${reader}`, (answerBytes) => answerBytes);
    const first = kind(0);
    for (let reader = 1; reader < 64; reader++) kind(reader);
    expect(kind(0)).toBe(first);
    kind(64);
    expect(kind(0)).not.toBe(first);
  });

  it('does not suffer from a card that is pulled', async () => {
    const lengths = new ReadLengths();
    const kind = 'reader, card';
    const warm = async () => (await readAll({ kind }, lengths)).sent.length;
    for (let reading = 0; reading < 3; reading++) await warm();
    const least = await warm();
    const chip = fileChip(files, { cipher: 'AES-128', kind });
    const transmit = chip.transmit.bind(chip);
    chip.transmit = (bytes) => (chip.sent.length === 0 ? transmit(bytes) : Promise.reject(new CardLost()));
    const exchange = new Exchange(chip, { lengths });
    exchange.protect(terminal('AES-128'));
    await readFile(exchange, elementaryFile.com);
    await expect(readFile(exchange, elementaryFile.dataGroup(2))).rejects.toThrow(CardLost);
    expect(await warm()).toBe(least);
  });
});

it('reads a file again from its start for no length that is refused', async () => {
  const chip = await readAll({ most: 1_462, beyond: 0x6700 });
  expect(readTwice(chip)).toBe(0);
  expect(chip.reads.filter(([offset]) => offset === 0)).toHaveLength(order.length);
});
