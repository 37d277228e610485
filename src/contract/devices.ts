import { z } from './zod.ts';

/** `service-down`: pcscd does not answer. `absent`: it answers, but no reader is attached. */
export const readerStateSchema = z.enum(['ready', 'absent', 'service-down', 'starting']);

export const readerStatusSchema = z.strictObject({
  state: readerStateSchema,
  /** The reader's own name, as PC/SC gives it. */
  name: z.string().max(128).optional(),
  card: z.boolean(),
});
export type ReaderStatus = z.infer<typeof readerStatusSchema>;

export const scannerStatusSchema = z.strictObject({ state: z.enum(['ready', 'absent', 'starting']) });
export type ScannerStatus = z.infer<typeof scannerStatusSchema>;

export const printerStateSchema = z.enum([
  'ready',
  'paper-low',
  'no-paper',
  'cover-open',
  'cutter-error',
  'offline',
  'unknown',
]);
export type PrinterState = z.infer<typeof printerStateSchema>;

export const printerStatusSchema = z.strictObject({ state: printerStateSchema });
export type PrinterStatus = z.infer<typeof printerStatusSchema>;

/** `host`: the device host process itself. */
export const deviceStatusSchema = z.strictObject({
  host: z.enum(['up', 'restarting']),
  reader: readerStatusSchema,
  scanner: scannerStatusSchema,
  printer: printerStatusSchema,
});
export type DeviceStatus = z.infer<typeof deviceStatusSchema>;
