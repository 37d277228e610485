import type { WeierstrassPoint, WeierstrassPointCons } from '@noble/curves/abstract/weierstrass.js';
import { brainpoolP256r1, brainpoolP384r1, brainpoolP512r1 } from '@noble/curves/misc.js';
import { p256, p384, p521 } from '@noble/curves/nist.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { malformed } from '../chip-error.ts';

/** Cryptographically strong bytes. */
export type Random = (length: number) => Uint8Array;

/** A point on one of the curves below; coordinates as numbers, encoded by `codec/public-key`. */
export type Point = WeierstrassPoint<bigint>;

/** An elliptic curve with its standard base point; the cofactor is 1, so that there are no points of small order. */
export interface Curve {
  /** As node:crypto knows it. */
  readonly name: string;
  readonly Point: WeierstrassPointCons<bigint>;
  /** Bytes of a coordinate, leading zeros included. */
  readonly fieldBytes: number;
}

const curve = (name: string, { Point }: { Point: WeierstrassPointCons<bigint> }): Curve => ({
  name,
  Point,
  fieldBytes: Point.Fp.BYTES,
});

/** By parameterId (ICAO 9303-11 §9.5.1). Those of 224 bits and less, brainpoolP320r1 and the MODP groups are not known here. */
const curves: ReadonlyMap<number, Curve> = new Map([
  [12, curve('prime256v1', p256)],
  [13, curve('brainpoolP256r1', brainpoolP256r1)],
  [15, curve('secp384r1', p384)],
  [16, curve('brainpoolP384r1', brainpoolP384r1)],
  [17, curve('brainpoolP512r1', brainpoolP512r1)],
  [18, curve('secp521r1', p521)],
]);

/** Standardised domain parameters (ICAO 9303-11 §9.5.1). @returns undefined where they are not known here */
export const curveOf = (parameterId: number): Curve | undefined => curves.get(parameterId);

/** The uncompressed form, `04`, x and y in their full length (ICAO 9303-11 §9.4.1, TR-03111). */
export const encodePoint = (point: Point): Uint8Array => point.toBytes(false);

/**
 * The inverse of `encodePoint`.
 * @throws ChipError `CARD_DATA_INVALID` any other form, the point at infinity, or a point that is not on the curve
 */
export function decodePoint({ Point, fieldBytes }: Curve, bytes: Uint8Array): Point {
  if (bytes.length !== 1 + 2 * fieldBytes || bytes[0] !== 0x04) throw malformed('form of a curve point');
  try {
    return Point.fromBytes(bytes);
  } catch {
    throw malformed('not a point on the curve');
  }
}

/** A private key, each of 1 … n-1 as likely as the others. */
export function drawPrivateKey({ Point: { Fn } }: Curve, random: Random): bigint {
  for (;;) {
    const candidate = toInteger(random(Fn.BYTES)) & ((1n << BigInt(Fn.BITS)) - 1n);
    if (Fn.isValidNot0(candidate)) return candidate;
  }
}

/** Big-endian. */
export const toInteger = (bytes: Uint8Array): bigint => BigInt(`0x${bytesToHex(bytes) || '0'}`);
