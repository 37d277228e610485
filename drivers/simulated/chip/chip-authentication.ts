import { createPrivateKey, createPublicKey, diffieHellman } from 'node:crypto';
import { concatBytes } from '@noble/hashes/utils.js';
import type { Cipher } from '../../emrtd/messaging/cipher.ts';
import type { ChipKeys } from './chip-messaging.ts';

/**
 * The chip's side of chip authentication over an elliptic curve (ICAO 9303-11 §6.2): the keys that the reader has too, if the private key
 * belongs to DG14. @param pkcs8 DER @param theirs the reader's ephemeral public key, an uncompressed point
 * @throws Error where that is no point of the curve
 */
export function agreeOnKeys(pkcs8: Uint8Array, theirs: Uint8Array, cipher: Cipher): ChipKeys {
  const privateKey = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' });
  // The point ends a SubjectPublicKeyInfo; all before it is the same for both sides.
  const ours = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  const key = Buffer.from(concatBytes(ours.subarray(0, ours.length - theirs.length), theirs));
  const publicKey = createPublicKey({ key, format: 'der', type: 'spki' });
  const secret = diffieHellman({ privateKey, publicKey });
  return { cipher, encryption: cipher.deriveKey(secret, 1), mac: cipher.deriveKey(secret, 2) };
}
