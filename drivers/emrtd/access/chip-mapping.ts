import { ifReadable } from '../chip-error.ts';
import { subjectPublicKeyOf } from '../codec/public-key.ts';
import { unpad } from '../messaging/cipher.ts';
import type { SessionKeys } from '../messaging/secure-messaging.ts';
import { type Curve, type Point, decodePoint, toInteger } from './domain-parameters.ts';

/** What a chip that used the chip authentication mapping of PACE claims: to know the private key behind its mapping key. */
export interface ChipMapping {
  curve: Curve;
  /** PK.Map,IC, which the chip sent while it did not know ours yet. */
  mappingKey: Point;
  /** CA.IC, a number modulo the order, big-endian. */
  authenticationData: Uint8Array;
}

/** CA.IC from object 8A of the last answer (ICAO 9303-11 §4.4.3.5.2). @throws ChipError `CARD_UNREADABLE` */
export function decryptAuthenticationData({ cipher, encryption }: SessionKeys, encrypted: Uint8Array): Uint8Array {
  const minusOne = new Uint8Array(cipher.blockBytes).fill(0xff);
  const iv = cipher.initialisationVector(encryption, minusOne);
  return unpad(cipher.decrypt(encryption, encrypted, iv), cipher.blockBytes);
}

/**
 * Whether CA.IC · PK.IC is the mapping key, which only the holder of the private key to PK.IC can bring about
 * (ICAO 9303-11 §4.4.3.5.2). Worth something where the issuer signed PK.IC, in EF.CardSecurity or DG14.
 * @param staticPublicKey SubjectPublicKeyInfo, DER; a key on another curve is no point on this one
 */
export function chipHoldsMappedKey(
  { curve, mappingKey, authenticationData }: ChipMapping,
  staticPublicKey: Uint8Array,
): boolean {
  const factor = toInteger(authenticationData);
  if (!curve.Point.Fn.isValidNot0(factor)) return false;
  const key = ifReadable(() => decodePoint(curve, subjectPublicKeyOf(staticPublicKey)));
  return key?.multiply(factor).equals(mappingKey) ?? false;
}
