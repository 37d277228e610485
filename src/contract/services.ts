import { counterIdSchema, queueIdSchema, queueLetterSchema } from './queue.ts';
import { portalAddressSchema } from './portal-address.ts';
import { textSchema, type Text } from './text.ts';
import { z } from './zod.ts';

/** The name of a service's file in resources/services. */
export const serviceIdSchema = z.string().regex(/^[a-z][a-z0-9-]{1,39}$/);
export type ServiceId = z.infer<typeof serviceIdSchema>;

const distinct =
  <Key extends string>(key: Key) =>
  (items: Record<Key, string>[]) =>
    new Set(items.map((item) => item[key])).size === items.length;

const optionSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/i),
  label: textSchema,
  /** The queue that this answer leads to. */
  queue: queueIdSchema.optional(),
});

/** Of every question whose answer is shown again. */
const reviewed = {
  id: z.string(),
  title: textSchema,
  /** Before the answer, where it is shown again: "Hạng" of "Hạng giấy phép?". The title where absent. */
  label: textSchema.optional(),
};

const questionSchema = z.discriminatedUnion('kind', [
  z
    .strictObject({
      ...reviewed,
      kind: z.literal('choice'),
      options: z.array(optionSchema).min(1).max(16).refine(distinct('id'), 'two options have the same id'),
      /** The option that holds without being asked for; the review page says so and offers another. */
      usual: z.string().optional(),
    })
    .refine(({ options, usual }) => usual === undefined || options.some(({ id }) => id === usual), {
      path: ['usual'],
      message: 'none of its options',
    }),
  /** A number that is typed, or scanned where `scan` names a kind of code. */
  z.strictObject({
    ...reviewed,
    kind: z.literal('digits'),
    hint: textSchema.optional(),
    length: z.int().min(1).max(20),
    /** Fewer digits are a mistake; five where absent. */
    atLeast: z.int().min(1).max(20).optional(),
    scan: z.literal('driving-licence').optional(),
  }),
  /** Typed as eight digits, day month year. */
  z.strictObject({
    ...reviewed,
    kind: z.literal('date'),
    hint: textSchema.optional(),
    /** A day to come is a mistake. */
    past: z.literal(true).optional(),
  }),
  /** Letters from the keyboard on the screen, such as an address. */
  z.strictObject({
    ...reviewed,
    kind: z.literal('text'),
    hint: textSchema.optional(),
    length: z.int().min(1).max(200),
  }),
  /** What the service needs, how long it takes and what it costs, before anything is asked. Its answer is `yes`. */
  z.strictObject({ id: z.string(), kind: z.literal('intro'), title: textSchema }),
  /** A portrait by the kiosk's camera; skipped to the desk where there is none. Its answer is `taken` or `at-desk`. */
  z.strictObject({ ...reviewed, kind: z.literal('photo') }),
  /** Agreement to one sentence, never given beforehand: two answers of equal weight. Its answer is `yes`. */
  z.strictObject({ id: z.string(), kind: z.literal('consent'), title: textSchema, statement: textSchema }),
]);
export type Question = z.infer<typeof questionSchema>;

/** What stands before an answer, where it is shown again. */
export const labelOf = (question: Question): Text =>
  ('label' in question ? question.label : undefined) ?? question.title;

/** The answers to a question for a portrait. */
export const photoAnswers = {
  taken: { vi: 'Đã chụp', en: 'Taken' },
  'at-desk': { vi: 'Chụp tại quầy', en: 'To be taken at the counter' },
} as const satisfies Record<string, Text>;

/**
 * What the proof of a genuine card may lack: the chip has no key of its own, so it could be a copy; or its document signer's
 * certificate has ended, as it does before a card that never expires.
 */
export const whyUnprovedSchema = z.enum(['chip-without-key', 'signer-expired']);
export type WhyUnproved = z.infer<typeof whyUnprovedSchema>;

/**
 * Papers that say who somebody is without proving it: whoever shows one is served where the service allows it, marked
 * "chưa xác minh", and a desk compares the paper with the person. `number`: twelve digits that were typed.
 */
export const declaredBySchema = z.enum(['citizen-card', 'number', 'insurance-card', 'travel-document']);
export type DeclaredBy = z.infer<typeof declaredBySchema>;

