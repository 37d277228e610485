import { plainTextSchema } from '../../../src/contract/person.ts';
import { malformed } from '../chip-error.ts';
import { type Tlv, parseTlv, smallInteger } from '../codec/tlv.ts';

/** Fields of the Vietnamese DG13 by number, as several independent readers found them on cards of 2021 to 2024. */
export const dg13Field = {
  personalNumber: 1,
  fullName: 2,
  birthDate: 3,
  sex: 4,
  nationality: 5,
  ethnicity: 6,
  religion: 7,
  hometown: 8,
  residence: 9,
  identifyingFeatures: 10,
  issueDate: 11,
  expiryDate: 12,
  parents: 13,
  spouse: 14,
  oldNumber: 15,
} as const;

/** The texts of each field, NFC; some fields have none, the parents' has two. */
export type Dg13 = ReadonlyMap<number, readonly string[]>;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * 6D { 30 { version, OID, 31 { 30 { number, text … } … } } }. Any field may be missing. Parents come as two sibling
 * sequences or as one with two texts: both read the same here.
 * @throws ChipError `CARD_DATA_INVALID`; callers treat that as a card without DG13
 */
export function parseDg13(file: Uint8Array): Dg13 {
  const fields = parseTlv(file, 0x6d).children[0]?.children.find(({ tag }) => tag === 0x31);
  if (fields === undefined) throw malformed('DG13 without fields');
  return new Map(
    fields.children.map(({ children: [number, ...texts] }) => {
      if (number === undefined) throw malformed('DG13 field without number');
      return [smallInteger(number), texts.flatMap(textsOf)];
    }),
  );
}

function textsOf(tlv: Tlv): string[] {
  if (tlv.children.length > 0) return tlv.children.flatMap(textsOf);
  if (tlv.value.length === 0) return [];
  try {
    return [plainTextSchema.parse(utf8.decode(tlv.value).trim())];
  } catch {
    throw malformed('text in DG13');
  }
}
