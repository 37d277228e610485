import { dateSchema } from './person.ts';
import { z } from './zod.ts';

/** Fifteen characters: group of insured (mã đối tượng, two letters), benefit level (mã quyền lợi), province, social insurance number. */
export const cardNumberSchema = z.string().regex(/^[A-Z]{2}[1-5]\d{12}$/);

/**
 * A health insurance card (thẻ BHYT), as far as the portal told of it: kept sealed with the visit for the hospital's systems. No
 * kiosk, page or paper needs it, so no answer to them has it.
 */
export const insuranceCardSchema = z.strictObject({
  /** Where the portal goes by them, the social insurance number (10 digits) or the personal number (12). */
  number: z.union([cardNumberSchema, z.string().regex(/^(\d{10}|\d{12})$/)]).optional(),
  /** Code of the facility where its holder is registered for first treatment. */
  registeredFacility: z
    .string()
    .regex(/^[A-Z0-9]{5}$/)
    .optional(),
  validFrom: dateSchema.optional(),
});
export type InsuranceCard = z.infer<typeof insuranceCardSchema>;
