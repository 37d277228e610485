import { eligibilitySchema, identityOutcomeSchema } from './backend-api.ts';
import { chipPhaseSchema } from './chip.ts';
import { deviceStatusSchema, printerStateSchema } from './devices.ts';
import { dossierCodeSchema } from './dossier-code.ts';
import { failureCodeSchema } from './failures.ts';
import { packTagSchema } from './language-pack.ts';
import { otherPaperSchema } from './other-papers.ts';
import { dateSchema } from './person.ts';
import { portalAddressSchema } from './portal-address.ts';
import { queueNumberSchema } from './queue.ts';
import { placeSchema, serviceDefinitionSchema, serviceIdSchema } from './services.ts';
import { settingsSchema } from './settings.ts';
import { languageSchema, textSchema } from './text.ts';
import { z } from './zod.ts';

/** Typed digits as the page may show them: `•` for all but the last three. */
const maskedDigits = z.string().regex(/^•*\d{0,3}$/);

const lineSchema = z.strictObject({ label: textSchema, value: textSchema });

/** States in which a printer surely prints nothing. One that is `unknown`, since it was not asked yet, may. */
const printerProblemSchema = printerStateSchema.extract(['no-paper', 'cover-open', 'cutter-error', 'offline']);
export type PrinterProblem = z.infer<typeof printerProblemSchema>;

/** How paper fared. `unknown`: it failed after printing began, so that a part may have come out. */
export const paperSchema = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('printing') }),
  z.strictObject({ state: z.literal('confirmed') }),
  z.strictObject({ state: z.literal('failed'), code: failureCodeSchema }),
  z.strictObject({ state: z.literal('unknown'), code: failureCodeSchema }),
]);
export type Paper = z.infer<typeof paperSchema>;

/** What the printer has done so far, and what is left: the paper by estimate, the parts by their maker's figures. */
const wearSchema = z.strictObject({
  /** Text lines of 30 dots, in which makers give the life of a head. */
  lines: z.int().nonnegative(),
  cuts: z.int().nonnegative(),
  /** Lines of the head, cuts of the cutter. */
  life: z.strictObject({ head: z.int().positive(), cutter: z.int().positive() }),
  /** Parts past four fifths of their life. */
  worn: z.array(z.enum(['head', 'cutter'])).max(2),
  metresLeft: z.int().nonnegative(),
  ticketsLeft: z.int().nonnegative(),
});
export type Wear = z.infer<typeof wearSchema>;

const unsentSchema = z.strictObject({ kind: z.string(), waitingSeconds: z.int().nonnegative() });

const checkSchema = z.strictObject({
  name: z.enum(['host', 'reader', 'scanner', 'printer', 'backend', 'store', 'test-print', 'test-read', 'reprint']),
  passed: z.boolean(),
  text: textSchema,
});
export type Check = z.infer<typeof checkSchema>;

