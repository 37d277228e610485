import { findChild, parseTlv } from '../codec/tlv.ts';
import { dateOf, textOf } from './text.ts';

/** Further details of the document; every one may be missing, and one that cannot be read is. */
export interface Dg12 {
  /** NFC. */
  issuingAuthority?: string;
  /** `YYYY-MM-DD` */
  issueDate?: string;
}

/** DG12 (ICAO 9303-10 §4.7.12). @throws ChipError `CARD_DATA_INVALID` */
export function parseDg12(file: Uint8Array): Dg12 {
  const dg12 = parseTlv(file, 0x6c);
  const authority = findChild(dg12, 0x5f19);
  const day = findChild(dg12, 0x5f26);
  const issuingAuthority = authority && textOf(authority.value);
  const issueDate = day && dateOf(day.value);
  return { ...(issuingAuthority && { issuingAuthority }), ...(issueDate && { issueDate }) };
}
