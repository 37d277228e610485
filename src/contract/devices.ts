import { z } from './zod.ts';

/**
 * `service-down`: pcscd does not answer. `denied`: it answers, but polkit does not let this user in. `absent`: no reader is
 * attached. `failed`: every way back was tried.
 */
export const readerStateSchema = z.enum(['ready', 'absent', 'service-down', 'denied', 'failed', 'starting']);

export const readerStatusSchema = z.strictObject({
  state: readerStateSchema,
  /** The reader's own name, as PC/SC gives it. */
  name: z.string().max(128).optional(),
  card: z.boolean(),
  /** The card gives no answer to reset: upside down, broken, or none with a chip. */
  mute: z.literal(true).optional(),
});
export type ReaderStatus = z.infer<typeof readerStatusSchema>;

/** `denied`: it is there, but this user may not open it. `not-fitted`: by its settings this kiosk has none. */
export const scannerStateSchema = z.enum(['ready', 'absent', 'denied', 'not-fitted', 'starting']);
export type ScannerState = z.infer<typeof scannerStateSchema>;
export const scannerStatusSchema = z.strictObject({ state: scannerStateSchema });
export type ScannerStatus = z.infer<typeof scannerStatusSchema>;

/** `offline`: it does not answer, says that it is, or has an error that has no name here. `unknown`: nothing was asked yet. */
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
