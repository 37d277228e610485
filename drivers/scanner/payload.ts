import type { ScannedCode } from '../../src/contract/scanned-code.ts';
import { bareNumber } from './payloads/bare-number.ts';
import { citizenCard } from './payloads/citizen-card.ts';
import { drivingLicence } from './payloads/driving-licence.ts';
import { insuranceCard } from './payloads/insurance-card.ts';
import { ownSlip } from './payloads/own-slip.ts';
import { travelDocument } from './payloads/travel-document.ts';

/** Bytes of the largest QR symbol's text (ISO/IEC 18004, version 40-L, alphanumeric), and of an AIM identifier before it. */
export const payloadLimit = 4_296 + 3;

/** Each knows the codes of one kind, and answers undefined for all others. The first that knows a text decides. */
const families: readonly ((text: string) => ScannedCode | undefined)[] = [
  citizenCard,
  insuranceCard,
  travelDocument,
  ownSlip,
  drivingLicence,
  bareNumber,
];

/** What one scan holds. Only strict UTF-8 without control characters is text, and only a code that a service uses is kept. */
export function parsePayload(bytes: Uint8Array): ScannedCode {
  if (bytes.length > payloadLimit) return unreadable;
  const whole = decode(bytes);
  if (whole === undefined || controlCharacter.test(whole.replaceAll(groupSeparator, ''))) return unreadable;
  if (ofTrade.test(whole) || whole.includes(groupSeparator)) return notForKiosk;
  const text = whole.replace(prefixes, '').replace(invisible, '').normalize('NFC').trim();
  if (text === '') return unreadable;
  for (const family of families) {
    const code = family(text);
    if (code) return code;
  }
  return notForKiosk;
}

const unreadable: ScannedCode = { kind: 'refused', code: 'SCAN_UNREADABLE' };
const notForKiosk: ScannedCode = { kind: 'refused', code: 'SCAN_NOT_FOR_KIOSK' };

/**
 * An AIM identifier (ISO/IEC 15424), which scanners put first when told to: `]`, a letter for the symbology, a modifier. Then, from
 * those that pass ECI on, the designator of UTF-8.
 */
const prefixes = /^(?:\][A-Za-z][0-9A-Za-z])?(?:\\000026)?/;

/** AIM identifiers of goods (EAN, UPC) and of GS1 data: digits of a medicine box are nobody's number. */
const ofTrade = /^\](?:E|e|C1|d2|Q3)/;

/** FNC1 as transmitted (GS1 General Specifications §7.8). Never taken out, or the fields on both sides would join. */
const groupSeparator = '\u001d';

const controlCharacter = /[^\P{Cc}\t\r\n]/u;

/** What word processors leave in an address without anybody seeing it: soft hyphens, zero-width spaces and joiners. */
const invisible = /[\u00ad\u200b-\u200d\u2060\ufeff]/gu;

/** A NUL ends the text: some cards' codes carry bytes after one. */
function decode(bytes: Uint8Array): string | undefined {
  const end = bytes.indexOf(0);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(end < 0 ? bytes : bytes.subarray(0, end));
  } catch {
    return undefined;
  }
}
