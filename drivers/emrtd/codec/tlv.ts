import { concatBytes } from '@noble/hashes/utils.js';
import { malformed } from '../chip-error.ts';

/** One data object with all that it contains (ISO 7816-4 §5.2.2, X.690). */
export interface Tlv {
  /** The tag's bytes as one number, `0x5f1f`. */
  readonly tag: number;
  readonly value: Uint8Array;
  /** Of a constructed object; else empty. */
  readonly children: readonly Tlv[];
  /** Tag, length and value as they came. */
  readonly encoded: Uint8Array;
}

/** Real SODs stay under 20 levels and 400 objects. */
export const tlvLimits = { depth: 32, objects: 4_096 } as const;

interface Header {
  tag: number;
  /** Undefined where the length is indefinite, which CMS permits and ISO 7816 does not. */
  length: number | undefined;
  headerLength: number;
}

const constructedBit = 0x20;

/**
 * @param end where the object that holds this one ends
 * @throws ChipError `CARD_DATA_INVALID` where that is within the header, or the header is not one
 */
export function readHeader(bytes: Uint8Array, start = 0, end = bytes.length): Header {
  let at = start;
  const next = (): number => {
    const byte = at < end ? bytes[at++] : undefined;
    if (byte === undefined) throw malformed('TLV header cut short');
    return byte;
  };

  let tag = next();
  if ((tag & 0x1f) === 0x1f) {
    let more: number;
    do {
      more = next();
      tag = tag * 256 + more;
      if (tag > 0xffffff) throw malformed('TLV tag too long');
    } while ((more & 0x80) !== 0);
  }

  const first = next();
  if (first < 0x80) return { tag, length: first, headerLength: at - start };
  if (first === 0x80) return { tag, length: undefined, headerLength: at - start };
  if (first > 0x84) throw malformed('TLV length too long');
  let length = 0;
  for (let i = first & 0x7f; i > 0; i--) length = length * 256 + next();
  return { tag, length, headerLength: at - start };
}

/**
 * All data objects of `bytes`, which must end with the last of them.
 * @throws ChipError `CARD_DATA_INVALID`, also beyond `tlvLimits`
 */
export function parseTlvs(bytes: Uint8Array): Tlv[] {
  let objects = 0;

  function parse(
    end: number,
    start: number,
    depth: number,
    untilEndOfContents: boolean,
  ): { found: Tlv[]; end: number } {
    if (depth > tlvLimits.depth) throw malformed('TLV nested too deeply');
    const found: Tlv[] = [];
    let at = start;
    while (at < end) {
      if (untilEndOfContents && bytes[at] === 0 && bytes[at + 1] === 0) return { found, end: at };
      if (++objects > tlvLimits.objects) throw malformed('too many TLV objects');

      const { tag, length, headerLength } = readHeader(bytes, at, end);
      const constructed = ((bytes[at] ?? 0) & constructedBit) !== 0;
      const valueStart = at + headerLength;
      if (length === undefined) {
        if (!constructed) throw malformed('indefinite length of a primitive');
        const inner = parse(end, valueStart, depth + 1, true);
        const next = inner.end + 2;
        const value = bytes.subarray(valueStart, inner.end);
        found.push({ tag, value, children: inner.found, encoded: bytes.subarray(at, next) });
        at = next;
      } else {
        const next = valueStart + length;
        if (next > end) throw malformed('TLV value cut short');
        const children = constructed ? parse(next, valueStart, depth + 1, false).found : [];
        found.push({ tag, value: bytes.subarray(valueStart, next), children, encoded: bytes.subarray(at, next) });
        at = next;
      }
    }
    if (untilEndOfContents) throw malformed('TLV without end of contents');
    return { found, end: at };
  }

  return parse(bytes.length, 0, 0, false).found;
}

/** The one data object that `bytes` is, which must have this tag. @throws ChipError `CARD_DATA_INVALID` */
export function parseTlv(bytes: Uint8Array, tag: number): Tlv {
  const [only, ...others] = parseTlvs(bytes);
  if (only?.tag !== tag || others.length > 0) throw malformed(`expected one object ${tag.toString(16)}`);
  return only;
}

/** The child at this place, which must have this tag. @throws ChipError `CARD_DATA_INVALID` */
export function childAt(parent: Tlv, index: number, tag: number): Tlv {
  const child = parent.children[index];
  if (child?.tag !== tag) throw malformed(`expected ${tag.toString(16)} in ${parent.tag.toString(16)}`);
  return child;
}

/** The first child with this tag, if there is one. */
export const findChild = (parent: Tlv, tag: number): Tlv | undefined =>
  parent.children.find((child) => child.tag === tag);

/** Shortest definite form, as DER asks. */
export function encodeTlv(tag: number, ...parts: Uint8Array[]): Uint8Array {
  const value = concatBytes(...parts);
  const length = value.length < 0x80 ? [value.length] : bigEndian(value.length);
  if (value.length >= 0x80) length.unshift(0x80 | length.length);
  return concatBytes(Uint8Array.from([...bigEndian(tag), ...length]), value);
}

function bigEndian(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return bytes;
}

/** A DER integer's value where it has up to four bytes and is not negative (X.690 §8.3). @throws ChipError `CARD_DATA_INVALID` */
export function smallInteger(tlv: Tlv): number {
  const [first = 0x80] = tlv.value;
  if (tlv.tag !== 0x02 || tlv.value.length > 4 || first >= 0x80) throw malformed('expected a small integer');
  return tlv.value.reduce((sum, byte) => sum * 256 + byte, 0);
}

/** An object identifier of up to 32 bytes in dotted form (X.690 §8.19). @throws ChipError `CARD_DATA_INVALID` */
export function objectIdentifier(tlv: Tlv): string {
  if (tlv.tag !== 0x06 || tlv.value.length === 0 || tlv.value.length > 32)
    throw malformed('expected an object identifier');
  const arcs: bigint[] = [];
  let arc = 0n;
  for (const byte of tlv.value) {
    arc = (arc << 7n) | BigInt(byte & 0x7f);
    if ((byte & 0x80) === 0) {
      arcs.push(arc);
      arc = 0n;
    }
  }
  const [head = 0n, ...rest] = arcs;
  const root = head < 80n ? head / 40n : 2n;
  return [root, head - root * 40n, ...rest].join('.');
}
