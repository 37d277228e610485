import { constants, createHash, createPrivateKey, privateEncrypt, sign } from 'node:crypto';
import { concatBytes } from '@noble/hashes/utils.js';
import type { Random } from '../../emrtd/access/pace.ts';

/** The chip's side of active authentication (ICAO 9303-11 §6.1), SHA-256. @param pkcs8 DER */
export function signChallenge(pkcs8: Uint8Array, challenge: Uint8Array, random: Random): Uint8Array {
  const key = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' });
  if (key.asymmetricKeyType === 'ec') return sign('sha256', challenge, { key, dsaEncoding: 'ieee-p1363' });

  // ISO/IEC 9796-2 scheme 1 with partial recovery: 6A, M1, hash, trailer 34CC.
  const length = (key.asymmetricKeyDetails?.modulusLength ?? 0) / 8;
  const recovered = random(length - 1 - 32 - 2);
  const hash = createHash('sha256').update(recovered).update(challenge).digest();
  const representative = concatBytes(Uint8Array.of(0x6a), recovered, hash, Uint8Array.of(0x34, 0xcc));
  return privateEncrypt({ key, padding: constants.RSA_NO_PADDING }, representative);
}
