import { describe, expect, it } from 'vitest';
import { decodeResponse } from '../../drivers/emrtd/codec/apdu.ts';
import {
  encodeTlv,
  objectIdentifier,
  parseTlv,
  parseTlvs,
  readHeader,
  smallInteger,
  tlvLimits,
} from '../../drivers/emrtd/codec/tlv.ts';
import { type Cipher, aes128, aes256, pad, tripleDes, unpad } from '../../drivers/emrtd/messaging/cipher.ts';
import { SecureMessaging } from '../../drivers/emrtd/messaging/secure-messaging.ts';
import { ChipMessaging } from '../../drivers/simulated/chip/chip-messaging.ts';
import { fromHex, hex } from './kit.ts';

const malformed = expect.objectContaining({ code: 'CARD_DATA_INVALID' }) as Error;
const unreadable = expect.objectContaining({ code: 'CARD_UNREADABLE' }) as Error;

describe('in a data object', () => {
  const nested = (depth: number) => {
    let object: Uint8Array = fromHex('0500');
    for (let level = 0; level < depth; level++) object = encodeTlv(0x30, object);
    return object;
  };
  const objects = (count: number) => fromHex('0500'.repeat(count));

  it('tags have up to three bytes', () => {
    expect(parseTlv(fromHex('5f8101' + '00'), 0x5f8101)).toMatchObject({ value: new Uint8Array() });
    expect(() => parseTlvs(fromHex('5f818101' + '00'))).toThrow(malformed);
  });

  it('lengths have up to four bytes after the first', () => {
    expect(readHeader(fromHex('04' + '840000' + '0102'))).toEqual({ tag: 4, length: 0x102, headerLength: 6 });
    expect(() => readHeader(fromHex('04' + '85000000' + '0102'))).toThrow(malformed);
    expect(readHeader(fromHex('047f'))).toEqual({ tag: 4, length: 0x7f, headerLength: 2 });
    expect(readHeader(fromHex('3080'), 0)).toEqual({ tag: 0x30, length: undefined, headerLength: 2 });
    expect(readHeader(fromHex('00' + '3080'), 1)).toEqual({ tag: 0x30, length: undefined, headerLength: 2 });
  });

  it('a header ends within its object', () => {
    expect(() => readHeader(fromHex('0481'), 0)).toThrow(malformed);
    expect(() => readHeader(fromHex('048105'), 0, 2)).toThrow(malformed);
  });

  it('depth and count have their limits, and reach them', () => {
    expect(parseTlvs(nested(tlvLimits.depth))).toHaveLength(1);
    expect(() => parseTlvs(nested(tlvLimits.depth + 1))).toThrow(malformed);
    expect(parseTlvs(objects(tlvLimits.objects))).toHaveLength(tlvLimits.objects);
    expect(() => parseTlvs(objects(tlvLimits.objects + 1))).toThrow(malformed);
  });

  it('an indefinite length ends with two zeros, and holds what lies before them', () => {
    const [outer, next] = parseTlvs(fromHex('30800401aa30800500000000000500'));
    expect(outer?.children.map(({ tag }) => tag)).toEqual([0x04, 0x30]);
    expect(hex(outer?.encoded ?? new Uint8Array())).toBe('30800401aa308005000000' + '0000');
    expect(hex(outer?.value ?? new Uint8Array())).toBe('0401aa308005000000');
    expect(outer?.children[1]?.children.map(({ tag }) => tag)).toEqual([0x05]);
    expect(next?.tag).toBe(0x05);
    // One zero is no end.
    expect(() => parseTlvs(fromHex('30800401aa00'))).toThrow(malformed);
    expect(() => parseTlvs(fromHex('0480' + '0000'))).toThrow(malformed);
  });

  it.each([
    [0x7f, '047f'],
    [0x80, '048180'],
    [0xff, '0481ff'],
    [0x100, '04820100'],
  ])('the shortest length of %i bytes is written', (bytes, header) => {
    expect(hex(encodeTlv(0x04, new Uint8Array(bytes))).slice(0, -2 * bytes)).toBe(header);
  });
});

describe('in a number', () => {
  const integer = (value: string) =>
    smallInteger(parseTlvs(encodeTlv(0x02, fromHex(value)))[0] ?? parseTlv(fromHex('0500'), 5));
  it.each([
    ['00', 0],
    ['7f', 127],
    ['0080', 128],
    ['7fffffff', 0x7fffffff],
  ])('%s is small', (value, expected) => expect(integer(value)).toBe(expected));
  it.each(['80', 'ff', '', '0080000000'])('%s is none that is small and positive', (value) => {
    expect(() => integer(value)).toThrow(malformed);
  });
  it('nothing but an INTEGER is one', () => {
    expect(() => smallInteger(parseTlv(fromHex('040101'), 0x04))).toThrow(malformed);
  });

  const oid = (value: string) => objectIdentifier(parseTlv(encodeTlv(0x06, fromHex(value)), 0x06));
  it.each([
    ['2a', '1.2'],
    ['4f', '1.39'],
    ['50', '2.0'],
    ['883703', '2.999.3'],
    ['28' + '01'.repeat(31), `1.0${'.1'.repeat(31)}`],
  ])('the object identifier %s is %s', (value, dotted) => expect(oid(value)).toBe(dotted));
  it.each(['', '28' + '01'.repeat(32)])('%s is no object identifier', (value) =>
    expect(() => oid(value)).toThrow(malformed),
  );
  it('nothing else is an object identifier', () => {
    expect(() => objectIdentifier(parseTlv(fromHex('040128'), 0x04))).toThrow(malformed);
  });
});

