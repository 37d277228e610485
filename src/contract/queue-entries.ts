import { prioritySchema, tokenSchema } from './backend-api.ts';
import { counterIdSchema, queueIdSchema, queueNumberSchema, serviceDaySchema } from './queue.ts';
import { placeSchema, serviceIdSchema } from './services.ts';
import { textSchema } from './text.ts';
import { z } from './zod.ts';

/**
 * A visit in one queue (FHIR R4: a Task of an Encounter).
 * `waiting` → `called` → `serving` → `done`; `no-show` after calls that nobody answered; `left`: the person went, or was sent
 * elsewhere, before being served.
 */
export const entryStateSchema = z.enum(['waiting', 'called', 'serving', 'done', 'no-show', 'left']);
export type EntryState = z.infer<typeof entryStateSchema>;

/**
 * By what an entry goes first. An emergency never waits at a kiosk: it is marked by staff (Luật Khám bệnh, chữa bệnh 15/2023 art. 3).
 */
export const entryPrioritySchema = z.enum([...prioritySchema.options, 'emergency']);
export type EntryPriority = z.infer<typeof entryPrioritySchema>;

/**
 * What everybody in the hall may see and hear of an entry: neither the person nor why she goes first.
 * GET /v1/board → 200: those called last of each queue, newest first.
 */
export const shownEntrySchema = z.strictObject({
  entry: tokenSchema,
  number: queueNumberSchema,
  queue: queueIdSchema,
  serviceDay: serviceDaySchema,
  state: entryStateSchema,
  /** Where to go; present once it was called. */
  counter: z.strictObject({ id: counterIdSchema, label: textSchema, place: placeSchema }).optional(),
  /** How often it was called. */
  calls: z.int().nonnegative(),
});
export type ShownEntry = z.infer<typeof shownEntrySchema>;

/**
 * An event of GET /v1/board/events (server-sent events): an entry's state after a change. `id` is the event's own, for
 * `Last-Event-ID`: ids rise, and no event is told after one with a higher id.
 */
export const boardEventSchema = z.strictObject({
  id: z.int().positive(),
  at: z.iso.datetime(),
  entry: shownEntrySchema,
});
export type BoardEvent = z.infer<typeof boardEventSchema>;

export const boardSchema = z.strictObject({
  /** The last event that is in it: the stream goes on from there. */
  lastEvent: z.int().nonnegative(),
  centre: textSchema,
  called: z.array(shownEntrySchema).max(200),
});
export type Board = z.infer<typeof boardSchema>;

/**
 * Why an entry stands where it does (docs/order.md). `waited-long`: the rule calls it before those with priority; `returned`: it was
 * called, did not come, and stands behind those who waited when it came back.
 */
export const orderReasonSchema = z.enum(['priority', 'appointment', 'waited-long', 'returned', 'arrival']);
export type OrderReason = z.infer<typeof orderReasonSchema>;

/** What staff see of one who waits, or waited. */
export const waitingEntrySchema = shownEntrySchema.extend({
  ticketToken: tokenSchema,
  service: serviceIdSchema,
  step: z.int().positive(),
  arrivedAt: z.iso.datetime(),
  appointmentAt: z.iso.datetime().optional(),
  priority: entryPrioritySchema,
  /** From a verified birth date; else declared, and staff may look. */
  priorityProven: z.boolean(),
  unverified: z.boolean(),
  reason: orderReasonSchema,
});
export type WaitingEntry = z.infer<typeof waitingEntrySchema>;

/** GET /v1/queues/{queue}/entries → 200: of today; roles clerk and above. */
export const queueEntriesSchema = z.strictObject({
  /** In calling order. */
  waiting: z.array(waitingEntrySchema).max(2_000),
  /** Called, being served, and those who did not come and still may, the latest call first. */
  called: z.array(waitingEntrySchema.omit({ reason: true })).max(2_000),
});
export type QueueEntries = z.infer<typeof queueEntriesSchema>;

/** GET /v1/queues → 200: {@link queueListSchema}. */
export const queueSummarySchema = z.strictObject({
  queue: queueIdSchema,
  label: textSchema,
  waiting: z.int().nonnegative(),
  /** Minutes that the longest waiting has waited. */
  longestWait: z.int().nonnegative(),
  counters: z.array(z.strictObject({ id: counterIdSchema, label: textSchema })).max(60),
});
export type QueueSummary = z.infer<typeof queueSummarySchema>;

