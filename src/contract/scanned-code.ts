import { mrzKeySchema } from './chip.ts';
import { personalNumberSchema } from './person.ts';
import { z } from './zod.ts';

/** What a barcode turned out to be. Only what a service uses is kept; the rest of the payload is dropped at the border. */
export const scannedCodeSchema = z.discriminatedUnion('kind', [
  /** QR of a căn cước, 7 or 11 fields. Its number opens the chip by PACE; `mrz`, which follows from its dates, by BAC. */
  z.strictObject({
    kind: z.literal('citizen-card'),
    personalNumber: personalNumberSchema,
    mrz: mrzKeySchema.optional(),
  }),
  /** Licence number from a driving licence's QR: 12 digits today, older numbers exist. */
  z.strictObject({ kind: z.literal('driving-licence'), licenceNumber: z.string().regex(/^[0-9A-Z]{5,20}$/) }),
  z.strictObject({ kind: z.literal('refused'), code: z.enum(['SCAN_NOT_FOR_KIOSK', 'SCAN_UNREADABLE']) }),
]);
export type ScannedCode = z.infer<typeof scannedCodeSchema>;
