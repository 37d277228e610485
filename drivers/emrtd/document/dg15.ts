import { type KeyObject, createPublicKey } from 'node:crypto';
import { malformed } from '../chip-error.ts';
import { childAt, parseTlv } from '../codec/tlv.ts';

/** DG15: the public key of active authentication, a SubjectPublicKeyInfo (ICAO 9303-10 §4.7.15). */
export function parseDg15(file: Uint8Array): KeyObject {
  const { encoded } = childAt(parseTlv(file, 0x6f), 0, 0x30);
  try {
    return createPublicKey({ key: Buffer.from(encoded), format: 'der', type: 'spki' });
  } catch {
    throw malformed('public key of DG15');
  }
}
