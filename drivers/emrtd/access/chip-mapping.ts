import { ChipError } from '../chip-error.ts';
import { childAt, parseTlv } from '../codec/tlv.ts';
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
  try {
    return publicPoint(curve, staticPublicKey).multiply(factor).equals(mappingKey);
  } catch (error) {
    if (error instanceof ChipError) return false;
    throw error;
  }
}

/** The subject's public key is a BIT STRING without unused bits. */
function publicPoint(curve: Curve, subjectPublicKeyInfo: Uint8Array): Point {
  const { value } = childAt(parseTlv(subjectPublicKeyInfo, 0x30), 1, 0x03);
  return decodePoint(curve, value.subarray(1));
}