/** GET /v1/queues → 200, roles clerk and supervisor: all of the centre, as in centre.json. */
export const queueListSchema = z.strictObject({ queues: z.array(queueSummarySchema).max(11) });
export type QueueList = z.infer<typeof queueListSchema>;

/**
 * POST /v1/calls with an `Idempotency-Key` → 201 with the entry that is next, now called to this counter; 404 QUEUE_EMPTY. Roles
 * clerk and supervisor; 409 BACKEND_REFUSED where the counter does not serve the queue.
 * With `entry` it calls that one out of turn (supervisor), which the audit record keeps; 409 ENTRY_MOVED_ON where it waits there no
 * more.
 */
export const callRequestSchema = z.strictObject({
  queue: queueIdSchema,
  counter: counterIdSchema,
  entry: tokenSchema.optional(),
});
export type CallRequest = z.infer<typeof callRequestSchema>;

/** Why staff changed a priority: a closed list, since the audit record holds no personal data. */
export const priorityReasonSchema = z.enum(['seen', 'paper-shown', 'declared', 'mistaken', 'triage']);
export type PriorityReason = z.infer<typeof priorityReasonSchema>;

/**
 * POST /v1/entries/{entry}/changes with an `Idempotency-Key` → 201 with the entry after it; 409 ENTRY_MOVED_ON where its state
 * does not allow it.
 * `recall` a called one once more; `start` serving; `finish` it, with `next` the same visit goes on waiting in another queue under
 * its number; `no-show` after calls; `back`: a no-show stands in the queue again, behind those who wait; `leave`; `priority`: what
 * staff see or are shown, with the reason, which the audit record keeps. An emergency is marked by every clerk, all else by a
 * supervisor.
 */
export const entryChangeSchema = z.discriminatedUnion('change', [
  z.strictObject({ change: z.enum(['recall', 'start', 'no-show', 'back', 'leave']) }),
  z.strictObject({ change: z.literal('finish'), next: queueIdSchema.optional() }),
  z.strictObject({ change: z.literal('priority'), priority: entryPrioritySchema, reason: priorityReasonSchema }),
]);
export type EntryChange = z.infer<typeof entryChangeSchema>;

/** Minutes, as a range from the day's own service times; absent where those say little. */
export const estimateSchema = z.strictObject({ from: z.int().nonnegative(), to: z.int().positive() });
export type Estimate = z.infer<typeof estimateSchema>;

/**
 * GET /v1/tickets/{ticketToken} → 200: what the bearer of a ticket may know; the token is in its QR. 404 NOT_FOUND where there
 * is none of today.
 * `overtaking`: how many of those ahead came later and go first, by reason: the order explained.
 */
export const ticketStatusSchema = z.strictObject({
  number: queueNumberSchema,
  serviceDay: serviceDaySchema,
  steps: z
    .array(
      z.strictObject({
        queue: queueIdSchema,
        label: textSchema,
        place: placeSchema,
        state: entryStateSchema,
        counter: textSchema.optional(),
      }),
    )
    .max(20),
  ahead: z.int().nonnegative().optional(),
  overtaking: z.strictObject({ priority: z.int().nonnegative(), appointment: z.int().nonnegative() }).optional(),
  estimate: estimateSchema.optional(),
});
export type TicketStatus = z.infer<typeof ticketStatusSchema>;

/**
 * POST /v1/appointments with an `Idempotency-Key`, clerk or supervisor → 201; 409 BACKEND_REFUSED for a day that is over.
 * DELETE /v1/appointments/{code} → 204, or 404 where none is still to come.
 */
export const appointmentRequestSchema = z.strictObject({
  queue: queueIdSchema,
  at: z.iso.datetime(),
  /** Twelve digits, kept as a keyed fingerprint only; absent: whoever shows the code. */
  personalNumber: z
    .string()
    .regex(/^\d{12}$/)
    .optional(),
});
export type AppointmentRequest = z.infer<typeof appointmentRequestSchema>;
export const appointmentResponseSchema = z.strictObject({
  /** Printed on the slip as `TRAM-HEN:` and this. */
  code: z.string().regex(/^[A-Z0-9]{8,16}$/),
  queue: queueIdSchema,
  at: z.iso.datetime(),
});
export type AppointmentResponse = z.infer<typeof appointmentResponseSchema>;
