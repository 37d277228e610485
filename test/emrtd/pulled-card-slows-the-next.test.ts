import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { elementaryFile } from '../../drivers/emrtd/codec/files.ts';
import { encodeTlv } from '../../drivers/emrtd/codec/tlv.ts';
import { aes128 } from '../../drivers/emrtd/messaging/cipher.ts';
import { Exchange } from '../../drivers/emrtd/messaging/exchange.ts';
import { readFile } from '../../drivers/emrtd/messaging/read-file.ts';
import { ReadLengths } from '../../drivers/emrtd/messaging/read-lengths.ts';
import { SecureMessaging } from '../../drivers/emrtd/messaging/secure-messaging.ts';
import { CardLost } from '../../drivers/ports.ts';
import { ChipMessaging } from '../../drivers/simulated/chip/chip-messaging.ts';
import { decodeCommand } from '../../drivers/emrtd/codec/apdu.ts';

const keys = { cipher: aes128, encryption: randomBytes(16), mac: randomBytes(16) };
const files = new Map([
  [elementaryFile.sod.sfi, encodeTlv(0x77, randomBytes(2_000))],
  [2, encodeTlv(0x75, randomBytes(6_000))],
]);

interface Conduct {
  /** The exchange, counted from 1, that is not answered. */
  pulledAt?: number;
  /** Most bytes of an answer. */
  most?: number;
  /** The reader breaks at a command that wants more. */
  breaksAbove?: number;
}

/** EF.SOD and a face from an open chip. @returns commands, or undefined where the card was lost */
async function readOnce(
  lengths: ReadLengths,
  { pulledAt = Infinity, most = Infinity, breaksAbove = Infinity }: Conduct = {},
) {
  const messaging = new ChipMessaging(keys);
  let sent = 0;
  let current: Uint8Array = new Uint8Array();
  const transmit = (bytes: Uint8Array): Promise<Uint8Array> => {
    const command = decodeCommand(bytes);
    if (++sent >= pulledAt || command === undefined) return Promise.reject(new CardLost());
    const { ins, p1, p2, le = 0 } = messaging.unwrap(command);
    if (le > breaksAbove) return Promise.reject(new CardLost());
    const bySfi = (p1 & 0x80) !== 0;
    if (bySfi) current = files.get(p1 & 0x1f) ?? current;
    const offset = bySfi ? p2 : p1 * 256 + p2;
    const data = current.subarray(offset, offset + Math.min(le, most));
    return Promise.resolve(messaging.wrap({ data, sw: 0x9000 }, ins));
  };
  const exchange = new Exchange({ kind: 'one reader', transmit, close: () => Promise.resolve() }, { lengths });
  exchange.protect(new SecureMessaging(keys));
  try {
    await readFile(exchange, elementaryFile.sod);
    await readFile(exchange, elementaryFile.dataGroup(2));
    return sent;
  } catch (error) {
    if (error instanceof CardLost) return undefined;
    throw error;
  }
}

async function readTimes(times: number, lengths: ReadLengths, conduct: Conduct = {}): Promise<(number | undefined)[]> {
  const counts = [];
  for (let time = 0; time < times; time++) counts.push(await readOnce(lengths, conduct));
  return counts;
}

const warm = 2;

it('two commands are enough once the longest answers are known', async () => {
  const lengths = new ReadLengths();
  expect((await readTimes(3, lengths)).at(-1)).toBe(warm);
});

it.each([1, 2, 3, 4, 5, 6])(
  'for a few readings at most, where the first of all is pulled at exchange %i',
  async (n) => {
    const lengths = new ReadLengths();
    expect(await readOnce(lengths, { pulledAt: n })).toBeUndefined();
    expect((await readTimes(8, lengths)).at(-1)).toBe(warm);
  },
);

it('not at all, where what it broke was known to be taken', async () => {
  const lengths = new ReadLengths();
  await readTimes(3, lengths);
  await readOnce(lengths, { pulledAt: 2 });
  expect(await readOnce(lengths)).toBe(warm);
});

it('ever more seldom, where it is the reader that breaks', async () => {
  const counts = await readTimes(60, new ReadLengths(), { breaksAbove: 256 });
  const lost = counts.flatMap((count, reading) => (count === undefined ? [reading] : []));
  expect(lost).toEqual([0, 5, 22]);
});

it('not for ever, where one odd card yields a byte at a time', async () => {
  const lengths = new ReadLengths();
  await readTimes(3, lengths);
  await readOnce(lengths, { most: 200 });
  const counts = await readTimes(110, lengths);
  expect(counts.at(-1)).toBe(warm);
});
