import { randomBytes, randomInt } from 'node:crypto';

/** 128 random bits, as `tokenSchema` of the contract has them. */
export const newToken = (): string => randomBytes(16).toString('base64url');

/** Without 0 O 1 I L: whoever types a code reads it from paper or from another screen. */
const letters = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';

/** For a person to type; each letter is 4.95 random bits. */
export const newCode = (length: number): string =>
  Array.from({ length }, () => letters[randomInt(letters.length)]).join('');
