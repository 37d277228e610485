import { tokenSchema } from './backend-api.ts';
import { dateSchema } from './person.ts';
import { z } from './zod.ts';

/**
 * POST /v1/licence-look-ups with an `Idempotency-Key`: what the police's register of driving licences says of somebody whose card was
 * proved. 404 NOT_FOUND where it knows no licence of hers; 503 BACKEND_UNREACHABLE where the centre has no access to it, or it does
 * not answer: then she says it herself, and a desk checks.
 */
export const licenceLookUpSchema = z.strictObject({ verificationId: tokenSchema });
export type LicenceLookUp = z.infer<typeof licenceLookUpSchema>;

/** → 200. */
export const licenceRecordSchema = z.object({
  licences: z
    .array(
      z.object({
        /** Twelve digits today; older numbers exist. */
        number: z.string().regex(/^[0-9A-Z]{5,20}$/),
        /** As printed: `B`, `A1`, or an old one such as `B2`. */
        class: z.string().regex(/^[A-Z][A-Z0-9]{0,3}$/),
        issuedOn: dateSchema.optional(),
        /** Absent of a class without term. */
        expiresOn: dateSchema.optional(),
        /** Withdrawn or suspended: it cannot be renewed now. */
        suspended: z.boolean(),
      }),
    )
    .max(10),
  /** Whether a violation waits to be settled. */
  unsettledViolations: z.boolean(),
  /** The driver's health certificate that the health sector's database has (Thông tư 36/2024/TT-BYT). */
  healthCertificate: z.object({ issuedOn: dateSchema }).optional(),
});
export type LicenceRecord = z.infer<typeof licenceRecordSchema>;
