import type { Priority } from '../../contract/backend-api.ts';
import { priorityByAge, type PriorityLaw } from '../../contract/priority.ts';

/**
 * What a verified birth date proves goes before what was declared. A declared `age-75` that it disproves does not count;
 * a declared `under-6` does, since it may be the child beside her.
 */
export function priorityOf(declared: Priority, law: PriorityLaw, today: string, birthDate?: string): Priority {
  if (birthDate === undefined) return declared;
  return priorityByAge(law, birthDate, today) ?? (declared === 'age-75' ? 'none' : declared);
}
