import { z } from './zod.ts';

/** 12 digits: province or country, century and sex, year of birth, six random (ND 137/2015 art. 13). Its last six are the chip's CAN. */
export const personalNumberSchema = z.string().regex(/^\d{12}$/);

/** A calendar date, `YYYY-MM-DD`. */
export const dateSchema = z.iso.date();

/**
 * A birth date as exact as the papers know it: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, as in FHIR's `date`. Old people's cards may
 * tell the year alone; texts compare as the law counts them, from the first day of the month or year.
 */
export const birthDateSchema = z.union([dateSchema, z.string().regex(/^\d{4}(-(0[1-9]|1[0-2]))?$/)]);

/** A name or a place as on the card: NFC, nothing that controls, turns the reading direction or cannot be seen. */
export const plainTextSchema = z
  .string()
  .max(200)
  .normalize()
  .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u);

const holder = {
  /** As in the MRZ: the last nine digits on Vietnamese cards. */
  documentNumber: z.string().min(1).max(22),
  /** With diacritics from DG13 or DG11 where they could be read, else as in the MRZ, capitals without marks. */
  fullName: plainTextSchema.min(1),
  nameFrom: z.enum(['dg13', 'dg11', 'mrz']),
  birthDate: birthDateSchema,
  sex: z.enum(['male', 'female', 'unspecified']),
  nationality: z.string().regex(/^[A-Z]{1,3}$/),
  /** Absent for cards without expiry (MRZ 991231, "Không thời hạn"). */
  expiryDate: dateSchema.optional(),
};

/** What a Vietnamese citizen card's DG1 and DG13 say of the holder. Personal data: lives in the session's state only. */
export const documentSchema = z.strictObject({ personalNumber: personalNumberSchema, ...holder });
export type Document = z.infer<typeof documentSchema>;

/** What any other eMRTD says of its holder. */
export const foreignDocumentSchema = z.strictObject({
  kind: z.enum(['passport', 'identity-card']),
  /** The issuing state as in the MRZ (ICAO 9303-3 §5). */
  issuer: z.string().regex(/^[A-Z]{1,3}$/),
  ...holder,
});
export type ForeignDocument = z.infer<typeof foreignDocumentSchema>;
