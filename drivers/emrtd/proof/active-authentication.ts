import { type KeyObject, constants, createHash, publicDecrypt, timingSafeEqual, verify } from 'node:crypto';
import { concatBytes, hexToBytes } from '@noble/hashes/utils.js';
import { chipLimits } from '../../../src/contract/chip.ts';
import { toInteger } from '../access/domain-parameters.ts';
import { malformed } from '../chip-error.ts';
import { instruction, status } from '../codec/apdu.ts';
import type { Exchange } from '../messaging/exchange.ts';
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
 * INTERNAL AUTHENTICATE (ICAO 9303-11 §6.1). Where reader or chip refuse extended length, a longer signature comes in pieces.
 * @param key of DG15
 * @param challenge RND.IFD, 8 bytes
 * @returns the signature; empty where the chip refuses, which proves nothing
 * @throws ChipError `CARD_DATA_INVALID` where it is longer than any, `CARD_UNREADABLE`
 * @throws CardLost
 */
export async function signChallenge(exchange: Exchange, key: KeyObject, challenge: Uint8Array): Promise<Uint8Array> {
  const le = modulusBytes(key) > exchange.readLength.short ? 65_536 : 256;
  const command = { ins: instruction.internalAuthenticate, p1: 0, p2: 0, data: challenge, le };
  const { data, sw } = await exchange.send(command);
  if (data.length > chipLimits.activeAuthenticationSignature) throw malformed('signature too long');
  return sw === status.success ? data : new Uint8Array();
}

/**
 * Whether the chip that made `signature` holds the private key of DG15 (ICAO 9303-11 §6.1).
 * @param challenge RND.IFD, 8 bytes
 * @param digest what DG14 names for a key on a curve, as node:crypto calls it
 */
export function verifyActiveAuthentication(
  key: KeyObject,
  challenge: Uint8Array,
  signature: Uint8Array,
  digest?: string,
): boolean {
  if (!isAcceptable(key)) return false;
  if (key.asymmetricKeyType === 'rsa') return verifyWithRecovery(key, challenge, signature);
  if (key.asymmetricKeyType === 'ec') return verifyEcdsa(key, challenge, signature, digest);
  return false;
}

/**
 * r ‖ s (TR-03111), or DER as some national cards have it. Where DG14 names no hash, any that ICAO 9303-11 §6.1.2.3 permits
 * is taken.
 */
function verifyEcdsa(
  key: KeyObject,
  challenge: Uint8Array,
  signature: Uint8Array,
  digest: string | undefined,
): boolean {
  const hashes = digest === undefined ? ['sha256', 'sha1', 'sha224', 'sha384', 'sha512'] : [digest];
  const encodings = ['ieee-p1363', 'der'] as const;
  return hashes.some((hash) =>
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
  const length = modulusBytes(key);
  const modulus = toInteger(Buffer.from(String(key.export({ format: 'jwk' }).n), 'base64url'));
  if (modulus % 2n === 0n || signature.length === 0 || signature.length > length) return undefined;
  let opened: Uint8Array;
  try {
    const padded = concatBytes(new Uint8Array(length - signature.length), signature);
    opened = publicDecrypt({ key, padding: constants.RSA_NO_PADDING }, padded);
  } catch {
    // Not below the modulus.
    return undefined;
  }
  if (((opened.at(-1) ?? 0) & 0x0f) === 0x0c) return opened;
  const complement = modulus - toInteger(opened);
  return hexToBytes(complement.toString(16).padStart(length * 2, '0'));
}

const modulusBytes = (key: KeyObject) => Math.ceil((key.asymmetricKeyDetails?.modulusLength ?? 0) / 8);