/** One file of resources/services: what a service asks, in order, and where its visitors wait. */
export const serviceDefinitionSchema = z
  .strictObject({
    id: serviceIdSchema,
    title: textSchema,
    /** On its tile of the home page. */
    picture: z.enum(['insurance', 'licence', 'queue', 'self-paid', 'papers', 'results']),
    /** What this file cannot say of the service, in src/main/services; where absent, nothing. */
    rules: z.enum(['insurance-check-in', 'licence-renewal', 'certified-copies']).optional(),
    identity: z.enum(['none', 'chip']),
    /** Whose cards are unproved for no other reason are served, and marked "chưa xác minh". Where absent, a card is proved or refused. */
    servesUnproved: z.array(whyUnprovedSchema).min(1).max(2).optional(),
    /** Besides the chip. Where absent, nobody is served whose card was not read. */
    servesDeclared: z.array(declaredBySchema).min(1).max(4).optional(),
    eligibility: z.enum(['none', 'health-insurance']),
    questions: z.array(questionSchema).max(16).refine(distinct('id'), 'two questions have the same id'),
    /** The queue when no answer names another. */
    queue: queueIdSchema,
    /** What it is for the uninsured who choose to pay, and the only queue for them. */
    selfPaid: z.strictObject({ title: textSchema, queue: queueIdSchema }).optional(),
    /** Papers to have ready at the desk, printed on the ticket. */
    papers: z.array(textSchema).max(8),
    /** About how long it takes at the kiosk. */
    minutes: z.int().min(1).max(60).optional(),
    /** In đồng, with the rule that it follows from; paid at the desk or by the portal, never taken for granted here. */
    fee: z.strictObject({ amount: z.int().nonnegative(), source: z.string().min(1) }).optional(),
    /** This centre receives dossiers of the service: each number comes with a dossier code and the day of the result. */
    dossier: z
      .strictObject({
        /** Of the dossier codes, as in "H15.50.05": Thông tư 01/2018/TT-VPCP. */
        unit: z.string().regex(/^[0-9A-Z]{2,3}(?:\.[0-9A-Z]{2,3})*$/),
        /** Within which the law wants it done. */
        workingDays: z.int().min(1).max(90),
        /** Time of its last day at which the result can be collected. */
        readyAt: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
      })
      .optional(),
    /** Where it is handed in instead, since this centre receives none: never beside `dossier`. */
    portal: portalAddressSchema.optional(),
  })
  .refine(({ dossier, portal }) => dossier === undefined || portal === undefined, {
    path: ['portal'],
    message: 'dossiers are received here, or elsewhere',
  });
export type ServiceDefinition = z.infer<typeof serviceDefinitionSchema>;

/** What somebody who waits in that queue has come for, whatever she began with. */
export const titleAt = ({ title, selfPaid }: ServiceDefinition, queue: string): Text =>
  queue === selfPaid?.queue ? selfPaid.title : title;

/** Where a queue is served. */
export const placeSchema = z.strictObject({
  room: textSchema,
  floor: textSchema,
  /** How to get there from the kiosk, "Đi thẳng, theo vạch xanh". */
  way: textSchema.optional(),
});
export type Place = z.infer<typeof placeSchema>;

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
export const centreSchema = z
  .strictObject({
    name: textSchema,
    /** Where people go when the kiosk cannot help. */
    desk: textSchema,
    /** Mã cơ sở KCB; only a place that treats patients has one. */
    facilityCode: z
      .string()
      .regex(/^\d{5}$/)
      .optional(),
    /** What the home page offers, in this order. Files of other services lie ready. */
    services: z
      .array(serviceIdSchema)
      .min(1)
      .max(6)
      .refine((ids) => new Set(ids).size === ids.length, 'a service is named twice'),
    /** Where emergencies are received. */
    emergencyPlace: placeSchema.optional(),
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
  })
  .superRefine(({ queues, counters, emergency }, context) => {
    const refuse = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    const served = new Set(counters.flatMap((counter) => counter.queues));
    for (const { id, letter } of queues) {
      if (!served.delete(id)) refuse('counters', `nobody can be called from the queue ${id}: no counter has it`);
      if (letter === emergency.letter) refuse('emergency', `its letter is that of the queue ${id}`);
    }
    if (served.size > 0) refuse('counters', `they name queues that are not there: ${[...served].join(', ')}`);
  });
export type Centre = z.infer<typeof centreSchema>;
