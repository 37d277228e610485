import { createECDH, timingSafeEqual } from 'node:crypto';
import { encodeTlv } from '../codec/tlv.ts';
import { type Cipher, pad } from '../messaging/cipher.ts';
import type { SessionKeys } from '../messaging/secure-messaging.ts';
import { type Curve, type Point, type Random, drawPrivateKey, encodePoint, toInteger } from './domain-parameters.ts';
import { protocolIdentifier } from './security-infos.ts';

interface KeyPair {
  privateKey: bigint;
  publicKey: Point;
}

/** Over the curve's own generator. */
export function drawKeyPair(curve: Curve, random: Random): KeyPair {
  const privateKey = drawPrivateKey(curve, random);
  return { privateKey, publicKey: curve.Point.BASE.multiply(privateKey) };
}

/**
 * Our public key over the generator of PACE's generic mapping, y·(s·G + x·P) (ICAO 9303-11 §4.4.3.3.1), as (y·s)·G + (y·x)·P: the first
 * term needs nothing of the chip, and one of two slow multiplications is gone.
 */
export const mappedPublicKey = {
  /** @param nonce s @param privateKey y @throws Error where s is a multiple of the order */
  ownTerm: ({ Point: { BASE, Fn } }: Curve, nonce: Uint8Array, privateKey: bigint): Point =>
    BASE.multiply(Fn.mul(privateKey, Fn.create(toInteger(nonce)))),
  /** @param mappingKey x @param theirs P */
  add: ({ Point: { Fn } }: Curve, ownTerm: Point, privateKey: bigint, mappingKey: bigint, theirs: Point): Point =>
    ownTerm.add(theirs.multiply(Fn.mul(privateKey, mappingKey))),
};

/**
 * The x coordinate of privateKey · theirs in its full length, by OpenSSL, which is faster than @noble.
 * @param theirs a valid point
 */
export function sharedSecret(curve: Curve, privateKey: bigint, theirs: Point): Uint8Array {
  const pair = createECDH(curve.name);
  pair.setPrivateKey(curve.Point.Fn.toBytes(privateKey));
  return pair.computeSecret(encodePoint(theirs));
}

/** K.Enc and K.MAC of BAC, PACE and chip authentication (ICAO 9303-11 §9.7.1). @param secret in its full length */
export const sessionKeys = (cipher: Cipher, secret: Uint8Array): SessionKeys => ({
  cipher,
  encryption: cipher.deriveKey(secret, 1),
  mac: cipher.deriveKey(secret, 2),
});

/** ICAO 9303-11 §4.4.3.3. @param secret what `passwordSecret` gives */
export const decryptNonce = (cipher: Cipher, secret: Uint8Array, encrypted: Uint8Array): Uint8Array =>
  cipher.decrypt(cipher.deriveKey(secret, 3), encrypted);

/** Over the other side's ephemeral public key (ICAO 9303-11 §4.4.3.4, §9.4.2). @returns 8 bytes */
export function authenticationToken({ cipher, mac }: SessionKeys, oid: string, publicKey: Point): Uint8Array {
  const object = encodeTlv(0x7f49, encodeTlv(0x06, protocolIdentifier(oid)), encodeTlv(0x86, encodePoint(publicKey)));
  // CMAC pads for itself.
  return cipher.mac(mac, cipher.name === '3DES' ? pad(object, cipher.blockBytes) : object);
}

/** In constant time. */
export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && timingSafeEqual(a, b);
