import { mrzKeyFromCard } from '../../src/contract/citizen-card.ts';
import { birthDateSchema, dateSchema, personalNumberSchema, plainTextSchema } from '../../src/contract/person.ts';
import type { ScannedCode } from '../../src/contract/scanned-code.ts';
import { z } from '../../src/contract/zod.ts';

/** Bytes of the largest QR symbol's text (ISO/IEC 18004, version 40-L, alphanumeric), and of an AIM identifier before it. */
export const payloadLimit = 4_296 + 3;

const refused = (code: 'SCAN_NOT_FOR_KIOSK' | 'SCAN_UNREADABLE'): ScannedCode => ({ kind: 'refused', code });

/** `]`, a letter for the symbology, a modifier (ISO/IEC 15424): scanners put it first when told to. */
const aimIdentifier = /^\][A-Za-z][0-9A-Za-z]/;
/** What word processors leave in an address without anybody seeing it: soft hyphens, zero-width spaces and joiners. */
const invisible = /[\u00ad\u200b-\u200d\u2060\ufeff]/gu;
const controlCharacter = /[^\P{Cc}\t\r\n]/u;
const dayMonthYear = z.string().regex(/^\d{8}$/);

/** Number, old number, name, birth, sex, residence, issue; cards since July 2024 add four fields, mostly empty. */
const citizenCardFields = z
  .tuple([
    personalNumberSchema,
    z.string().regex(/^(\d{9}|\d{12})?$/),
    plainTextSchema.min(1),
    dayMonthYear,
    z.enum(['Nam', 'Nữ']),
    plainTextSchema,
    dayMonthYear,
  ])
  .rest(plainTextSchema)
  .refine((fields) => fields.length === 7 || fields.length === 11);

/**
 * What one scan holds. Only strict UTF-8 is text; a NUL ends it, as some cards' codes carry bytes after one.
 *
 * The driving licence's QR is not published: a bare 12-digit code is taken as its number, and so is the only
 * 12-digit number of a text that names GPLX.
 */
export function parsePayload(bytes: Uint8Array): ScannedCode {
  if (bytes.length > payloadLimit) return refused('SCAN_UNREADABLE');
  const text = decode(bytes);
  if (text === undefined || text === '' || controlCharacter.test(text)) return refused('SCAN_UNREADABLE');

  const card = citizenCardFields.safeParse(text.replace(/[\t\r\n]+/g, ' ').split('|'));
  if (card.success) return citizenCard(card.data);

  const licenceNumber = findLicenceNumber(text);
  if (licenceNumber !== undefined) return { kind: 'driving-licence', licenceNumber };
  return refused('SCAN_NOT_FOR_KIOSK');
}

function citizenCard([personalNumber, , , birth, , , issue]: z.infer<typeof citizenCardFields>): ScannedCode {
  const birthDate = birthDateSchema.safeParse(isoDate(birth));
  const issueDate = dateSchema.safeParse(isoDate(issue));
  if (!birthDate.success || !issueDate.success) return { kind: 'citizen-card', personalNumber };
  const mrz = mrzKeyFromCard({ personalNumber, birthDate: birthDate.data, issueDate: issueDate.data });
  return { kind: 'citizen-card', personalNumber, mrz };
}

/** Of `DDMMYYYY`; where a birthday is not known its day and month are zeros. */
const isoDate = (date: string) =>
  [date.slice(4), date.slice(2, 4), date.slice(0, 2)].filter((part) => part !== '00').join('-');

function decode(bytes: Uint8Array): string | undefined {
  const end = bytes.indexOf(0);
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(end < 0 ? bytes : bytes.subarray(0, end));
    return text.replace(aimIdentifier, '').replace(invisible, '').normalize('NFC').trim();
  } catch {
    return undefined;
  }
}

function findLicenceNumber(text: string): string | undefined {
  if (/^\d{12}$/.test(text)) return text;
  if (!/gplx/i.test(text)) return undefined;
  const numbers = text.match(/(?<!\d)\d{12}(?!\d)/g) ?? [];
  return numbers.length === 1 ? numbers[0] : undefined;
}
