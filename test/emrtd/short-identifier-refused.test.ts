import { describe, expect, it } from 'vitest';
import { elementaryFile } from '../../drivers/emrtd/codec/files.ts';
import { Exchange } from '../../drivers/emrtd/messaging/exchange.ts';
import { type FileProgress, readFile } from '../../drivers/emrtd/messaging/read-file.ts';
import { ReadLengths } from '../../drivers/emrtd/messaging/read-lengths.ts';
import { terminal } from './chip-side.ts';
import { type FileChip, type Quirks, fileChip, fileOf } from './file-chip.ts';
import { fromHex, hex } from './kit.ts';

const files = { 0x011e: fileOf(30, 0x60), 0x011d: fileOf(500, 0x77), 0x0101: fileOf(93, 0x61) };
const order = [elementaryFile.com, elementaryFile.sod, elementaryFile.dataGroup(1)];

function start(quirks: Quirks = {}, some: Record<number, Uint8Array> = files, lengths = new ReadLengths()) {
  const chip = fileChip(some, { cipher: 'AES-128', ...quirks });
  const exchange = new Exchange(chip, { lengths });
  exchange.protect(terminal('AES-128'));
  return { chip, exchange };
}

async function readAll(quirks: Quirks): Promise<FileChip> {
  const { chip, exchange } = start(quirks);
  for (const file of order)
    expect(hex((await readFile(exchange, file)) ?? new Uint8Array())).toBe(hex(files[file.id as keyof typeof files]));
  return chip;
}

it('never selects a file, and pays nothing for its header, where short identifiers serve', async () => {
  const { sent, selects } = await readAll({});
  expect(selects).toBe(0);
  // The second has more bytes than a first answer may.
  expect(sent).toHaveLength(4);
});

it('names master file and application as ICAO 9303-10 does', async () => {
  const chip = fileChip({ 0x011c: fileOf(54, 0x31), 0x011d: fileOf(200, 0x30) });
  const exchange = new Exchange(chip);
  await readFile(exchange, elementaryFile.cardAccess);
  await readFile(exchange, elementaryFile.cardSecurity);
  expect(chip.sent.map(hex)).toEqual(['00b09c0000', '00b09d0000']);
  expect(
    [elementaryFile.com, elementaryFile.sod, elementaryFile.dataGroup(14)].map(({ id, sfi }) => [id, sfi]),
  ).toEqual([
    [0x011e, 0x1e],
    [0x011d, 0x1d],
    [0x010e, 0x0e],
  ]);
});

describe.each([0x6981, 0x6982, 0x6985, 0x6986, 0x6a81, 0x6a82, 0x6a86, 0x6d00, 0x6f00])(
  'a chip that refuses them with %i',
  (sw) => {
    it('is asked once, and then files are selected', async () => {
      const { sent, selects } = await readAll({ shortIdentifier: sw });
      expect(selects).toBe(3);
      expect(sent).toHaveLength(1 + 3 + 4);
    });
  },
);

it.each([0x6700, 0x6b00])('a chip that refuses them with %i, as if the length were wrong, is read', async (sw) => {
  const { sent, selects } = await readAll({ shortIdentifier: sw });
  expect(selects).toBe(3);
  expect(sent).toHaveLength(2 + 3 + 4);
});

it('does not believe that the first file is missing before it was selected', async () => {
  const { chip, exchange } = start({}, { 0x011d: files[0x011d] });
  expect(await readFile(exchange, elementaryFile.com)).toBeUndefined();
  expect(chip.sent).toHaveLength(2);
  expect(await readFile(exchange, elementaryFile.sod)).toHaveLength(500);
  expect(await readFile(exchange, elementaryFile.dataGroup(13))).toBeUndefined();
  expect(chip.selects).toBe(1);
});

it('fails for a file that may not be read, and reads the next', async () => {
  const { chip, exchange } = start();
  await readFile(exchange, elementaryFile.com);
  const forbidden = new Exchange(fileChip({ 0x0103: fileOf(20) }, { shortIdentifier: 0x6982, overrun: 0x6982 }));
  await expect(readFile(forbidden, elementaryFile.dataGroup(3))).rejects.toMatchObject({ code: 'CARD_UNREADABLE' });
  expect(await readFile(exchange, elementaryFile.dataGroup(1))).toHaveLength(93);
  expect(chip.selects).toBe(0);
});

it('gives short identifiers up for all cards of a kind of which one ended the channel over them', async () => {
  const lengths = new ReadLengths();
  const quirks = { breaks: true, kind: 'reader, card' };
  await expect(readFile(start(quirks, files, lengths).exchange, elementaryFile.com)).rejects.toMatchObject({
    code: 'CARD_UNREADABLE',
    message: expect.stringContaining('6988') as string,
  });
  const { chip, exchange } = start(quirks, files, lengths);
  for (const { id, ...file } of order)
    expect(await readFile(exchange, { id, ...file })).toEqual(Uint8Array.from(files[id as keyof typeof files]));
  expect(chip.selects).toBe(3);
});

it('does not blame short identifiers where a later file ends the channel', async () => {
  const lengths = new ReadLengths();
  const { chip, exchange } = start({ kind: 'reader, card' }, files, lengths);
  await readFile(exchange, elementaryFile.com);
  chip.transmit = () => Promise.resolve(fromHex('6982'));
  await expect(readFile(exchange, elementaryFile.dataGroup(13))).rejects.toThrow('6982');
  const next = start({ kind: 'reader, card' }, files, lengths);
  await readFile(next.exchange, elementaryFile.com);
  expect(next.chip.selects).toBe(0);
});

describe('a chip that does not read beyond the end of a file', () => {
  it.each([0x6700, 0x6b00, 0x6282])('and says %i is asked for headers first', async (sw) => {
    const { sent, selects } = await readAll({ overrun: sw });
    expect(selects).toBe(0);
    // One refusal; then header and rest of each, the longest in three parts.
    expect(sent).toHaveLength(1 + 2 + 3 + 2);
  });

  it('and names the right length is asked for that', async () => {
    const { sent, reads } = await readAll({ exact: true });
    expect(reads).toEqual([
      [0, 30],
      [0, 223],
      [223, 277],
      [0, 93],
    ]);
    expect(sent).toHaveLength(4 + 2);
  });
});

it('tells how far it is, from the header to the last byte', async () => {
  const told: [string, number][] = [];
  const progress: FileProgress = {
    opened: (size) => told.push(['opened', size]),
    read: (bytes) => told.push(['read', bytes]),
  };
  await readFile(start().exchange, elementaryFile.sod, progress);
  expect(told).toEqual([
    ['opened', 500],
    ['read', 223],
    ['read', 500],
  ]);
});
