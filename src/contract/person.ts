import { z } from './zod.ts';

/** 12 digits: province or country, century and sex, year of birth, six random (ND 137/2015 art. 13). Its last six are the chip's CAN. */
export const personalNumberSchema = z.string().regex(/^\d{12}$/);

/** A calendar date, `YYYY-MM-DD`. */
export const dateSchema = z.iso.date();

/** A name or a place as on the card: no control or bidirectional formatting characters, NFC. */
export const plainTextSchema = z
  .string()
  .max(200)
  .normalize()
  // eslint-disable-next-line no-control-regex -- naming the control characters is the purpose
  .regex(/^[^\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]*$/u);

/** What DG1 and DG13 say of the holder. Personal data: lives in the session's state only. */
export const documentSchema = z.strictObject({
  personalNumber: personalNumberSchema,
  /** MRZ document number: the last nine digits on Vietnamese cards. */
  documentNumber: z.string().max(20),
  /** With diacritics from DG13 where it could be read, else as in the MRZ, capitals without marks. */
  fullName: plainTextSchema.min(1),
  nameFrom: z.enum(['dg13', 'mrz']),
  birthDate: dateSchema,
  sex: z.enum(['male', 'female', 'unspecified']),
  nationality: z.string().regex(/^[A-Z]{1,3}$/),
  /** Absent for cards without expiry (MRZ 991231, "Không thời hạn"). */
  expiryDate: dateSchema.optional(),
});
export type Document = z.infer<typeof documentSchema>;
