import { chipPhaseSchema, challengeSchema, documentReadSchema, mrzKeySchema } from '../../src/contract/chip.ts';
import { printerStatusSchema, readerStatusSchema, scannerStatusSchema } from '../../src/contract/devices.ts';
import { failureCodeSchema } from '../../src/contract/failures.ts';
import { scannedCodeSchema } from '../../src/contract/scanned-code.ts';
import { z } from '../../src/contract/zod.ts';
import type { Raster } from '../ports.ts';
import { deviceConfigSchema } from './config.ts';
import { deadlines, type Deadlines } from './deadlines.ts';
import { readerTroubles } from './ladder.ts';

// Messages between the kiosk and its device host, as they cross `openChannel`.

const longestRow = 1_024 / 8;
/** Two metres of paper, which no ticket has. */
export const mostRows = 16_384;

/** 80 mm paper has 576 dots a row. Its bytes cross in base64. */
const rasterSchema = z
  .strictObject({
    width: z
      .int()
      .min(1)
      .max(8 * longestRow),
    height: z.int().min(1).max(mostRows),
    data: z.base64().max(4 * Math.ceil((longestRow * mostRows) / 3)),
  })
  .transform((raster) => ({ ...raster, data: new Uint8Array(Buffer.from(raster.data, 'base64')) }))
  .refine(isRaster);

/** Whether a host takes it: no wider, no longer than paper, and with all its dots. */
export function isRaster({ width, height, data }: Raster): boolean {
  const isOnPaper = width >= 1 && width <= 8 * longestRow && height >= 1 && height <= mostRows;
  return isOnPaper && data.length === Math.ceil(width / 8) * height;
}

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
  /** Has a reader that was left alone opened, and a card that lies there connected: `works` where neither hung nor was refused. */
  tryReader: { request: z.strictObject({}), answer: z.strictObject({ works: z.boolean() }) },
  printerStatus: { request: z.strictObject({}), answer: printerStatusSchema },
  print: { request: rasterSchema, answer: printOutcomeSchema },
};
/** The name of a call. */
export type Method = keyof typeof methods;
/** What a call of this name is answered with. */
export type Answer<M extends Method> = z.infer<(typeof methods)[M]['answer']>;

const id = z.int().positive();
const deadlineNames = Object.keys(deadlines) as (keyof Deadlines)[];

/** From the kiosk. */
export const toHostSchema = z.discriminatedUnion('type', [
  /** The first, and only then. */
  z.strictObject({
    type: z.literal('open'),
    config: deviceConfigSchema,
    deadlines: z.record(z.enum(deadlineNames), z.int().positive()),
    /** A ticket may have stopped in the middle: it was sent, and its host lost. */
    printerTorn: z.boolean(),
    /** False: the reader is left alone until `tryReader`. */
    reader: z.boolean(),
  }),
  z.strictObject({ type: z.literal('readChip'), id, request: methods.readChip.request }),
  z.strictObject({ type: z.literal('tryReader'), id, request: methods.tryReader.request }),
  z.strictObject({ type: z.literal('printerStatus'), id, request: methods.printerStatus.request }),
  z.strictObject({ type: z.literal('print'), id, request: methods.print.request }),
  /** A reading that nobody waits for any more. It is answered all the same, once the card is free. */
  z.strictObject({ type: z.literal('cancel'), id }),
  /** Asks pcscd anew for its readers. */
  z.strictObject({ type: z.literal('renew') }),
]);
/** A message as the child takes it: bytes are bytes. */
export type ToHost = z.infer<typeof toHostSchema>;
/** The same as it crosses: bytes are base64. */
export type ToHostMessage = z.input<typeof toHostSchema>;

/** From the child. */
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
  z.strictObject({ type: z.literal('chip-progress'), id, phase: chipPhaseSchema, fraction: z.number().min(0).max(1) }),
  z.strictObject({
    type: z.literal('answer'),
    id,
    /** Parsed by the schema of the method that was called. */
    answer: z.unknown(),
    /** What the call showed of the reader, if anything. */
    reader: z.enum(['card-answered', ...readerTroubles]).optional(),
  }),
]);
/** A message as the kiosk takes it. */
export type FromHost = z.infer<typeof fromHostSchema>;
