import { createHash, timingSafeEqual } from 'node:crypto';
import { z } from '../contract/zod.ts';

export const enrolledKioskSchema = z.strictObject({
  kiosk: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/),
  /** Hex SHA-256 of the kiosk's bearer token. */
  tokenSha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type EnrolledKiosk = z.infer<typeof enrolledKioskSchema>;

/** @returns the kiosk that an Authorization header belongs to; takes the same time whichever it is */
export function kioskOf(header: string | undefined, enrolled: readonly EnrolledKiosk[]): string | undefined {
  const token = /^Bearer ([\x21-\x7e]{16,256})$/.exec(header ?? '')?.[1];
  if (token === undefined) return undefined;
  const presented = createHash('sha256').update(token).digest();
  let found: string | undefined;
  for (const { kiosk, tokenSha256 } of enrolled) {
    if (timingSafeEqual(presented, Buffer.from(tokenSha256, 'hex'))) found = kiosk;
  }
  return found;
}
