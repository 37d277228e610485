import { eligibilitySchema, numberResponseSchema, tokenSchema } from './backend-api.ts';
import { failureCodeSchema } from './failures.ts';
import { queueIdSchema, queueNumberSchema, serviceDaySchema } from './queue.ts';
import { serviceIdSchema } from './services.ts';
import { textSchema } from './text.ts';
import { maskedNameSchema } from './ticket.ts';
import { z } from './zod.ts';

/** What staff have still to check of who was served "chưa xác minh" (ND 188/2025 art. 38). */
export const missingSchema = z.enum(['identity', 'insurance']);
export type Missing = z.infer<typeof missingSchema>;

/** A visit that was served unverified, as far as it is settled. */
export const checkedVisitSchema = z.strictObject({
  ticketToken: tokenSchema,
  number: queueNumberSchema,
  /** Its first. */
  queue: queueIdSchema,
  service: serviceIdSchema,
  arrivedAt: z.iso.datetime(),
  /** Absent where no name is known, as of numbers that a kiosk gave while it was cut off. */
  maskedName: maskedNameSchema.optional(),
  /** The end of a number that was declared without a name: the desk compares it with her papers. */
  declaredNumberEnds: z.string().max(4).optional(),
  /** Whether enough is known of her that the insurance portal can be asked. */
  canAskPortal: z.boolean(),
  missing: z.array(missingSchema).max(2),
  /** Why the identity was not proved. */
  reason: failureCodeSchema.optional(),
  /** What the insurance portal said last. */
  eligibility: eligibilitySchema.optional(),
});
export type CheckedVisit = z.infer<typeof checkedVisitSchema>;

/** GET /v1/unverified?day=YYYY-MM-DD → 200: those of a day of whom something is missing, by arrival; roles clerk and supervisor. */
export const unverifiedSchema = z.strictObject({
  serviceDay: serviceDaySchema,
  visits: z.array(checkedVisitSchema).max(500),
  /** There are more than these. */
  more: z.boolean(),
});
export type Unverified = z.infer<typeof unverifiedSchema>;

const saidSchema = z.strictObject({ vi: z.string(), en: z.string() });

/**
 * GET /v1/visits/{ticketToken}/answers, roles clerk and supervisor → 200: what the visitor said at the kiosk, in the order of the
 * questions, for the desk that goes on with it; each reading is audited. 404 where there is no such visit, or it has been deleted. A
 * visit with a dossier is kept until the day of its result.
 */
export const visitAnswersSchema = z.strictObject({
  number: queueNumberSchema,
  service: textSchema,
  /** As of {@link checkedVisitSchema}. */
  maskedName: maskedNameSchema.optional(),
  declaredNumberEnds: z.string().max(4).optional(),
  /** `question` is its id; whatever she may have typed stands in both languages of `answer`. Without limits: it is kept already. */
  answers: z.array(z.strictObject({ question: z.string(), title: saidSchema, answer: saidSchema })),
  /** JPEG in base64. */
  photo: z.string().optional(),
  dossier: numberResponseSchema.shape.dossier,
});
export type VisitAnswers = z.infer<typeof visitAnswersSchema>;

/**
 * POST /v1/visits/{ticketToken}/checks with an `Idempotency-Key`, by a clerk or supervisor → 201 with the visit after it; 404
 * where there is no such visit; 409 ENTRY_MOVED_ON where that is not missing, or too little is known of the person to ask the portal.
 * `portal`: the insurance portal is asked again; only a valid insurance settles it. `papers`: what the desk found in the person’s
 * papers, which settles it either way; who is `insufficient` pays herself or goes elsewhere.
 */
export const visitCheckSchema = z.discriminatedUnion('check', [
  z.strictObject({ check: z.literal('portal') }),
  z.strictObject({
    check: z.literal('papers'),
    of: missingSchema,
    outcome: z.enum(['sufficient', 'insufficient']),
  }),
]);
export type VisitCheck = z.infer<typeof visitCheckSchema>;
