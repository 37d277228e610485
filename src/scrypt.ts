import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

/** RFC 7914; 16 MiB of memory for each derivation. */
const COST = { N: 16_384, r: 8, p: 1 };
const hashBytes = 32;

const derive = promisify<string, Buffer, number, { N: number; r: number; p: number }, Buffer>(scrypt);

/** @returns `scrypt$N$r$p$salt$hash`, salt and hash in base64 */
export async function scryptHash(secret: string): Promise<string> {
  const salt = randomBytes(16);
  return inForm(salt, await derive(secret, salt, hashBytes, COST));
}

/** In the same form and as costly to compare with, and the hash of nothing. */
export const scryptOfNothing = (): string => inForm(randomBytes(16), randomBytes(hashBytes));

const inForm = (salt: Buffer, hash: Buffer): string =>
  ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64'), hash.toString('base64')].join('$');

export async function scryptMatches(secret: string, stored: string): Promise<boolean> {
  const [, N, r, p, salt = '', hash = ''] = stored.split('$');
  const expected = Buffer.from(hash, 'base64');
  const given = await derive(secret, Buffer.from(salt, 'base64'), expected.length, {
    N: Number(N),
    r: Number(r),
    p: Number(p),
  });
  return timingSafeEqual(given, expected);
}
