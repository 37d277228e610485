import { eligibilitySchema, tokenSchema } from './backend-api.ts';
import { failureCodeSchema } from './failures.ts';
import { queueIdSchema, queueNumberSchema, serviceDaySchema } from './queue.ts';
import { serviceIdSchema } from './services.ts';
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
  /** Absent where no card was read, as of numbers that a kiosk gave while it was cut off. */
  maskedName: maskedNameSchema.optional(),
  missing: z.array(missingSchema).max(2),
  /** Why the card was not proved. */
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

/**
 * POST /v1/visits/{ticketToken}/checks with an `Idempotency-Key`, by a clerk or supervisor → 201 with the visit after it; 404
 * where there is no such visit; 409 ENTRY_MOVED_ON where that is not missing, or no card was read that the portal could be asked about.
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
