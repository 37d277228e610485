import { challengeSchema, chipEvidenceSchema, chipProofSchema } from './chip.ts';
import { failureCodeSchema } from './failures.ts';
import { insuranceCardNumberSchema, slipCodeSchema } from './scanned-code.ts';
import { birthDateSchema, dateSchema, personalNumberSchema, plainTextSchema } from './person.ts';
import { queueIdSchema, queueNumberSchema, serviceDaySchema } from './queue.ts';
import { centreSchema, placeSchema, serviceDefinitionSchema, serviceIdSchema } from './services.ts';
import { textSchema } from './text.ts';
import { dossierCodeSchema } from './dossier-code.ts';
import { z } from './zod.ts';

/** Random identifiers: 128 bits, base64url. */
export const tokenSchema = z.string().regex(/^[A-Za-z0-9_-]{22}$/);

/** The `Idempotency-Key` header of each POST that creates something. */
export const idempotencyKeySchema = z.string().regex(/^[\w-]{16,64}$/);

/** POST /v1/challenges with an `Idempotency-Key` → 201. A challenge is single use and lives two minutes. */
export const challengeResponseSchema = z.object({ challengeId: tokenSchema, challenge: challengeSchema });
export type ChallengeResponse = z.infer<typeof challengeResponseSchema>;

/**
 * POST /v1/verifications with an `Idempotency-Key`: the chip's evidence and the number from the QR, checked again by the backend.
 * 409 CHALLENGE_EXPIRED where the challenge is over, spent or another kiosk's; 422 where the evidence cannot be understood, which
 * spends no challenge.
 */
export const verificationRequestSchema = z.strictObject({
  challengeId: tokenSchema,
  service: serviceIdSchema,
  /** Absent of a travel document, whose chip was opened by its MRZ. */
  scannedNumber: personalNumberSchema.optional(),
  evidence: chipEvidenceSchema,
});
export type VerificationRequest = z.infer<typeof verificationRequestSchema>;

/**
 * What the insurance portal says, or that it could not be asked.
 * `unverified` is served all the same and marked "chưa xác minh" (ND 188/2025 art. 38).
 */
export const eligibilitySchema = z.object({
  status: z.enum(['valid', 'expired', 'not-found', 'at-counter', 'mismatch', 'unverified']),
  /** The portal's own result code; absent when it did not answer. */
  maKetQua: z.string().max(8).optional(),
  /** The portal's own words (ghiChu), shown in preference to ours. */
  note: z.string().max(400).optional(),
  validUntil: dateSchema.optional(),
  /** Whether this centre is where its holder is registered for first treatment; absent where the portal did not say. */
  registeredHere: z.boolean().optional(),
});
export type Eligibility = z.infer<typeof eligibilitySchema>;

/**
 * `proved`: genuine, by an issuer we trust, the chip itself. `unproved`: neither that nor evidence against it, and the
 * service serves it so. `declared`: no chip was read, a paper or the visitor said it, and a desk compares. `refused`: evidence
 * against it, or unproved and the service wants it proved.
 */
export const identityOutcomeSchema = z.enum(['proved', 'unproved', 'declared', 'refused']);
export type IdentityOutcome = z.infer<typeof identityOutcomeSchema>;

/** What the centre knows already of somebody whose card was proved; whoever merely declared it is told nothing. */
export const knownVisitorSchema = z.object({
  /** The clinic of the last visit. */
  lastQueue: queueIdSchema.optional(),
  /** The number of this service that she holds today: asking again gives it again. */
  held: z.object({ number: queueNumberSchema, queueLabel: textSchema, place: placeSchema }).optional(),
  /** Today's appointment, which no visit came of yet. */
  appointment: z.object({ queue: queueIdSchema, at: z.iso.datetime() }).optional(),
});
export type KnownVisitor = z.infer<typeof knownVisitorSchema>;

/** → 201. `reason` is present unless `identity` is `proved`, `proof` unless it is `declared`. */
export const verificationResponseSchema = z.object({
  verificationId: tokenSchema,
  identity: identityOutcomeSchema,
  reason: failureCodeSchema.optional(),
  proof: chipProofSchema.optional(),
  eligibility: eligibilitySchema.optional(),
  known: knownVisitorSchema.optional(),
});
export type VerificationResponse = z.infer<typeof verificationResponseSchema>;

/** As much of a person as a paper without a chip says, and no more than it was read for. */
export const declaredPersonSchema = z.discriminatedUnion('by', [
  z.strictObject({
    by: z.literal('citizen-card'),
    personalNumber: personalNumberSchema,
    fullName: plainTextSchema.min(1),
    birthDate: birthDateSchema,
  }),
  z.strictObject({ by: z.literal('number'), personalNumber: personalNumberSchema }),
  z.strictObject({
    by: z.literal('insurance-card'),
    cardNumber: insuranceCardNumberSchema,
    /** Old cards and bare numbers lack them. */
    fullName: plainTextSchema.min(1).optional(),
    birthDate: birthDateSchema.optional(),
  }),
]);
export type DeclaredPerson = z.infer<typeof declaredPersonSchema>;

