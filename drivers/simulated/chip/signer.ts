import { constants, createHash, createPrivateKey, privateEncrypt, sign } from 'node:crypto';
import { concatBytes } from '@noble/hashes/utils.js';
import type { Random } from '../../emrtd/access/domain-parameters.ts';
import type { Card } from '../cards/card.ts';

type SigningKey = NonNullable<Card['keys']['activeAuthentication']>;

/** By which ISO/IEC 9796-2 names the hash in the signature. */
const trailers = {
  sha1: [0xbc],
  sha224: [0x38, 0xcc],
  sha256: [0x34, 0xcc],
  sha384: [0x36, 0xcc],
  sha512: [0x35, 0xcc],
};

/** The chip's side of active authentication (ICAO 9303-11 §6.1): ECDSA as r ‖ s, or ISO/IEC 9796-2 scheme 1. */
export function signChallenge(
  { pkcs8, digest = 'sha256' }: SigningKey,
  challenge: Uint8Array,
  random: Random,
): Uint8Array {
  const key = createPrivateKey({ key: Buffer.from(pkcs8, 'base64'), format: 'der', type: 'pkcs8' });
  if (key.asymmetricKeyType === 'ec') return sign(digest, challenge, { key, dsaEncoding: 'ieee-p1363' });

  // Partial recovery: 6A, M1, the hash over M1 and the challenge, the trailer.
  const trailer = Uint8Array.from(trailers[digest]);
  const length = (key.asymmetricKeyDetails?.modulusLength ?? 0) / 8;
  const hashBytes = createHash(digest).digest().length;
  const recovered = random(length - 1 - hashBytes - trailer.length);
  const hash = createHash(digest).update(recovered).update(challenge).digest();
  const representative = concatBytes(Uint8Array.of(0x6a), recovered, hash, trailer);
  return privateEncrypt({ key, padding: constants.RSA_NO_PADDING }, representative);
}
