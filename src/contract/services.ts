import { counterIdSchema, queueIdSchema, queueLetterSchema } from './queue.ts';
import { textSchema } from './text.ts';
import { z } from './zod.ts';

export const serviceIdSchema = z.enum(['insurance-check-in', 'licence-renewal', 'queue-ticket']);
export type ServiceId = z.infer<typeof serviceIdSchema>;

const optionSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/i),
  label: textSchema,
  /** The queue that this answer leads to. */
  queue: queueIdSchema.optional(),
});

const questionSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    id: z.string(),
    kind: z.literal('choice'),
    title: textSchema,
    options: z.array(optionSchema).min(1).max(16),
  }),
  /** A number that is typed, or scanned where `scan` names a kind of code. */
  z.strictObject({
    id: z.string(),
    kind: z.literal('digits'),
    title: textSchema,
    hint: textSchema.optional(),
    length: z.int().min(1).max(20),
    scan: z.literal('driving-licence').optional(),
  }),
  /** Typed as eight digits, day month year. */
  z.strictObject({ id: z.string(), kind: z.literal('date'), title: textSchema, hint: textSchema.optional() }),
]);
export type Question = z.infer<typeof questionSchema>;

/**
 * What the proof of a genuine card may lack: the chip has no key of its own, so it could be a copy; or its document signer's
 * certificate has ended, as it does before a card that never expires.
 */
export const whyUnprovedSchema = z.enum(['chip-without-key', 'signer-expired']);
export type WhyUnproved = z.infer<typeof whyUnprovedSchema>;

/** One file of resources/services: what a service asks, in order, and where its visitors wait. */
export const serviceDefinitionSchema = z.strictObject({
  id: serviceIdSchema,
  title: textSchema,
  identity: z.enum(['none', 'chip']),
  /** Whose cards are unproved for no other reason are served, and marked "chưa xác minh". Where absent, a card is proved or refused. */
  servesUnproved: z.array(whyUnprovedSchema).min(1).max(2).optional(),
  eligibility: z.enum(['none', 'health-insurance']),
  questions: z.array(questionSchema).max(8),
  /** The queue when no answer names another. */
  queue: queueIdSchema,
  /** Where the uninsured wait who choose to pay; the only queue for them. */
  selfPaidQueue: queueIdSchema.optional(),
  /** Papers to have ready at the desk, printed on the ticket. */
  papers: z.array(textSchema).max(8),
});
export type ServiceDefinition = z.infer<typeof serviceDefinitionSchema>;

/** Where a queue is served. */
export const placeSchema = z.strictObject({ room: textSchema, floor: textSchema });
export type Place = z.infer<typeof placeSchema>;

const distinct =
  <Key extends string>(key: Key) =>
  (items: Record<Key, string>[]) =>
    new Set(items.map((item) => item[key])).size === items.length;

const timeOfDay = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/);

/** When numbers are given: days of the week by ISO 8601 (1 is Monday), times of Asia/Ho_Chi_Minh from `from` until before `to`. */
const openingSchema = z
  .strictObject({
    days: z.array(z.int().min(1).max(7)).min(1).max(7),
    from: timeOfDay,
    to: timeOfDay,
  })
  // A night belongs to two days, and is two openings.
  .refine(({ from, to }) => from < to, 'an opening ends before it begins');
export type Opening = z.infer<typeof openingSchema>;

/** resources/centre.json: the centre, its queues, counters, hours and desk. */
export const centreSchema = z.strictObject({
  name: textSchema,
  /** Where people go when the kiosk cannot help. */
  desk: textSchema,
  facilityCode: z.string().regex(/^\d{5}$/),
  queues: z
    .array(
      z.strictObject({
        id: queueIdSchema,
        letter: queueLetterSchema,
        label: textSchema,
        place: placeSchema,
        /** Numbers a day; up to 999 where absent. */
        quota: z.int().min(1).max(999).optional(),
        /** Where absent, the centre's. */
        hours: z.array(openingSchema).min(1).max(14).optional(),
      }),
    )
    .min(1)
    .max(11)
    // Two queues with one letter would both have an A001.
    .refine(distinct('id'), 'two queues have the same id')
    .refine(distinct('letter'), 'two queues have the same letter'),
  /** Where people are called to. Those of a queue are at its place unless they have their own. */
  counters: z
    .array(
      z.strictObject({
        id: counterIdSchema,
        label: textSchema,
        queues: z.array(queueIdSchema).min(1).max(11),
        place: placeSchema.optional(),
      }),
    )
    .max(200)
    .refine(distinct('id'), 'two counters have the same id'),
  /** Day and night where absent. */
  hours: z.array(openingSchema).min(1).max(14).optional(),
  /** Days on which no number is given. */
  holidays: z.array(z.iso.date()).max(100),
  /** Of the numbers that kiosks give while the server does not answer; no queue has it. */
  emergency: z.strictObject({
    letter: queueLetterSchema,
    /** Numbers for each kiosk and day. */
    lease: z.int().min(1).max(100),
  }),
});
export type Centre = z.infer<typeof centreSchema>;
