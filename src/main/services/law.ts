import type { PriorityLaw } from '../../contract/priority.ts';
import { textSchema } from '../../contract/text.ts';
import { z } from '../../contract/zod.ts';

const source = z.string().min(1);

/** From so long after the last day of validity on. */
const lapseSchema = z.union([
  z.strictObject({ days: z.int().positive() }),
  z.strictObject({ years: z.int().positive() }),
]);

/**
 * resources/rules/licence.json. `termYears` null: the class has no term; one that is not listed has a term that the
 * rule does not tell.
 */
export const licenceLawSchema = z
  .array(
    z.strictObject({
      from: z.iso.date(),
      source,
      termYears: z.record(z.string(), z.int().positive().nullable()),
      /** The test that an overdue licence needs, from the shortest lapse to the longest; below the first, none. */
      testWhenOverdue: z.array(z.strictObject({ from: lapseSchema, test: textSchema })).max(5),
      /** Of the driver; only classes with a term need it. */
      healthCertificate: z.strictObject({
        months: z.int().positive(),
        source,
        paper: textSchema,
        /** Where to get one. */
        where: textSchema,
      }),
      /** What to do about a violation, and to bring then. */
      settleViolations: z.array(textSchema).min(1).max(4),
    }),
  )
  .min(1);
export type LicenceLaw = z.infer<typeof licenceLawSchema>;

/** resources/rules/referral.json: for how long a slip of referral entitles, from the day after it was signed. */
export const referralLawSchema = z
  .array(
    z.strictObject({
      from: z.iso.date(),
      source,
      workingDays: z.int().positive(),
      /** Of a slip for one of the diseases that the law lists; it says so itself. */
      years: z.int().positive(),
    }),
  )
  .min(1);

/** resources/rules/child.json: below which age somebody has to come along. */
export const childLawSchema = z
  .array(z.strictObject({ from: z.iso.date(), source, belowAge: z.int().positive() }))
  .min(1);

/** resources/rules/certified-copies.json: the fee for a copy, in đồng by pages of the original. */
export const certifiedCopiesLawSchema = z
  .array(
    z.strictObject({
      from: z.iso.date(),
      source,
      firstPages: z.strictObject({ count: z.int().positive(), each: z.int().nonnegative() }),
      furtherPage: z.int().nonnegative(),
      mostForOneCopy: z.int().positive(),
    }),
  )
  .min(1);

export interface Law {
  priority: PriorityLaw;
  licence: LicenceLaw;
  referral: z.infer<typeof referralLawSchema>;
  child: z.infer<typeof childLawSchema>;
  certifiedCopies: z.infer<typeof certifiedCopiesLawSchema>;
}
