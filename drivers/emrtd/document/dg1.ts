import { type Mrz, parseMrz } from './mrz.ts';
import { childAt, parseTlv } from '../codec/tlv.ts';

/** DG1: the machine readable zone (ICAO 9303-10 §4.7.1). */
export function parseDg1(file: Uint8Array): Mrz {
  return parseMrz(new TextDecoder('latin1').decode(childAt(parseTlv(file, 0x61), 0, 0x5f1f).value));
}
