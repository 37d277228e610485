import { expect, it } from 'vitest';
import { elementaryFile } from '../../drivers/emrtd/codec/files.ts';
import { Exchange } from '../../drivers/emrtd/messaging/exchange.ts';
import { readFile } from '../../drivers/emrtd/messaging/read-file.ts';
import { type CipherName, terminal } from './chip-side.ts';
import { type Quirks, fileChip, fileOf } from './file-chip.ts';
import { hex } from './kit.ts';

function reading(size: number, quirks: Quirks) {
  const file = fileOf(size);
  const chip = fileChip({ 0x0102: file }, quirks);
  const exchange = new Exchange(chip);
  if (quirks.cipher) exchange.protect(terminal(quirks.cipher));
  return { chip, file, content: readFile(exchange, elementaryFile.dataGroup(2)) };
}

it('is read with an offset object beyond that, in the clear', async () => {
  const { chip, file, content } = reading(34_760, { most: 2_048 });
  expect(hex((await content) ?? new Uint8Array())).toBe(hex(file));
  const odd = chip.sent.filter((bytes) => bytes[1] === 0xb1).map(hex);
  // For what is left, and 53 82 01 C8 before it.
  expect(odd).toEqual(['00b10000000004540286000' + '1cc']);
  expect(chip.reads.at(-1)).toEqual([34_304, 456]);
});

it.each<[CipherName, Quirks, number]>([
  ['AES-128', {}, 100_000],
  ['AES-128', { most: 3_000, endOfFile: 0x6282 }, 70_000],
  ['AES-256', { extended: false }, 33_500],
  ['3DES', { extended: false }, 33_500],
  ['3DES', { most: 5_000, beyond: 0x6700 }, 66_500],
])('is read whole under %s by %j', async (cipher, quirks, size) => {
  const { chip, file, content } = reading(size, { cipher, ...quirks });
  expect(Buffer.from((await content) ?? []).equals(file)).toBe(true);
  const offsets = chip.reads.map(([offset]) => offset);
  expect(offsets).toEqual([...offsets].sort((a, b) => a - b));
  expect(chip.reads.reduce((sum, [, bytes]) => sum + bytes, 0)).toBe(size);
});

it.each([32_767, 32_768, 32_769, 65_535, 65_536, 65_537])('is read whole where it has %i bytes', async (size) => {
  for (const most of [32_767, 32_768, 65_536]) {
    const { file, content } = reading(size, { cipher: 'AES-128', most });
    expect(Buffer.from((await content) ?? []).equals(file)).toBe(true);
  }
});

it.each([
  ['wraps nothing', '5300'],
  ['wraps nothing at all', '41424344'],
  ['says that it wraps more than it does', '53054142'],
])('is refused where the answer %s', async (_, lie) => {
  const { chip, content: whole } = reading(40_000, { most: 4_096 });
  await whole;
  const transmit = chip.transmit.bind(chip);
  const lying = {
    transmit: (bytes: Uint8Array) =>
      bytes[1] === 0xb1 ? Promise.resolve(Buffer.from(`${lie}9000`, 'hex')) : transmit(bytes),
    close: () => Promise.resolve(),
  };
  await expect(readFile(new Exchange(lying), elementaryFile.dataGroup(2))).rejects.toMatchObject({
    code: 'CARD_UNREADABLE',
  });
});
