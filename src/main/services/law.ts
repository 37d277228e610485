import type { PriorityLaw } from '../../contract/priority.ts';
import { textSchema } from '../../contract/text.ts';
import { z } from '../../contract/zod.ts';

const dated = { from: z.iso.date(), source: z.string().min(1) };

/** resources/rules/licence.json. `termYears` null: the class has no term. `afterDays`: overdue by so many days needs a test. */
export const licenceLawSchema = z
  .array(
    z.strictObject({
      ...dated,
      termYears: z.record(z.string(), z.int().positive().nullable()),
      /** Papers that only classes with a term need: the health certificate. */
      papersWithTerm: z.array(textSchema),
      testWhenOverdue: z.strictObject({ afterDays: z.int().nonnegative() }),
    }),
  )
  .min(1);

export interface Law {
  priority: PriorityLaw;
  licence: z.infer<typeof licenceLawSchema>;
}

/** The rule in force on a day; before the first one, the first. */
export function inForce<Rule extends { from: string }>(rules: Rule[], day: string): Rule {
  const ordered = rules.toSorted((a, b) => b.from.localeCompare(a.from));
  const rule = ordered.find(({ from }) => from <= day) ?? ordered.at(-1);
  if (!rule) throw new Error('a law without a rule');
  return rule;
}