/**
 * POST /v1/declarations with an `Idempotency-Key` → 201 with a verification whose identity is `declared`. The insurance portal is
 * asked where name and birth date are known. 403 BACKEND_REFUSED where the service does not serve whoever declares in that way.
 */
export const declarationRequestSchema = z.strictObject({ service: serviceIdSchema, person: declaredPersonSchema });
export type DeclarationRequest = z.infer<typeof declarationRequestSchema>;

export const prioritySchema = z.enum(['none', 'age-75', 'under-6', 'pregnant', 'severe-disability', 'merit']);
export type Priority = z.infer<typeof prioritySchema>;

/**
 * A header of answers to number requests: where the centre's history stood. Opaque; the kiosk sends the last that it got with its
 * next one. A server that does not know it works on an older copy of the database, and answers 503 NUMBERS_SUSPENDED to everybody.
 */
export const markHeader = 'tram-mark';
export const markSchema = z.string().regex(/^[\w.-]{1,100}$/);

/** POST /v1/numbers with an `Idempotency-Key` header. Same key and body: same answer; same key, other body: 422. */
export const numberRequestSchema = z.strictObject({
  service: serviceIdSchema,
  queue: queueIdSchema,
  /** Absent for services without identity. */
  verificationId: tokenSchema.optional(),
  priority: prioritySchema,
  /** Of an appointment slip, without `TRAM-HEN:`. One that is unknown or of another day changes nothing. */
  appointment: slipCodeSchema.optional(),
  /** Answers by question id; sealed with the visit, since they may be personal. */
  answers: z
    .record(z.string().min(1).max(40), z.string().min(1).max(200))
    .refine((answers) => Object.keys(answers).length <= 40, 'more than 40 answers'),
  /** A portrait, JPEG in base64; sealed with the visit. */
  photo: z.base64().max(400_000).optional(),
  /** Of a service with `dossier`: a desk has something to see before it receives it. Absent from kiosks of before. */
  awaitsDesk: z.boolean().optional(),
});
export type NumberRequest = z.infer<typeof numberRequestSchema>;

/** → 201. */
export const numberResponseSchema = z.object({
  number: queueNumberSchema,
  queue: queueIdSchema,
  serviceDay: serviceDaySchema,
  place: placeSchema,
  queueLabel: textSchema,
  /** Random, in the ticket's QR; says nothing about the person. */
  ticketToken: tokenSchema,
  /** People waiting before this one in the same queue; absent while nobody tells the server who was called. */
  ahead: z.int().nonnegative().optional(),
  /** Minutes to wait; absent where the day's service times say little. */
  estimate: z.object({ from: z.int().nonnegative(), to: z.int().positive() }).optional(),
  /**
   * The dossier that begins with it, where the centre receives such (`dossier` of the service). `awaitsDesk`: whether a desk has
   * still to receive it, as it was when the number was given; absent where the kiosk did not say. `resultOn`: the last working day
   * of its term, once it is received.
   */
  dossier: z.object({ code: dossierCodeSchema, resultOn: dateSchema, awaitsDesk: z.boolean().optional() }).optional(),
  priority: prioritySchema,
  /** True where identity or insurance is still to be checked by staff: "chưa xác minh". */
  unverified: z.boolean(),
  /** The person already held this number today; it is printed as "IN LẠI". */
  repeated: z.boolean(),
  issuedAt: z.iso.datetime(),
});
export type NumberResponse = z.infer<typeof numberResponseSchema>;

/** POST /v1/print-reports, from the kiosk's outbox, with an `Idempotency-Key` header → 204. No personal data. */
export const printReportSchema = z.union([
  z.strictObject({
    ticketToken: tokenSchema,
    outcome: z.enum(['confirmed', 'unconfirmed', 'not-printed', 'unknown']),
  }),
  /** The kiosk never heard the answer to its request with this key: if there was a number, nobody holds it. */
  z.strictObject({ numberKey: idempotencyKeySchema, outcome: z.literal('not-printed') }),
]);
export type PrintReport = z.infer<typeof printReportSchema>;

/** GET /v1/services → 200: what the centre offers. */
export const servicesResponseSchema = z.strictObject({
  centre: centreSchema,
  services: z.array(serviceDefinitionSchema).max(40),
});
export type ServicesResponse = z.infer<typeof servicesResponseSchema>;

/** Errors are RFC 9457 problem+json; `code` is from the closed list. */
export const problemSchema = z.object({
  type: z.literal('about:blank'),
  title: z.string(),
  status: z.int(),
  code: failureCodeSchema,
});
export type Problem = z.infer<typeof problemSchema>;
