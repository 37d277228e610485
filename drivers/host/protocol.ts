import { chipPhaseSchema, challengeSchema, documentReadSchema, mrzKeySchema } from '../../src/contract/chip.ts';
import { printerStatusSchema, readerStatusSchema, scannerStatusSchema } from '../../src/contract/devices.ts';
import { failureCodeSchema } from '../../src/contract/failures.ts';
import { scannedCodeSchema } from '../../src/contract/scanned-code.ts';
import { z } from '../../src/contract/zod.ts';
import { deviceConfigSchema } from './config.ts';

// Messages between the kiosk and its device host. They cross as structured clones, so bytes stay bytes.

/** 80 mm paper has 576 dots a row; two metres of it are far beyond any ticket. */
const rasterSchema = z
  .strictObject({
    width: z.int().min(1).max(1_024),
    height: z.int().min(1).max(16_384),
    data: z.custom<Uint8Array>((data) => data instanceof Uint8Array),
  })
  .refine(({ width, height, data }) => data.length === Math.ceil(width / 8) * height);

const refusal = z.strictObject({ ok: z.literal(false), code: failureCodeSchema });

const printOutcomeSchema = z.discriminatedUnion('outcome', [
  z.strictObject({ outcome: z.literal('confirmed'), by: z.enum(['process-id', 'fence']) }),
  z.strictObject({ outcome: z.literal('unconfirmed') }),
  z.strictObject({ outcome: z.literal('not-printed'), code: failureCodeSchema }),
  z.strictObject({ outcome: z.literal('unknown'), code: failureCodeSchema }),
]);

/** What each method takes and answers. */
export const methods = {
  readChip: {
    request: z.strictObject({
      can: z
        .string()
        .regex(/^\d{6}$/)
        .optional(),
      mrz: mrzKeySchema.optional(),
      challenge: challengeSchema,
      face: z.boolean().optional(),
    }),
    answer: z.discriminatedUnion('ok', [z.strictObject({ ok: z.literal(true), value: documentReadSchema }), refusal]),
  },
  printerStatus: { request: z.strictObject({}), answer: printerStatusSchema },
  print: { request: rasterSchema, answer: printOutcomeSchema },
};
export type Method = keyof typeof methods;
export type Answer<M extends Method> = z.infer<(typeof methods)[M]['answer']>;

const id = z.int().positive();

export const toHostSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('open'), config: deviceConfigSchema }),
  z.strictObject({ type: z.literal('readChip'), id, request: methods.readChip.request }),
  z.strictObject({ type: z.literal('printerStatus'), id, request: methods.printerStatus.request }),
  z.strictObject({ type: z.literal('print'), id, request: methods.print.request }),
]);
export type ToHost = z.infer<typeof toHostSchema>;

export const fromHostSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ping') }),
  /** The first one says that the devices are being served. */
  z.strictObject({
    type: z.literal('status'),
    reader: readerStatusSchema,
    scanner: scannerStatusSchema,
    printer: printerStatusSchema,
  }),
  z.strictObject({ type: z.literal('scan'), code: scannedCodeSchema }),
  z.strictObject({ type: z.literal('chip-progress'), phase: chipPhaseSchema, fraction: z.number().min(0).max(1) }),
  /** `answer` is parsed by the schema of the method that was called. */
  z.strictObject({ type: z.literal('answer'), id, answer: z.unknown() }),
]);
export type FromHost = z.infer<typeof fromHostSchema>;
