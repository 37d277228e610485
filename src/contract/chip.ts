import { documentSchema, foreignDocumentSchema } from './person.ts';
import { z } from './zod.ts';

/**
 * Beyond these a chip's answers are refused. Bytes: real EF.SODs are near 2 kB, DG13 near 0.5 kB, a face (DG2) 10 to 40 kB.
 * Milliseconds: the slowest card takes near 20 seconds with its face.
 */
export const chipLimits = {
  file: 131_072,
  total: 524_288,
  apdus: 4_000,
  /** Of a file that travels as evidence, the face apart. */
  evidence: 32_768,
  activeAuthenticationSignature: 1_024,
  apduMs: 10_000,
  readingMs: 60_000,
} as const;

const bytes = (limit: number) => z.base64().max(Math.ceil(limit / 3) * 4);

/** An active-authentication challenge, RND.IFD of ICAO 9303-11 §6.1: 8 bytes as 16 lower-case hex digits. */
export const challengeSchema = z.string().regex(/^[0-9a-f]{16}$/);

/** The three fields of the MRZ that open a chip (ICAO 9303-11 §4.3.2). */
export const mrzKeySchema = z.strictObject({
  /** Without the fillers at its end; within it a hyphen on paper is one. */
  documentNumber: z.string().regex(/^[A-Z0-9][A-Z0-9<]{0,21}$/),
  /** `YYMMDD` as printed, unknown parts `<`. */
  birthDate: z.string().regex(/^[0-9<]{6}$/),
  expiryDate: z.string().regex(/^[0-9<]{6}$/),
});
export type MrzKey = z.infer<typeof mrzKeySchema>;

/**
 * What a reading can prove to somebody who was not there: raw files and the chip's signature over a challenge.
 * Bytes are base64. The face (DG2) is part of it only where whoever asked for the reading asked for that.
 * Chip authentication leaves nothing that could be shown to others: who holds the agreed keys can make both sides of it.
 */
export const chipEvidenceSchema = z.strictObject({
  version: z.literal(1),
  com: bytes(chipLimits.evidence).optional(),
  sod: bytes(chipLimits.evidence),
  dataGroups: z.strictObject({
    dg1: bytes(chipLimits.evidence),
    dg2: bytes(chipLimits.file).optional(),
    dg11: bytes(chipLimits.evidence).optional(),
    dg12: bytes(chipLimits.evidence).optional(),
    dg13: bytes(chipLimits.evidence).optional(),
    dg14: bytes(chipLimits.evidence).optional(),
    dg15: bytes(chipLimits.evidence).optional(),
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

export const chipAccessSchema = z.enum(['pace-can', 'pace-mrz', 'bac-mrz']);
export type ChipAccess = z.infer<typeof chipAccessSchema>;

/** A picture as a browser shows it. */
export const faceSchema = z.strictObject({
  mediaType: z.enum(['image/jpeg', 'image/png']),
  /** Base64. */
  data: bytes(2 * 1_048_576),
  width: z.int().positive(),
  height: z.int().positive(),
});
export type Face = z.infer<typeof faceSchema>;

/** One reading of one chip, of a citizen card or any other eMRTD, as it leaves the device host. */
export const documentReadSchema = z.strictObject({
  access: chipAccessSchema,
  /**
   * EF.CardAccess is read before anything can be proved. `confirmed`: the signed DG14 says the same. `contradicted`: it does
   * not, or offers a PACE that the chip then withheld: somebody may have weakened the access (ICAO 9303-11 §4.2).
   * `unconfirmed`: DG14 is not there, or is silent on PACE.
   */
  cardAccess: z.enum(['confirmed', 'contradicted', 'unconfirmed']),
  /**
   * Chip authentication by the reader itself, version 1 or that of PACE-CAM (ICAO 9303-11 §4.4.3.5, §6.2). It tells a copy from the
   * chip where DG14 is the issuer's, which `proof` says. `absent`: the card has no key that this reader knows how to use.
   */
  chipAuthentication: z.enum(['passed', 'failed', 'absent']),
  /** Names of the data groups that were read, such as `DG1`. */
  dataGroups: z.array(z.string().regex(/^DG\d{1,2}$/)).max(16),
  document: z.union([documentSchema, foreignDocumentSchema]),
  /** Where it was asked for and could be shown. */
  face: faceSchema.optional(),
  proof: chipProofSchema,
  evidence: chipEvidenceSchema,
  statistics: chipStatisticsSchema,
});
export type DocumentRead = z.infer<typeof documentReadSchema>;
