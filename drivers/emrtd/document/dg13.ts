import { malformed } from '../chip-error.ts';
import { type Tlv, findChild, parseTlv, smallInteger } from '../codec/tlv.ts';
import { textOf } from './text.ts';

/** Fields of the Vietnamese DG13 by number, as several independent readers found them on cards of 2021 to 2024. */
export const dg13Field = {
  personalNumber: 1,
  fullName: 2,
  /** `DD/MM/YYYY`, as the other dates. */
  birthDate: 3,
  sex: 4,
  nationality: 5,
  ethnicity: 6,
  religion: 7,
  hometown: 8,
  residence: 9,
  identifyingFeatures: 10,
  issueDate: 11,
  /** Or the words for a card without expiry. */
  expiryDate: 12,
  parents: 13,
  spouse: 14,
  oldNumber: 15,
} as const;

/** The texts of each field, NFC; some fields have none, the parents' has two. A field with a text that is none is left out. */
export type Dg13 = ReadonlyMap<number, readonly string[]>;

/** UTF8String, PrintableString, IA5String. */
const stringTags = [0x0c, 0x13, 0x16];

/**
 * 6D { 30 { version, OID, 31 { 30 { number, text … } … } } }. Any field may be missing. Parents come as two sibling
 * sequences or as one with two texts: both read the same here.
 * @throws ChipError `CARD_DATA_INVALID`; callers treat that as a card without DG13
 */
export function parseDg13(file: Uint8Array): Dg13 {
  const content = findChild(parseTlv(file, 0x6d), 0x30);
  const fields = content && findChild(content, 0x31);
  if (fields === undefined) throw malformed('DG13 without fields');
  const read = new Map<number, string[]>();
  for (const { children } of fields.children) {
    const [number, ...values] = children;
    if (number === undefined) throw malformed('DG13 field without number');
    const texts = values.flatMap(stringsOf).map(({ value }) => textOf(value));
    if (texts.every((text) => text !== undefined)) read.set(smallInteger(number), texts.filter(Boolean));
  }
  return read;
}

const stringsOf = (tlv: Tlv): Tlv[] =>
  stringTags.includes(tlv.tag) ? [tlv] : tlv.children.flatMap((child) => stringsOf(child));
