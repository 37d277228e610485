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

/** A priority that a birth date may prove. */
export type AgeGroup = Extract<Priority, 'age-75' | 'under-6'>;

export const isAgeGroup = (priority: string): priority is AgeGroup => priority === 'age-75' || priority === 'under-6';

/**
 * Whether a birth date rules a priority by age out on a day: then it may not be declared. A child of whom the day or month is not
 * known may be younger than counted: who is with it says so.
 */
export function isDisproved(law: PriorityLaw, birthDate: string, group: AgeGroup, today: string): boolean {
  if (group === 'age-75') return priorityByAge(law, birthDate, today) !== 'age-75';
  const lastBirthday = birthday(birthDate, inForce(law, today).childBelowAge) + '-12-31'.slice(birthDate.length - 4);
  return lastBirthday <= today;
}

/** The priority that a birth date proves on a day. */
export function priorityByAge(law: PriorityLaw, birthDate: string, today: string): AgeGroup | undefined {
  const rule = inForce(law, today);
  if (birthday(birthDate, rule.elderlyFromAge) <= today) return 'age-75';
  return today < birthday(birthDate, rule.childBelowAge) ? 'under-6' : undefined;
}
