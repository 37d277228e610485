import { mrzKeyFromCard } from '../../../src/contract/citizen-card.ts';
import { birthDateSchema, dateSchema, personalNumberSchema, plainTextSchema } from '../../../src/contract/person.ts';
import type { ScannedCode } from '../../../src/contract/scanned-code.ts';
import { z } from '../../../src/contract/zod.ts';

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

/** The QR of a căn cước, on its front since 2021, on its back since July 2024. Only the number and what opens the chip are kept. */
export function citizenCard(text: string): ScannedCode | undefined {
  const parsed = fields.safeParse(text.replace(/[\t\r\n]+/g, ' ').split('|'));
  if (!parsed.success) return undefined;
  const [personalNumber, , , birth, , , issue] = parsed.data;
  const birthDate = birthDateSchema.safeParse(isoDate(birth));
  const issueDate = dateSchema.safeParse(isoDate(issue));
  if (!birthDate.success || !issueDate.success) return { kind: 'citizen-card', personalNumber };
  const mrz = mrzKeyFromCard({ personalNumber, birthDate: birthDate.data, issueDate: issueDate.data });
  return { kind: 'citizen-card', personalNumber, mrz };
}

/** Of `DDMMYYYY`; where a birthday is not known its day and month are zeros. */
const isoDate = (date: string) =>
  [date.slice(4), date.slice(2, 4), date.slice(0, 2)].filter((part) => part !== '00').join('-');
