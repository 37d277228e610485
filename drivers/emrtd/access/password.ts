import { createHash } from 'node:crypto';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import type { MrzKey } from '../../../src/contract/chip.ts';
import { checkDigit } from '../document/mrz.ts';

/** What opens a chip: a card access number of six digits, or three fields of the MRZ. */
export type Password = { kind: 'can'; can: string } | { kind: 'mrz'; mrz: MrzKey };

/** How MSE:Set AT names a password (ICAO 9303-11 §4.4.4.1, object 83). */
export const passwordReference = { mrz: 0x01, can: 0x02 } as const satisfies Record<Password['kind'], number>;

/**
 * Document number, birth and expiry with their check digits (ICAO 9303-11 §4.3.2). Shorter numbers are filled up to nine
 * characters; of a longer one, which a TD1 continues in its optional data, the whole counts, with the digit printed behind it.
 */
export function mrzInformation({ documentNumber, birthDate, expiryDate }: MrzKey): string {
  const fields = [documentNumber.padEnd(9, '<'), birthDate, expiryDate];
  return fields.map((field) => field + checkDigit(field)).join('');
}

/** Kseed of basic access control, 16 bytes (ICAO 9303-11 §9.7.2). */
export const basicAccessSeed = (mrz: MrzKey): Uint8Array => hashed(mrz).subarray(0, 16);

/** What Kπ of PACE is derived from: the number itself, or 20 bytes (ICAO 9303-11 §9.7.3). */
export const passwordSecret = (password: Password): Uint8Array =>
  password.kind === 'can' ? utf8ToBytes(password.can) : hashed(password.mrz);

const hashed = (mrz: MrzKey): Uint8Array => createHash('sha1').update(mrzInformation(mrz)).digest();

/** Whether the chip refuses what proved a password to it: 63xx as ICAO 9303-11 §4.3.4 and §4.4.4.2 ask, 69xx from some chips. */
export const refusesPassword = (sw: number): boolean => sw >> 8 === 0x63 || sw >> 8 === 0x69;
