import { concatBytes } from '@noble/hashes/utils.js';
import { encodeTlv } from '../../../drivers/emrtd/codec/tlv.ts';
import type { Random } from './random.ts';

/** Where a data object lies in a file. */
interface Place {
  tag: number;
  start: number;
  value: number;
  end: number;
  parent: Place | undefined;
}

export interface Seed {
  readonly bytes: Uint8Array;
  readonly places: readonly Place[];
}

/** The data objects of a file as far as it has any, those within octet and bit strings too. */
export function seed(bytes: Uint8Array): Seed {
  const places: Place[] = [];
  const open = (start: number, end: number, parent: Place | undefined): boolean => {
    const before = places.length;
    for (let at = start; at < end;) {
      let value = at + 1;
      let tag = bytes[at] ?? 0;
      if ((tag & 0x1f) === 0x1f) tag = tag * 256 + (bytes[value++] ?? 0);
      let length = bytes[value++] ?? 0;
      if (length > 0x80) {
        const count = length & 0x7f;
        length = 0;
        for (let i = 0; i < count; i++) length = length * 256 + (bytes[value++] ?? 0);
      }
      if (tag === 0 || value + length > end) {
        places.length = before;
        return false;
      }
      const place = { tag, start: at, value, end: value + length, parent };
      places.push(place);
      const holdsObjects = ((bytes[at] ?? 0) & 0x20) !== 0 || tag === 0x04;
      if (holdsObjects || tag === 0x03) open(holdsObjects ? value : value + 1, place.end, place);
      at = place.end;
    }
    return true;
  };
  open(0, bytes.length, undefined);
  return { bytes, places };
}

const tags = [0x02, 0x03, 0x04, 0x06, 0x0c, 0x24, 0x30, 0x31, 0x80, 0xa0, 0xa1, 0x17, 0x5f2e, 0x7f61, 0x1fff7f, 0x00];
const wrappers = [0x30, 0x31, 0xa0, 0x24, 0x04, 0x7f61];
/** Lengths that lie, as they are written; what is not one at all, too. */
const lengths = '00 01 7f 80 81ff 82ffff 83ffffff 847fffffff 84ffffffff 8500000000ff ff'.split(' ');
/** Empty, negative, huge, and texts: broken UTF-8, bidi control, NUL, no date. */
const values = ['', '00', 'ff', '80', '7fffffff', 'c328', 'e280ae41', '4e0041', '3939393931333939', '3c3c3c3c'];
const hex = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'));
const headerOf = (tag: number, length: string) => concatBytes(encodeTlv(tag).subarray(0, -1), hex(length));

/** By the rule of ICAO 9303-3 §4.9 these count alike, so that an MRZ keeps its check digits. */
const twins = ['<0AKU', '1BLV', '2CMW', '3DNX', '4EOY', '5FPZ', '6GQ', '7HR', '8IS', '9JT'];

type Change = (random: Random, from: Seed, other: Seed) => Uint8Array;

const valueOf = ({ bytes }: Seed, { value, end }: Place) => bytes.subarray(value, end);
const whole = ({ bytes }: Seed, { start, end }: Place) => bytes.subarray(start, end);

/** What may come in the place of a data object. */
const inPlace: readonly ((random: Random, from: Seed, place: Place, other: Seed) => Uint8Array)[] = [
  () => new Uint8Array(),
  (_, from, place) => concatBytes(whole(from, place), whole(from, place)),
  (random, from, place) => Buffer.alloc(random.size(16_384), whole(from, place)),
  (random, from) => (from.places.length > 0 ? whole(from, random.of(from.places)) : new Uint8Array()),
  (random, _, __, other) => (other.places.length > 0 ? whole(other, random.of(other.places)) : new Uint8Array()),
  (random, from, place) => nested(whole(from, place), random.of(wrappers), 1 + random.size(40)),
  (random, from, place) => encodeTlv(random.of(tags), valueOf(from, place)),
  (random, from, place) => concatBytes(headerOf(place.tag, random.of(lengths)), valueOf(from, place)),
  (_, from, place) => concatBytes(headerOf(place.tag, '80'), valueOf(from, place), hex('0000')),
  (random, _, place) => encodeTlv(place.tag, hex(random.of(values))),
  (random, from, place) => encodeTlv(place.tag, valueOf(from, place).subarray(random.size(16))),
  (random, from, place) => encodeTlv(place.tag, valueOf(from, place), random.bytes(random.size(16))),
  (random, _, place) =>
    encodeTlv(place.tag, Uint8Array.of(1), new Uint8Array(random.size(8_192)).fill(random.of([0, 1, 255]))),
  (random, _, place) => encodeTlv(place.tag, random.bytes(random.size(64))),
];

function nested(bytes: Uint8Array, tag: number, levels: number): Uint8Array {
  return levels === 0 ? bytes : nested(encodeTlv(tag, bytes), tag, levels - 1);
}

/** Puts a piece in an object's place; all that hold it get the lengths that are right then, or keep theirs. */
function put({ bytes }: Seed, place: Place, piece: Uint8Array, honest: boolean): Uint8Array {
  let [inner, result] = [place, piece];
  for (let outer = honest ? place.parent : undefined; outer; outer = outer.parent) {
    const value = [bytes.subarray(outer.value, inner.start), result, bytes.subarray(inner.end, outer.end)];
    [inner, result] = [outer, encodeTlv(outer.tag, ...value)];
  }
  return concatBytes(bytes.subarray(0, inner.start), result, bytes.subarray(inner.end));
}

const onObjects: Change = (random, from, other) => {
  if (from.places.length === 0) return onBytes(random, from, other);
  const place = random.of(from.places);
  return put(from, place, random.of(inPlace)(random, from, place, other), random.below(8) > 0);
};

/** What needs no structure: set, flip, count alike, cut out, insert, cut off, join with another's half. */
const onBytes: Change = (random, { bytes }, other) => {
  const at = random.below(bytes.length);
  const set = (byte: number) => concatBytes(bytes.subarray(0, at), Uint8Array.of(byte), bytes.subarray(at + 1));
  const current = bytes[at] ?? 0;
  switch (random.below(8)) {
    case 0:
      return set(random.below(256));
    case 1:
      return set(current ^ (1 << random.below(8)));
    case 2:
    case 3:
      return set(random.of(twins.find((all) => all.includes(String.fromCharCode(current))) ?? '<').charCodeAt(0));
    case 4:
      return concatBytes(bytes.subarray(0, at), bytes.subarray(at + 1 + random.size(64)));
    case 5:
      return concatBytes(bytes.subarray(0, at), random.bytes(random.size(64)), bytes.subarray(at));
    case 6:
      return bytes.slice(0, at);
    default:
      return concatBytes(bytes.subarray(0, at), other.bytes.subarray(random.below(other.bytes.length)));
  }
};

const changes = [onObjects, onObjects, onBytes];

/** One of the seeds with one or some things done to it; now and then nothing but random bytes. */
export function mutant(random: Random, seeds: readonly Seed[]): Uint8Array {
  if (random.below(64) === 0) return random.bytes(random.size(512));
  for (let current = random.of(seeds); ;) {
    const changed = random.of(changes)(random, current, random.of(seeds));
    if (random.below(3) > 0 || changed.length > 40_000) return changed;
    current = seed(changed);
  }
}
