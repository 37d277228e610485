import type { Priority } from './backend-api.ts';
import { inForce } from './law.ts';
import { z } from './zod.ts';

/** resources/rules/priority.json: who goes first by age, from which day on (Luật Khám bệnh, chữa bệnh 15/2023 art. 3). */
export const priorityLawSchema = z
  .array(
    z.strictObject({
      from: z.iso.date(),
      source: z.string().min(1),
      elderlyFromAge: z.int().positive(),
      childBelowAge: z.int().positive(),
    }),
  )
  .min(1);
export type PriorityLaw = z.infer<typeof priorityLawSchema>;

/** When somebody comes of an age. Dates compare as text; one without day or month counts from the first. */
export const birthday = (birthDate: string, age: number): string =>
  `${Number(birthDate.slice(0, 4)) + age}${birthDate.slice(4)}`;

type AgeGroup = Extract<Priority, 'age-75' | 'under-6'>;

/** Whose birth date is known may not declare one: it says what holds. */
export const isAgeGroup = (priority: string): priority is AgeGroup => priority === 'age-75' || priority === 'under-6';

/** The priority that a birth date proves on a day. */
export function priorityByAge(law: PriorityLaw, birthDate: string, today: string): AgeGroup | undefined {
  const rule = inForce(law, today);
  if (birthday(birthDate, rule.elderlyFromAge) <= today) return 'age-75';
  return today < birthday(birthDate, rule.childBelowAge) ? 'under-6' : undefined;
}
