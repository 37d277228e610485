import { z } from '../../../src/contract/zod.ts';
import { people } from '../people.ts';

const personSchema = z.enum(people.map((person) => person.id));

const portalModeSchema = z.enum(['up', 'slow', 'down']);
export type PortalMode = z.infer<typeof portalModeSchema>;

/** What a hand beside the kiosk can do, and what can go wrong with a part of it. */
export const benchCommandSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('insert-card'), person: personSchema }),
  /** A chip card that is no identity card. */
  z.strictObject({ type: z.literal('insert-foreign-card') }),
  z.strictObject({ type: z.literal('remove-card') }),
  /** The card leaves the field in the middle of a reading, after so many APDUs. */
  z.strictObject({ type: z.literal('pull-card-after'), apdus: z.int().min(1).max(10_000) }),
  z.strictObject({ type: z.literal('mute-card'), on: z.boolean() }),
  z.strictObject({ type: z.literal('kill-pcscd') }),
  z.strictObject({ type: z.literal('start-pcscd') }),
  z.strictObject({
    type: z.literal('scan'),
    person: personSchema,
    what: z.enum(['citizen-card', 'licence', 'foreign']),
  }),
  z.strictObject({ type: z.literal('unplug-scanner') }),
  z.strictObject({ type: z.literal('replug-scanner') }),
  z.strictObject({ type: z.literal('paper'), state: z.enum(['ok', 'low', 'out']) }),
  z.strictObject({ type: z.literal('cover'), open: z.boolean() }),
  /** The paper tears after so many bytes of the next ticket. */
  z.strictObject({ type: z.literal('tear-paper'), afterBytes: z.int().min(1).max(1_000_000) }),
  /** The printer hangs after so many bytes of the next ticket. */
  z.strictObject({ type: z.literal('stall-printer'), afterBytes: z.int().min(1).max(1_000_000) }),
  z.strictObject({ type: z.literal('power-cycle-printer') }),
  z.strictObject({ type: z.literal('portal'), mode: portalModeSchema }),
]);
export type BenchCommand = z.infer<typeof benchCommandSchema>;
