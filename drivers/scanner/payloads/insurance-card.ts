import { plainTextSchema } from '../../../src/contract/person.ts';
import { insuranceCardNumberSchema, type ScannedCode } from '../../../src/contract/scanned-code.ts';
import { z } from '../../../src/contract/zod.ts';
import { holderOf } from './holder.ts';

const isNothing = (field: string) => field === '' || field === '-';

/** UTF-8 as hex digits, upper or lower case. */
const hexText = z
  .string()
  .regex(/^(?:[0-9A-Fa-f]{2})+$/)
  .transform(textOfHex)
  .pipe(plainTextSchema);
const hexTextOrNothing = z.union([hexText, z.string().refine(isNothing)]);

/** `dd/MM/yyyy`, or the year alone. Some fields begin with a blank. */
const day = z.string().regex(/^ ?(?:\d{2}\/\d{2}\/)?\d{4}$/);
const dayOrNothing = z.union([day, z.string().refine(isNothing)]);

/** `1` man, `2` woman. */
const sex = z.enum(['1', '2']);

/** Such as `0123456789abcdef-0123`; how it is reckoned is not published. */
const checksum = z.string().regex(/^[0-9A-Fa-f-]{1,64}$/);

/** The first fourteen of either card. */
const common = [
  insuranceCardNumberSchema,
  hexText, // name
  day, // birth
  sex,
  hexTextOrNothing, // address
  plainTextSchema, // where first treated
  dayOrNothing, // valid from
  dayOrNothing, // valid to
  dayOrNothing, // issue
  plainTextSchema, // management code
  hexTextOrNothing, // parent
  plainTextSchema, // benefit, area
  dayOrNothing, // five years without a gap
  checksum,
] as const;
const end = z.literal('$');

const oldCard = z.tuple([...common, end]);
const newCard = z.tuple([...common, plainTextSchema /* benefit */, hexTextOrNothing /* where issued */, end]);
const card = z.union([oldCard, newCard]);

/** The QR of a thẻ BHYT: 15 fields, or 17 since 2021. Kept are the number and whose it is: what else stands there is the portal's to say. */
export function insuranceCard(text: string): ScannedCode | undefined {
  const parsed = card.safeParse(text.split('|'));
  if (!parsed.success) return undefined;
  const [cardNumber, name, birth] = parsed.data;
  const holder = holderOf(name, birth.trim().split('/').reverse().join('-'));
  return { kind: 'insurance-card', cardNumber, ...(holder && { holder }) };
}

function textOfHex(hex: string, context: z.RefinementCtx): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(hex, 'hex'));
  } catch {
    context.addIssue('not UTF-8');
    return z.NEVER;
  }
}
