import type { MrzKey } from '../../../src/contract/chip.ts';
import { mrzKeyFromCard } from '../../../src/contract/citizen-card.ts';
import { birthDateSchema, dateSchema, personalNumberSchema, plainTextSchema } from '../../../src/contract/person.ts';
import type { ScannedCode } from '../../../src/contract/scanned-code.ts';
import { z } from '../../../src/contract/zod.ts';
import { holderOf } from './holder.ts';

const dayMonthYear = z.string().regex(/^\d{8}$/);

/** Number, old number, name, birth, sex, residence, issue; cards since July 2024 add four fields, mostly empty. */
const fields = z
  .tuple([
    personalNumberSchema,
    z.string().regex(/^(\d{9}|\d{12})?$/),
    plainTextSchema.min(1),
    dayMonthYear,
    // Nam, Nữ, or what a typing scanner leaves of the latter.
    plainTextSchema.regex(/^N.{0,3}$/u),
    plainTextSchema,
    dayMonthYear,
  ])
  .rest(plainTextSchema)
  .refine(({ length }) => length === 7 || length === 11);

/** The QR of a căn cước, on its front since 2021, on its back since July 2024. Kept are the number, what opens the chip, and whose it is. */
export function citizenCard(text: string): ScannedCode | undefined {
  const parsed = fields.safeParse(text.replace(/[\t\r\n]+/g, ' ').split('|'));
  if (!parsed.success) return undefined;
  const [personalNumber, , name, birth, , , issue] = parsed.data;
  const holder = lostItsMarks(text) ? undefined : holderOf(name, isoDate(birth));
  return {
    kind: 'citizen-card',
    personalNumber,
    mrz: mrzKeyOf(personalNumber, birth, issue),
    ...(holder && { holder }),
  };
}

/** No card is without a Vietnamese letter: a scanner that types ASCII has left them all out, and the name is none. */
const lostItsMarks = (text: string) => /^\p{ASCII}*$/u.test(text);

function mrzKeyOf(personalNumber: string, birth: string, issue: string): MrzKey | undefined {
  const birthDate = birthDateSchema.safeParse(isoDate(birth));
  const issueDate = dateSchema.safeParse(isoDate(issue));
  if (!birthDate.success || !issueDate.success) return undefined;
  return mrzKeyFromCard({ personalNumber, birthDate: birthDate.data, issueDate: issueDate.data });
}

/** Of `DDMMYYYY`; where a birthday is not known its day and month are zeros. */
const isoDate = (date: string) =>
  [date.slice(4), date.slice(2, 4), date.slice(0, 2)].filter((part) => part !== '00').join('-');