const ciphers: [string, Cipher, number][] = [
  ['3DES', tripleDes, 16],
  ['AES-128', aes128, 16],
  ['AES-256', aes256, 32],
];

describe.each(ciphers)('in an answer under %s', (_, cipher, keyBytes) => {
  const keys = { cipher, encryption: new Uint8Array(keyBytes).fill(1), mac: new Uint8Array(keyBytes).fill(2) };
  const data = fromHex('0102030405');

  /** An answer whose objects were changed before its MAC was made. */
  function changed(change: (objects: [number, Uint8Array][]) => [number, Uint8Array][], sw = 0x9000) {
    const terminal = new SecureMessaging(keys);
    const chip = new ChipMessaging(keys);
    const { ins } = chip.unwrap({ ...terminal.wrap({ ins: 0xb0, p1: 0, p2: 0, le: 5 }) });
    const plain = parseTlvs(decodeResponse(chip.wrap({ data, sw: 0x9000 }, ins)).data);
    const objects = change(plain.slice(0, -1).map(({ tag, value }) => [tag, value]));
    const covered = objects.map(([tag, value]) => encodeTlv(tag, value));
    const body = Uint8Array.from(covered.flatMap((object) => [...object]));
    const counter = new Uint8Array(cipher.blockBytes);
    counter[counter.length - 1] = 2;
    const code = cipher.mac(keys.mac, counter, pad(body, cipher.blockBytes));
    const answer = Uint8Array.from([...body, ...encodeTlv(0x8e, code)]);
    return () => terminal.unwrap({ data: answer, sw });
  }

  it('nothing is wrong where nothing was changed', () => {
    expect(hex(changed((objects) => objects)().data)).toBe(hex(data));
  });

  it.each<[string, (objects: [number, Uint8Array][]) => [number, Uint8Array][]]>([
    ['no status', (objects) => objects.filter(([tag]) => tag !== 0x99)],
    ['the status first', (objects) => [...objects].reverse()],
    ['a third object', (objects) => [[0x85, new Uint8Array(16)], ...objects]],
    [
      'a status of one byte',
      (objects) => objects.map(([tag, value]) => (tag === 0x99 ? [tag, value.subarray(1)] : [tag, value])),
    ],
    [
      'a status of three',
      (objects) => objects.map(([tag, value]) => (tag === 0x99 ? [tag, Uint8Array.of(0x90, 0, 0)] : [tag, value])),
    ],
    [
      'another status inside',
      (objects) => objects.map(([tag, value]) => (tag === 0x99 ? [tag, Uint8Array.of(0x62, 0x82)] : [tag, value])),
    ],
    [
      'another padding indicator',
      (objects) =>
        objects.map(([tag, value]) => (tag === 0x87 ? [tag, Uint8Array.of(2, ...value.subarray(1))] : [tag, value])),
    ],
    ['a cryptogram of another tag', (objects) => objects.map(([tag, value]) => [tag === 0x87 ? 0x86 : tag, value])],
    [
      'half a block',
      (objects) => objects.map(([tag, value]) => (tag === 0x87 ? [tag, value.subarray(0, -4)] : [tag, value])),
    ],
    [
      'an empty cryptogram',
      (objects) => objects.map(([tag, value]) => (tag === 0x87 ? [tag, value.subarray(0, 1)] : [tag, value])),
    ],
  ])('%s', (_name, change) => expect(changed(change)).toThrow(unreadable));

  it('no MAC at all', () => {
    const terminal = new SecureMessaging(keys);
    terminal.wrap({ ins: 0xb0, p1: 0, p2: 0, le: 5 });
    expect(() => terminal.unwrap({ data: fromHex('99029000'), sw: 0x9000 })).toThrow(unreadable);
    expect(() => terminal.unwrap({ data: fromHex('8e080000000000000000'), sw: 0x9000 })).toThrow(unreadable);
  });

  // The chip's side counts for itself.
  it.each([231, 256, 257, 300, 512, 1_000, 4_096, 65_535])('of %i bytes no more data has room', (bytes) => {
    const room = new SecureMessaging(keys).dataWithin(bytes);
    const length = (count: number) => {
      const chip = new ChipMessaging(keys);
      const { ins } = chip.unwrap(new SecureMessaging(keys).wrap({ ins: 0xb0, p1: 0, p2: 0, le: 5 }));
      return chip.wrap({ data: new Uint8Array(count), sw: 0x9000 }, ins).length - 2;
    };
    expect(length(room)).toBeLessThanOrEqual(bytes);
    expect(length(room + 1)).toBeGreaterThan(bytes);
  });
});

it.each(ciphers)('in the padding under %s: none, or more than a block of it', (_, { blockBytes }) => {
  expect(hex(unpad(pad(fromHex('aabb'), blockBytes), blockBytes))).toBe('aabb');
  expect(pad(new Uint8Array(blockBytes), blockBytes)).toHaveLength(2 * blockBytes);
  expect(() => unpad(new Uint8Array(blockBytes), blockBytes)).toThrow(unreadable);
  expect(() => unpad(new Uint8Array(blockBytes).fill(1), blockBytes)).toThrow(unreadable);
  const whole = new Uint8Array(2 * blockBytes);
  whole[blockBytes] = 0x80;
  expect(unpad(whole, blockBytes)).toHaveLength(blockBytes);
  whole[blockBytes - 1] = 0x80;
  whole[blockBytes] = 0;
  expect(() => unpad(whole, blockBytes)).toThrow(unreadable);
});
