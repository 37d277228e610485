import { timingSafeEqual } from 'node:crypto';
import { encodeTlv } from '../codec/tlv.ts';
import { type Cipher, pad } from '../messaging/cipher.ts';
import type { SessionKeys } from '../messaging/secure-messaging.ts';
import { type Curve, type Point, type Random, drawPrivateKey, encodePoint, toInteger } from './domain-parameters.ts';
import { protocolIdentifier } from './security-infos.ts';

export interface KeyPair {
  privateKey: bigint;
  publicKey: Point;
}

/** Over the curve's own generator or a mapped one. */
export function drawKeyPair(curve: Curve, generator: Point, random: Random): KeyPair {
  const privateKey = drawPrivateKey(curve, random);
  return { privateKey, publicKey: generator.multiply(privateKey) };
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

/** Generic mapping over ECDH, s·G + H (ICAO 9303-11 §4.4.3.3.1). @throws Error where s is a multiple of the order */
export const mapGenerator = ({ Point: { BASE, Fn } }: Curve, nonce: Uint8Array, shared: Point): Point =>
  BASE.multiply(Fn.create(toInteger(nonce))).add(shared);

/** Over the other side's ephemeral public key (ICAO 9303-11 §4.4.3.4, §9.4.2). @returns 8 bytes */
export function authenticationToken({ cipher, mac }: SessionKeys, oid: string, publicKey: Point): Uint8Array {
  const object = encodeTlv(0x7f49, encodeTlv(0x06, protocolIdentifier(oid)), encodeTlv(0x86, encodePoint(publicKey)));
  // CMAC pads for itself.
  return cipher.mac(mac, cipher.name === '3DES' ? pad(object, cipher.blockBytes) : object);
}

/** In constant time. */
export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && timingSafeEqual(a, b);
