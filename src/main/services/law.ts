import type { PriorityLaw } from '../../contract/priority.ts';
import { textSchema } from '../../contract/text.ts';
import { z } from '../../contract/zod.ts';

const dated = { from: z.iso.date(), source: z.string().min(1) };

/**
 * resources/rules/licence.json. `termYears` null: the class has no term; one that is not listed has a term that the
 * rule does not tell. `afterDays`: overdue by so many days needs a test.
 */
export const licenceLawSchema = z
  .array(
    z.strictObject({
      ...dated,
      termYears: z.record(z.string(), z.int().positive().nullable()),
      /** Papers that only classes with a term need: the health certificate. With a service's own eight a ticket is full. */
      papersWithTerm: z.array(textSchema).max(4),
      testWhenOverdue: z.strictObject({ afterDays: z.int().nonnegative() }),
    }),
  )
  .min(1);

export interface Law {
  priority: PriorityLaw;
  licence: z.infer<typeof licenceLawSchema>;
}
