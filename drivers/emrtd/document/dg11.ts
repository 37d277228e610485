import { type Tlv, findChild, parseTlv } from '../codec/tlv.ts';
import { dateOf, textOf } from './text.ts';

/** Further details of the holder; every one may be missing, and one whose text is none is. Text is NFC. */
export interface Dg11 {
  /** In national characters, primary identifier first. */
  fullName?: string;
  otherNames: string[];
  personalNumber?: string;
  /** `YYYY-MM-DD` */
  birthDate?: string;
  /** Parts separated by a comma and a blank, as those of the address. */
  birthPlace?: string;
  address?: string;
}

/** DG11 (ICAO 9303-10 §4.7.11). @throws ChipError `CARD_DATA_INVALID` */
export function parseDg11(file: Uint8Array): Dg11 {
  const dg11 = parseTlv(file, 0x6b);
  const names = findChild(dg11, 0xa0)?.children.filter(({ tag }) => tag === 0x5f0f) ?? [];
  const fullName = joined(findChild(dg11, 0x5f0e), ' ');
  const personalNumber = joined(findChild(dg11, 0x5f10), ' ');
  const birthDate = findChild(dg11, 0x5f2b);
  const birthPlace = joined(findChild(dg11, 0x5f11), ', ');
  const address = joined(findChild(dg11, 0x5f42), ', ');
  const day = birthDate && dateOf(birthDate.value);
  return {
    otherNames: names.map((name) => joined(name, ' ')).filter((name) => name !== undefined),
    ...(fullName && { fullName }),
    ...(personalNumber && { personalNumber }),
    ...(day && { birthDate: day }),
    ...(birthPlace && { birthPlace }),
    ...(address && { address }),
  };
}

/** Parts stand apart by one filler, identifiers by two. */
const joined = (tlv: Tlv | undefined, separator: string): string | undefined =>
  tlv && textOf(tlv.value)?.split('<').filter(Boolean).join(separator);
