import { malformed } from '../chip-error.ts';
import { dataGroupOfTag } from '../codec/files.ts';
import { findChild, parseTlv } from '../codec/tlv.ts';

/**
 * EF.COM: the data groups that the card says it has (ICAO 9303-10 §4.6.1). Nothing signs it: it must agree with EF.SOD.
 * @param file whole, from tag 60 on
 * @returns numbers of data groups, 1 to 16, in the card's order
 * @throws ChipError `CARD_DATA_INVALID`
 */
export function parseCom(file: Uint8Array): number[] {
  const list = findChild(parseTlv(file, 0x60), 0x5c);
  if (list === undefined) throw malformed('EF.COM without tag list');
  return Array.from(list.value, (tag) => {
    const number = dataGroupOfTag(tag);
    if (number === undefined) throw malformed('EF.COM names an unknown data group');
    return number;
  });
}
