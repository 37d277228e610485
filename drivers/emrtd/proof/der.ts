import { malformed } from '../chip-error.ts';
import { readHeader } from '../codec/tlv.ts';

/** A data object in DER (X.690): its value, and the whole of it. */
export interface Element {
  readonly tag: number;
  readonly value: Uint8Array;
  readonly encoded: Uint8Array;
}

/**
 * The data objects that stand side by side in `bytes`, none of them opened: master lists and CRLs hold more than
 * `tlvLimits` grants a chip. Definite lengths only.
 * @throws ChipError `CARD_DATA_INVALID`, also beyond `limit` objects
 */
export function elementsOf(bytes: Uint8Array, limit: number): Element[] {
  const found: Element[] = [];
  for (let at = 0; at < bytes.length;) {
    if (found.length === limit) throw malformed('too many elements');
    const { tag, length, headerLength } = readHeader(bytes, at);
    const start = at + headerLength;
    if (length === undefined || start + length > bytes.length) throw malformed('element cut short');
    found.push({ tag, value: bytes.subarray(start, start + length), encoded: bytes.subarray(at, start + length) });
    at = start + length;
  }
  return found;
}

/**
 * The one data object that `bytes` is.
 * @throws ChipError `CARD_DATA_INVALID` where it has another tag, or there is more than one
 */
export function elementOf(bytes: Uint8Array, tag: number): Element {
  const [only, ...others] = elementsOf(bytes, 2);
  if (only?.tag !== tag || others.length > 0) throw malformed(`expected one object ${tag.toString(16)}`);
  return only;
}
