import { type Mrz, parseMrz } from './mrz.ts';
import { childAt, parseTlv } from '../codec/tlv.ts';

/**
 * DG1: the machine readable zone (ICAO 9303-10 §4.7.1).
 * @param file whole, from tag 61 on
 * @throws ChipError `CARD_DATA_INVALID` also where a check digit is wrong
 */
export function parseDg1(file: Uint8Array): Mrz {
  return parseMrz(new TextDecoder('latin1').decode(childAt(parseTlv(file, 0x61), 0, 0x5f1f).value));
}
