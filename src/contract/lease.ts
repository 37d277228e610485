import { prioritySchema, tokenSchema } from './backend-api.ts';
import { queueIdSchema, queueLetterSchema, serviceDaySchema } from './queue.ts';
import { serviceIdSchema, type ServiceDefinition } from './services.ts';
import { z } from './zod.ts';

/**
 * Numbers that a kiosk may give while the backend does not answer: from `first` to `last` of the centre's emergency letter, on
 * this day only. A kiosk spends only the lease of its latest epoch; a disk that was copied or restored holds an older one.
 */
export const leaseSchema = z.object({
  epoch: z.int().positive(),
  serviceDay: serviceDaySchema,
  letter: queueLetterSchema,
  first: z.int().min(1).max(999),
  last: z.int().min(1).max(999),
});
export type Lease = z.infer<typeof leaseSchema>;

/**
 * POST /v1/leases with an `Idempotency-Key` → 201. Asked at each start, at the day's roll and when few are left. `held`: what the
 * kiosk has, and the serial it would give next. The answer is the same lease where it still serves, else one of a new epoch; 409
 * LEASE_OUTDATED where the kiosk's own is not its latest, or where serials that it would give were reported already (its disk is
 * an old one): it then asks with none. 409 QUEUE_CLOSED where no emergency number is left, or the kiosk has three leases of the
 * day that are not nearly spent. 503 NUMBERS_SUSPENDED while the database is an older copy, or where the kiosk's own lease is later
 * than what it knows: the kiosk keeps it.
 */
export const leaseRequestSchema = z.strictObject({
  held: z.strictObject({ epoch: z.int().positive(), next: z.int().min(1).max(1_000) }).optional(),
});
export type LeaseRequest = z.infer<typeof leaseRequestSchema>;

/** Less than a quarter is left: time for another one. */
export const isNearlySpent = ({ first, last }: Lease, next: number): boolean =>
  4 * (last - next + 1) < last - first + 1;

/**
 * Whether a kiosk may give numbers of this service by itself: where nothing is checked anyway, and to the insured patient, who is
 * received while nothing can be (NĐ 188/2025 art. 38).
 */
export const isGivenUnchecked = ({ identity, eligibility }: ServiceDefinition): boolean =>
  identity === 'none' || eligibility === 'health-insurance';

/**
 * POST /v1/emergency-numbers with an `Idempotency-Key`, from the kiosk's outbox → 204: a number that it gave by itself; repeated,
 * late and re-ordered ones are fine. Where the service checks people the visit is "chưa xác minh". People are called by
 * `arrivedAt`, which the backend bounds by when it granted the lease and when it hears of the number. 409 BACKEND_REFUSED where
 * the number lies in no lease of this kiosk, nor in one that another was granted before this one was enrolled (it may have had that
 * name), or the service is not given so; 503 NUMBERS_SUSPENDED while that cannot be known: the kiosk asks again later.
 */
export const emergencyNumberSchema = z.strictObject({
  epoch: z.int().positive(),
  serviceDay: serviceDaySchema,
  letter: queueLetterSchema,
  serial: z.int().min(1).max(999),
  ticketToken: tokenSchema,
  service: serviceIdSchema,
  queue: queueIdSchema,
  priority: prioritySchema,
  arrivedAt: z.iso.datetime(),
});
export type EmergencyNumber = z.infer<typeof emergencyNumberSchema>;