/** One screen, complete: the renderer shows it and knows nothing else. */
export const pageSchema = z.discriminatedUnion('name', [
  z.strictObject({
    name: z.literal('home'),
    services: z.array(
      z.strictObject({
        id: serviceIdSchema,
        title: textSchema,
        picture: serviceDefinitionSchema.shape.picture,
        problem: failureCodeSchema.optional(),
      }),
    ),
    /** Where emergencies are received; nobody need queue for it. */
    emergency: placeSchema.optional(),
    /** Present while no ticket can be printed; numbers are given all the same. */
    printer: printerProblemSchema.optional(),
    /** A card lies on the reader; whose it is, nobody knows. */
    cardLeft: z.boolean(),
  }),
  z.strictObject({
    name: z.literal('identify'),
    service: textSchema,
    /** What is to be held under the scanner; the chip of the first two is then read. */
    asks: z.enum(['citizen-card', 'passport', 'insurance-card', 'vneid']),
    /** Whether other papers may be shown. */
    otherPapers: z.boolean(),
    /** The chip failed and its paper was scanned: `declare` goes on without it. */
    canDeclare: z.boolean(),
    /** The chip has failed twice: staff are offered before another attempt. */
    staffFirst: z.literal(true).optional(),
    /** Whether the number is known yet, from the QR or typed. */
    number: z.enum(['missing', 'scanned', 'typed']),
    card: z.enum(['absent', 'present']),
    /** Present while the chip is being read; `fraction` 0 to 1 by bytes. */
    chip: z.strictObject({ phase: chipPhaseSchema, fraction: z.number().min(0).max(1) }).optional(),
    problem: failureCodeSchema.optional(),
  }),
  z.strictObject({
    name: z.literal('number-entry'),
    digits: maskedDigits,
    length: z.int(),
    problem: failureCodeSchema.optional(),
  }),
  z.strictObject({ name: z.literal('papers'), service: textSchema, papers: z.array(otherPaperSchema).min(1).max(6) }),
  /** Waiting for the backend. `patience` grows with time. */
  z.strictObject({
    name: z.literal('checking'),
    what: z.enum(['insurance', 'identity', 'number', 'licence']),
    patience: z.enum(['first', 'still', 'slow']),
  }),
  z.strictObject({
    name: z.literal('person'),
    /** Absent where a number alone was declared. */
    maskedName: z.string().optional(),
    birthYear: z
      .string()
      .regex(/^\d{4}$/)
      .optional(),
    /** The last digits of what was declared, where no name is known. */
    maskedNumber: maskedDigits.optional(),
    identity: identityOutcomeSchema,
    /** She has a number of this service today; `confirm` prints it again. */
    held: z.strictObject({ number: queueNumberSchema, queueLabel: textSchema, place: placeSchema }).optional(),
    /** Today's appointment. */
    appointment: z.strictObject({ at: z.iso.datetime(), queueLabel: textSchema }).optional(),
    eligibility: eligibilitySchema.optional(),
    /** Present where the service cannot go on as asked; `confirm` then means the other way that the text offers. */
    problem: failureCodeSchema.optional(),
  }),
  z.strictObject({
    name: z.literal('question'),
    question: z.discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('choice'),
        title: textSchema,
        options: z.array(
          z.strictObject({
            id: z.string(),
            label: textSchema,
            /** "Như lần trước" */
            last: z.literal(true).optional(),
            /** Made from what a register knows of her. */
            personal: z.literal(true).optional(),
            /** Cannot be chosen now; `opensAt` is the next time, `HH:MM`, today. */
            closed: z.strictObject({ code: failureCodeSchema, opensAt: z.string().optional() }).optional(),
          }),
        ),
      }),
      z.strictObject({
        kind: z.literal('text'),
        title: textSchema,
        hint: textSchema.optional(),
        length: z.int(),
        problem: failureCodeSchema.optional(),
      }),
      z.strictObject({
        kind: z.literal('intro'),
        title: textSchema,
        papers: z.array(textSchema).max(12),
        minutes: z.int().optional(),
        /** `amount` in đồng; `elsewhere`: where the dossier is handed in, which is not here. */
        fee: z.strictObject({ amount: z.int().nonnegative(), at: z.enum(['counter', 'elsewhere']) }).optional(),
      }),
      z.strictObject({ kind: z.literal('photo'), title: textSchema }),
      z.strictObject({
        kind: z.literal('consent'),
        title: textSchema,
        statement: textSchema,
        lines: z.array(lineSchema).max(20),
      }),
      z.strictObject({
        kind: z.literal('digits'),
        title: textSchema,
        hint: textSchema.optional(),
        digits: maskedDigits,
        length: z.int(),
        canScan: z.boolean(),
        problem: failureCodeSchema.optional(),
      }),
      z.strictObject({
        kind: z.literal('date'),
        title: textSchema,
        hint: textSchema.optional(),
        digits: z.string(),
        problem: failureCodeSchema.optional(),
      }),
    ]),
  }),
  z.strictObject({
    name: z.literal('review'),
    lines: z.array(lineSchema),
    /** Answers that hold without having been asked for, which she may change. */
    changes: z.array(z.strictObject({ question: z.string(), title: textSchema, answer: textSchema })).max(3),
    /** Present while no ticket can be printed: then the number is taken by `without-paper`. */
    printer: printerProblemSchema.optional(),
  }),
  z.strictObject({
    name: z.literal('ticket'),
    number: queueNumberSchema,
    queueLabel: textSchema,
    place: placeSchema,
    desk: textSchema,
    /** Absent where nobody knows it. */
    ahead: z.int().nonnegative().optional(),
    /** Times of day, `HH:MM`; absent where the estimate is poor. */
    estimate: z.strictObject({ from: z.string(), to: z.string() }).optional(),
    priority: z.boolean(),
    unverified: z.boolean(),
    papers: z.array(textSchema),
    /** Which begins with the number; `awaitsDesk`: a desk receives it, else it is received. `fee` in đồng. */
    dossier: z
      .strictObject({
        code: dossierCodeSchema,
        resultOn: dateSchema,
        awaitsDesk: z.boolean(),
        fee: z.int().nonnegative().optional(),
      })
      .optional(),
    ticketToken: z.string(),
    paper: paperSchema,
    /** The paper failed and the printer can print again: it may be tried once more. */
    canReprint: z.boolean(),
    /** A card still lies on the reader. */
    cardLeft: z.boolean(),
  }),
  z.strictObject({
    name: z.literal('desk'),
    reason: failureCodeSchema,
    desk: textSchema,
    paper: paperSchema,
    cardLeft: z.boolean(),
  }),
  /** What somebody has still to get before the service can begin, printed as a list; `portal` and `place` as on that list. */
  z.strictObject({
    name: z.literal('missing'),
    service: textSchema,
    reason: failureCodeSchema,
    missing: z.array(textSchema).min(1).max(8),
    place: placeSchema,
    portal: portalAddressSchema.optional(),
    paper: paperSchema,
    cardLeft: z.boolean(),
  }),
  z.strictObject({
    name: z.literal('cleared'),
    cardLeft: z.boolean(),
  }),
  z.strictObject({ name: z.literal('out-of-service'), desk: textSchema, reason: failureCodeSchema }),
  z.strictObject({
    name: z.literal('maintenance-pin'),
    problem: failureCodeSchema.optional(),
    lockedSeconds: z.int().nonnegative(),
  }),
  z.strictObject({
    name: z.literal('maintenance'),
    devices: deviceStatusSchema,
    backend: z.enum(['up', 'down']),
    unsent: z.array(unsentSchema).max(50),
    unsentCount: z.int().nonnegative(),
    unsettled: z.array(z.strictObject({ number: queueNumberSchema, issuedAt: z.iso.datetime() })).max(50),
    /** Absent until it was looked up. */
    wear: wearSchema.optional(),
    checks: z.array(checkSchema),
    /** `test-card`: a test reading waits for a card and its QR. */
    busy: z.enum(['no', 'working', 'test-card']),
    version: z.string(),
  }),
]);
export type Page = z.infer<typeof pageSchema>;
export type PageName = Page['name'];

export const sessionViewSchema = z.strictObject({
  /** Counts changes; a page with a lower one is late and dropped. */
  revision: z.int().nonnegative(),
  language: languageSchema,
  centre: textSchema,
  page: pageSchema,
  settings: settingsSchema,
  /** Further languages that this site offers, where the page was built with them. */
  packs: z.array(packTagSchema).max(4),
  /** Short side of the panel's picture in millimetres: all sizes on the page are real ones. */
  panelShortSide: z.number().positive(),
  /**
   * Present while staff are called. `calling`: the server has not heard of it yet; `waiting`: nobody has said that they come;
   * `nobody`: for a minute; `unreachable`: the server cannot be told.
   */
  help: z
    .strictObject({ state: z.enum(['calling', 'waiting', 'coming', 'nobody', 'unreachable']), desk: textSchema })
    .optional(),
  /** Present while the idle warning is open. */
  idle: z.strictObject({ secondsLeft: z.int().nonnegative() }).optional(),
  /** Parts that are simulated, for the demonstration's start screen; empty in production. */
  simulated: z.array(textSchema),
});
export type SessionView = z.infer<typeof sessionViewSchema>;
