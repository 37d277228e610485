import { type KeyObject, createPublicKey } from 'node:crypto';
import { childAt, objectIdentifier, parseTlv } from './tlv.ts';

/** RSA of 8,192 bits is the longest that any issuer has; its exponent is 65,537 or near it. */
const limits = { encoded: 2_048, modulus: 1_025, exponent: 9 } as const;

const rsa: readonly string[] = ['1.2.840.113549.1.1.1', '1.2.840.113549.1.1.10'];

/**
 * The key of a SubjectPublicKeyInfo (RFC 5280 §4.1.2.7) that somebody else made. Sizes are measured before OpenSSL sees it: an enormous
 * exponent leaves an error in OpenSSL's queue, which then fails the next key that is opened, whoever's it is.
 * @returns undefined where it is none, or beyond all that is in use
 */
export function publicKeyOf(subjectPublicKeyInfo: Uint8Array): KeyObject | undefined {
  try {
    if (!isOfUsualSize(subjectPublicKeyInfo)) return undefined;
    const key = createPublicKey({ key: Buffer.from(subjectPublicKeyInfo), format: 'der', type: 'spki' });
    // A kind of key that OpenSSL does not know throws only when it is asked for.
    return key.asymmetricKeyType === undefined ? undefined : key;
  } catch {
    return undefined;
  }
}

/**
 * The BIT STRING of a SubjectPublicKeyInfo after its count of unused bits: of a key on a curve the point.
 * @throws ChipError `CARD_DATA_INVALID`
 */
export const subjectPublicKeyOf = (subjectPublicKeyInfo: Uint8Array): Uint8Array =>
  childAt(parseTlv(subjectPublicKeyInfo, 0x30), 1, 0x03).value.subarray(1);

/** @throws ChipError */
function isOfUsualSize(subjectPublicKeyInfo: Uint8Array): boolean {
  if (subjectPublicKeyInfo.length > limits.encoded) return false;
  const info = parseTlv(subjectPublicKeyInfo, 0x30);
  const algorithm = objectIdentifier(childAt(childAt(info, 0, 0x30), 0, 0x06));
  if (!rsa.includes(algorithm)) return true;
  const key = parseTlv(subjectPublicKeyOf(subjectPublicKeyInfo), 0x30);
  return childAt(key, 0, 0x02).value.length <= limits.modulus && childAt(key, 1, 0x02).value.length <= limits.exponent;
}
