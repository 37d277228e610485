import { birthDateSchema, plainTextSchema } from '../../../src/contract/person.ts';
import type { Holder } from '../../../src/contract/scanned-code.ts';

/** Letters, and what stands between the parts of a name: "H'Hen Niê". What a typing scanner could not type is none. */
const nameSchema = plainTextSchema.trim().regex(/^\p{L}[\p{L}\p{M} '’.-]*$/u);

/**
 * Whom a paper is about, as it says itself; undefined where the name is none, or the day in no calendar: the paper's number serves
 * all the same.
 * @param birthDate `YYYY-MM-DD`, or as much of it as is known
 */
export function holderOf(name: string, birthDate: string): Holder | undefined {
  const fullName = nameSchema.safeParse(name);
  const born = birthDateSchema.safeParse(birthDate);
  return fullName.success && born.success ? { fullName: fullName.data, birthDate: born.data } : undefined;
}
