import { createHash } from 'node:crypto';
import type { MrzKey } from '../../../src/contract/chip.ts';
import type { Card } from '../cards/card.ts';

/** SHA-1 over document number, birth and expiry with their check digits (ICAO 9303-11 §4.3.2); 20 bytes. */
export const mrzHash = ({ documentNumber, birthDate, expiryDate }: MrzKey): Uint8Array =>
  createHash('sha1')
    .update([documentNumber.padEnd(9, '<'), birthDate, expiryDate].map((field) => field + checkDigit(field)).join(''))
    .digest();

/** What PACE derives its key from, by object 83 of MSE:Set AT: 1 the MRZ, 2 the CAN. Undefined where the chip has no such. */
export function paceSecret({ can, mrz }: Card['passwords'], reference: number): Uint8Array | undefined {
  if (reference === 1 && mrz) return mrzHash(mrz);
  if (reference === 2 && can !== undefined) return Buffer.from(can);
  return undefined;
}

/** ICAO 9303-3 §4.9. The simulation computes it by itself: a mistake of the reader's would else be on its cards too. */
export function checkDigit(field: string): string {
  const weights = [7, 3, 1];
  const values = Array.from(field, (character) => (character === '<' ? 0 : parseInt(character, 36)));
  return String(values.reduce((sum, value, index) => sum + value * (weights[index % 3] ?? 0), 0) % 10);
}
