import { documentSchema } from './person.ts';
import { z } from './zod.ts';

/** Sizes beyond which a chip's answer is refused, in bytes. Real EF.SODs are near 2 kB, DG13 near 0.5 kB. */
export const chipLimits = { file: 32_768, total: 131_072, activeAuthenticationSignature: 1_024 } as const;

const bytes = (limit: number) => z.base64().max(Math.ceil(limit / 3) * 4);

/** An active-authentication challenge, RND.IFD of ICAO 9303-11 §6.1: 8 bytes as 16 lower-case hex digits. */
export const challengeSchema = z.string().regex(/^[0-9a-f]{16}$/);

/**
 * What a reading can prove to somebody who was not there: raw files and the chip's signature over a challenge.
 * Bytes are base64. The face image (DG2) is never part of it.
 */
export const chipEvidenceSchema = z.strictObject({
  version: z.literal(1),
  com: bytes(chipLimits.file).optional(),
  sod: bytes(chipLimits.file),
  dataGroups: z.strictObject({
    dg1: bytes(chipLimits.file),
    dg13: bytes(chipLimits.file).optional(),
    dg15: bytes(chipLimits.file).optional(),
  }),
  activeAuthentication: z
    .strictObject({ challenge: challengeSchema, signature: bytes(chipLimits.activeAuthenticationSignature) })
    .optional(),
});
export type ChipEvidence = z.infer<typeof chipEvidenceSchema>;

/**
 * What happened, not what it is worth: policy decides elsewhere (src/main/identity, src/backend/verification).
 * ICAO 9303-11 §5 (passive), §6.1 (active).
 */
export const chipProofSchema = z.strictObject({
  passiveAuthentication: z.strictObject({
    hashes: z.enum(['match', 'mismatch']),
    signature: z.enum(['valid', 'invalid']),
    issuer: z.enum(['trusted', 'unknown', 'expired', 'revoked']),
  }),
  /** `absent`: the issuer gave the card no DG15, so no signature can be asked for. */
  activeAuthentication: z.enum(['passed', 'failed', 'absent']),
});
export type ChipProof = z.infer<typeof chipProofSchema>;

export const chipPhaseSchema = z.enum(['connect', 'access', 'read', 'authenticate', 'verify']);
export type ChipPhase = z.infer<typeof chipPhaseSchema>;

export const chipStatisticsSchema = z.strictObject({
  apdus: z.int().nonnegative(),
  bytesIn: z.int().nonnegative(),
  bytesOut: z.int().nonnegative(),
  /** Milliseconds spent in each phase. */
  stagesMs: z.partialRecord(chipPhaseSchema, z.number().nonnegative()),
});
export type ChipStatistics = z.infer<typeof chipStatisticsSchema>;

/** One reading of one chip, as it leaves the device host. */
export const documentReadSchema = z.strictObject({
  access: z.enum(['pace-can']),
  /** Names of the data groups that were read, such as `DG1`. */
  dataGroups: z.array(z.string().regex(/^DG\d{1,2}$/)).max(16),
  document: documentSchema,
  proof: chipProofSchema,
  evidence: chipEvidenceSchema,
  statistics: chipStatisticsSchema,
});
export type DocumentRead = z.infer<typeof documentReadSchema>;
