import { mrzKeySchema } from './chip.ts';
import { birthDateSchema, personalNumberSchema, plainTextSchema } from './person.ts';
import { z } from './zod.ts';

/**
 * Of a health-insurance card (thẻ BHYT). Old ones: two letters for the group, the benefit from 1 to 5, two digits for the province, ten
 * for the person (QĐ 1351/QĐ-BHXH); new ones: those ten alone, or the twelve of the personal number that take their place.
 */
export const insuranceCardNumberSchema = z.string().regex(/^(?:[A-Z]{2}[1-5]\d{12}|\d{10}|\d{12})$/);

/** Whom a paper is about, as it says itself. Personal data: lives in the session's state only. */
const holderSchema = z.strictObject({ fullName: plainTextSchema.min(1), birthDate: birthDateSchema });
export type Holder = z.infer<typeof holderSchema>;

/** What identifies a slip on the paper itself. */
export const slipCodeSchema = z.string().regex(/^[0-9A-Za-z][0-9A-Za-z._/-]{3,39}$/);

/** What a barcode turned out to be. Only what a service uses is kept; the rest of the payload is dropped at the border. */
export const scannedCodeSchema = z.discriminatedUnion('kind', [
  /** QR of a căn cước, 7 or 11 fields. Its number opens the chip by PACE; `mrz`, which follows from its dates, by BAC. */
  z.strictObject({
    kind: z.literal('citizen-card'),
    personalNumber: personalNumberSchema,
    mrz: mrzKeySchema.optional(),
    /** Needed where the chip cannot be read, and a desk compares. Absent where the name or the date is none. */
    holder: holderSchema.optional(),
  }),
  /** QR of a health-insurance card, old and new, or its bare number of 15 characters or 10 digits. */
  z.strictObject({
    kind: z.literal('insurance-card'),
    cardNumber: insuranceCardNumberSchema,
    /** Absent of a bare number, and where the name or the date is none. */
    holder: holderSchema.optional(),
  }),
  /** Twelve bare digits: a personal, an insurance or a licence number. Whoever asks decides which. */
  z.strictObject({ kind: z.literal('number'), digits: z.string().regex(/^\d{12}$/) }),
  /** Of an appointment slip (giấy hẹn khám) that this system printed. */
  z.strictObject({ kind: z.literal('appointment'), code: slipCodeSchema }),
  /** A ticket of this centre. */
  z.strictObject({ kind: z.literal('ticket'), ticketToken: z.string().regex(/^[A-Za-z0-9_-]{16,64}$/) }),
  /** The machine readable zone as text: what opens the chip of a passport or of a foreigner's card. */
  z.strictObject({ kind: z.literal('travel-document'), mrz: mrzKeySchema }),
  /** Licence number from a driving licence's QR: 12 digits today, older numbers exist. */
  z.strictObject({ kind: z.literal('driving-licence'), licenceNumber: z.string().regex(/^[0-9A-Z]{5,20}$/) }),
  z.strictObject({ kind: z.literal('refused'), code: z.enum(['SCAN_NOT_FOR_KIOSK', 'SCAN_UNREADABLE']) }),
]);
export type ScannedCode = z.infer<typeof scannedCodeSchema>;
