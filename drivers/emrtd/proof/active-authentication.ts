import { type KeyObject, constants, createHash, publicDecrypt, timingSafeEqual, verify } from 'node:crypto';
import { bytesToHex, concatBytes, hexToBytes } from '@noble/hashes/utils.js';
import { isAcceptable } from './signature.ts';

/** Hash identifiers of ISO 9796-2 trailers; the one-byte trailer BC means SHA-1. */
const trailerHashes: Record<number, string> = {
  0x33: 'sha1',
  0x34: 'sha256',
  0x35: 'sha512',
  0x36: 'sha384',
  0x38: 'sha224',
};

/**
 * Whether the chip that made `signature` holds the private key of DG15 (ICAO 9303-11 §6.1).
 * @param challenge RND.IFD, 8 bytes
 */
export function verifyActiveAuthentication(key: KeyObject, challenge: Uint8Array, signature: Uint8Array): boolean {
  if (!isAcceptable(key)) return false;
  if (key.asymmetricKeyType === 'rsa') return verifyWithRecovery(key, challenge, signature);
  if (key.asymmetricKeyType === 'ec') return verifyEcdsa(key, challenge, signature);
  return false;
}

/**
 * r ‖ s (TR-03111), or DER as some national cards have it. The hash is named only in DG14, which is not read: any that
 * ICAO 9303-11 §6.1.2.3 permits is taken.
 */
function verifyEcdsa(key: KeyObject, challenge: Uint8Array, signature: Uint8Array): boolean {
  const encodings = ['ieee-p1363', 'der'] as const;
  return ['sha256', 'sha1', 'sha224', 'sha384', 'sha512'].some((hash) =>
    encodings.some((dsaEncoding) => verify(hash, challenge, { key, dsaEncoding }, signature)),
  );
}

/** ISO/IEC 9796-2 scheme 1: `6A ‖ M1 ‖ H(M1 ‖ challenge) ‖ trailer`. */
function verifyWithRecovery(key: KeyObject, challenge: Uint8Array, signature: Uint8Array): boolean {
  const message = recover(key, signature);
  if (message === undefined) return false;

  const explicit = message.at(-1) === 0xcc;
  const hash = explicit ? trailerHashes[message.at(-2) ?? 0] : 'sha1';
  if (hash === undefined || (!explicit && message.at(-1) !== 0xbc)) return false;

  const body = message.subarray(1, explicit ? -2 : -1);
  const hashLength = createHash(hash).digest().length;
  if (message[0] !== 0x6a || body.length <= hashLength) return false;
  const recovered = body.subarray(0, body.length - hashLength);
  const digest = createHash(hash).update(recovered).update(challenge).digest();
  return timingSafeEqual(digest, body.subarray(body.length - hashLength));
}

/** The representative in the modulus' full length. Some chips sign with n - x where that is smaller; both end in nibble C. */
function recover(key: KeyObject, signature: Uint8Array): Uint8Array | undefined {
  const length = Math.ceil((key.asymmetricKeyDetails?.modulusLength ?? 0) / 8);
  if (signature.length === 0 || signature.length > length) return undefined;
  const padded = concatBytes(new Uint8Array(length - signature.length), signature);
  let opened: Uint8Array;
  try {
    opened = publicDecrypt({ key, padding: constants.RSA_NO_PADDING }, padded);
  } catch {
    return undefined;
  }
  if (((opened.at(-1) ?? 0) & 0x0f) === 0x0c) return opened;
  const modulus = BigInt(`0x${Buffer.from(String(key.export({ format: 'jwk' }).n), 'base64url').toString('hex')}`);
  const complement = modulus - BigInt(`0x${bytesToHex(opened)}`);
  return hexToBytes(complement.toString(16).padStart(length * 2, '0'));
}
