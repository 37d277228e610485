import { createHash, timingSafeEqual } from 'node:crypto';
import { z } from '../../../contract/zod.ts';

const uri = z.url({ protocol: /^(https?|urn)$/ });

/** The part `fhir` of the server's settings; without it there is no façade. */
export const fhirSettingsSchema = z.strictObject({
  /** Under which the hospital's systems reach the façade, without a stroke at its end: `https://tram.example.vn/fhir/R4`. */
  url: z.url({ protocol: /^https?$/ }).regex(/[^/]$/),
  /** Who may ask. */
  systems: z
    .array(
      z.strictObject({
        id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/),
        /** Hex SHA-256 of its bearer token of 256 random bits. */
        tokenSha256: z.string().regex(/^[0-9a-f]{64}$/),
      }),
    )
    .min(1)
    .max(50),
  /** The hospital's own systems of identifiers, by their type in v2-0203. Every hospital has others; the type is the same. */
  identifierSystems: z.strictObject({
    /** Of personal numbers. */
    NI: uri.optional(),
    /** Of numbers of health insurance cards. */
    SB: uri.optional(),
  }),
});
export type FhirSettings = z.infer<typeof fhirSettingsSchema>;

/** @returns the system that an Authorization header belongs to; takes the same time whichever it is */
export function systemOf(header: string | undefined, systems: FhirSettings['systems']): string | undefined {
  const token = /^Bearer ([\x21-\x7e]{43,256})$/.exec(header ?? '')?.[1];
  if (token === undefined) return undefined;
  const presented = createHash('sha256').update(token).digest();
  let found: string | undefined;
  for (const { id, tokenSha256 } of systems) {
    if (timingSafeEqual(presented, Buffer.from(tokenSha256, 'hex'))) found = id;
  }
  return found;
}
