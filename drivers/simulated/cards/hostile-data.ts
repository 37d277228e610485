import { createPublicKey, randomBytes } from 'node:crypto';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { encodeTlv } from '../../emrtd/codec/tlv.ts';
import { securityObjectOf } from './files.ts';
import { makeKey } from './make-card.ts';

/** RSA with a modulus and an exponent of 65,536 bits: one verification would take minutes. SubjectPublicKeyInfo, DER. */
export function enormousKey(): Uint8Array {
  const modulus = randomBytes(8_192);
  modulus[0] = 0xff;
  modulus[modulus.length - 1] = 1;
  const key = { kty: 'RSA', n: modulus.toString('base64url'), e: randomBytes(8_191).toString('base64url') };
  return new Uint8Array(createPublicKey({ key, format: 'jwk' }).export({ type: 'spki', format: 'der' }));
}

/** An elliptic-curve key that is no point of its curve. SubjectPublicKeyInfo, DER. */
export function offCurveKey(): Uint8Array {
  const { publicKey } = makeKey('brainpoolP256r1');
  publicKey[publicKey.length - 1] = (publicKey.at(-1) ?? 0) ^ 1;
  return publicKey;
}

/** Sequences in each other. */
export function nested(levels: number): Uint8Array {
  let tlv = new Uint8Array();
  for (let level = 0; level < levels; level++) tlv = new Uint8Array(encodeTlv(0x30, tlv));
  return tlv;
}

/** An LDS security object whose number of a data group is a text and whose hash an integer. */
export const wronglyTyped = (dg1: Uint8Array): Uint8Array =>
  hexToBytes(
    bytesToHex(securityObjectOf(new Map([[1, dg1]]), 0))
      .replace('020101', '0c0131')
      .replace('0420', '0220'),
  );
