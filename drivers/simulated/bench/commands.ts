import { z } from '../../../src/contract/zod.ts';
import { people } from '../people.ts';
import type { PrinterProfile } from '../printer/emulator.ts';

const personSchema = z.enum(people.map((person) => person.id));

/** Cards of the first person with something missing or wrong, a chip card that is no identity card, and a passport. */
const otherCardSchema = z.enum(['foreign', 'passport', 'unknown-issuer', 'without-dg13', 'without-dg15']);
export type OtherCard = z.infer<typeof otherCardSchema>;

/** Of the two readers that pcscd shows; the first where absent. */
const slot = z.literal([0, 1]).optional();

const portalModeSchema = z.enum(['up', 'slow', 'down', 'lost', 'garbage', 'half', 'twice', 'error', 'unauthorised']);
export type PortalMode = z.infer<typeof portalModeSchema>;

/** Characters, beyond the 4,296 of the largest QR symbol: what is too long must be refused too. */
const longestScan = 4_600;

/** What a hand beside the kiosk can do, and what can go wrong with a part of it. */
export const benchCommandSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('insert-card'), person: personSchema, slot }),
  z.strictObject({ type: z.literal('insert-other-card'), card: otherCardSchema, slot }),
  /** A card that gives no answer to reset: upside down, or broken. */
  z.strictObject({ type: z.literal('insert-unresponsive-card'), slot }),
  z.strictObject({ type: z.literal('remove-card'), slot }),
  /** The card leaves the field in the middle of a reading, after so many APDUs. */
  z.strictObject({ type: z.literal('pull-card-after'), apdus: z.int().min(1).max(10_000), slot }),
  /** Another person's card takes its place in the middle of a reading, after so many answers. */
  z.strictObject({
    type: z.literal('swap-card-after'),
    answers: z.int().min(1).max(10_000),
    person: personSchema,
    slot,
  }),
  z.strictObject({ type: z.literal('mute-card'), on: z.boolean(), slot }),
  z.strictObject({ type: z.literal('kill-pcscd') }),
  z.strictObject({ type: z.literal('start-pcscd') }),
  /** It hangs: it is there and answers nobody. */
  z.strictObject({ type: z.literal('freeze-pcscd'), on: z.boolean() }),
  z.strictObject({
    type: z.literal('scan'),
    person: personSchema,
    what: z.enum(['citizen-card', 'insurance-card', 'passport', 'vneid', 'licence', 'foreign']),
  }),
  /** Whatever somebody holds before the scanner, hostile or not. */
  z.strictObject({ type: z.literal('scan-text'), text: z.string().max(longestScan) }),
  z.strictObject({ type: z.literal('unplug-scanner') }),
  z.strictObject({ type: z.literal('replug-scanner') }),
  /** Another printer in its place; what each model can prove stands in drivers/simulated/printer. */
  z.strictObject({
    type: z.literal('exchange-printer'),
    model: z.enum(['epson', 'clone', 'status-only', 'liar'] satisfies PrinterProfile[]),
  }),
  /** `slow` as on a serial line. The printer is exchanged for one like it. */
  z.strictObject({ type: z.literal('paper-speed'), speed: z.enum(['quick', 'slow']) }),
  z.strictObject({ type: z.literal('paper'), state: z.enum(['ok', 'low', 'out']) }),
  z.strictObject({ type: z.literal('cover'), open: z.boolean() }),
  /** `jams`: at the next cut. Whoever frees it has the cut carried out. */
  z.strictObject({ type: z.literal('cutter'), state: z.enum(['ok', 'jams']) }),
  /** Too hot, it prints on when it has cooled. */
  z.strictObject({ type: z.literal('head'), state: z.enum(['cool', 'hot']) }),
  /** The paper tears after so many bytes of the next ticket. */
  z.strictObject({ type: z.literal('tear-paper'), afterBytes: z.int().min(1).max(1_000_000) }),
  /** The printer hangs after so many bytes of the next ticket. */
  z.strictObject({ type: z.literal('stall-printer'), afterBytes: z.int().min(1).max(1_000_000) }),
  /** A printer that hung goes on. */
  z.strictObject({ type: z.literal('resume-printer') }),
  z.strictObject({ type: z.literal('power-cycle-printer') }),
  z.strictObject({ type: z.literal('portal'), mode: portalModeSchema }),
]);
export type BenchCommand = z.infer<typeof benchCommandSchema>;
