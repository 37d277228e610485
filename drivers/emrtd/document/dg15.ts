import type { KeyObject } from 'node:crypto';
import { publicKeyOf } from '../codec/public-key.ts';
import { childAt, parseTlv } from '../codec/tlv.ts';

/**
 * DG15: the public key of active authentication, a SubjectPublicKeyInfo (ICAO 9303-10 §4.7.15).
 * @returns undefined where the key is none that could be used
 * @throws ChipError `CARD_DATA_INVALID` where there is no key at all
 */
export const parseDg15 = (file: Uint8Array): KeyObject | undefined =>
  publicKeyOf(childAt(parseTlv(file, 0x6f), 0, 0x30).encoded);
