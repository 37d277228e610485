import { type Document, documentSchema } from '../../../src/contract/person.ts';
import { ChipError, malformed } from '../chip-error.ts';
import { parseDg1 } from './dg1.ts';
import { type Dg13, dg13Field, parseDg13 } from './dg13.ts';
import { type Mrz, checkDigit } from './mrz.ts';

/** MRZ expiry of cards that never expire. */
const neverExpires = '991231';

/**
 * What the card says of its holder. DG13 gives the name with diacritics; without it, or where it cannot be read or speaks of
 * somebody else, the MRZ's name stands.
 * @param now milliseconds since the epoch, for the century of the birth date
 * @throws ChipError `CARD_NOT_SUPPORTED` no Vietnamese identity card, `CARD_DATA_INVALID`
 */
export function describeHolder(dg1: Uint8Array, dg13: Uint8Array | undefined, now: number): Document {
  const mrz = parseDg1(dg1);
  const personalNumber = personalNumberOf(mrz);
  const details = dg13 && readable(dg13);
  const fullName =
    details?.get(dg13Field.personalNumber)?.[0] === personalNumber ? details.get(dg13Field.fullName)?.[0] : undefined;
  const document = documentSchema.safeParse({
    personalNumber,
    documentNumber: mrz.documentNumber,
    fullName: fullName ?? mrz.name,
    nameFrom: fullName ? 'dg13' : 'mrz',
    birthDate: birthDate(mrz.birthDate, personalNumber, now),
    sex: mrz.sex,
    nationality: mrz.nationality,
    ...(mrz.expiryDate !== neverExpires && { expiryDate: isoDate(20, mrz.expiryDate) }),
  });
  if (!document.success) throw malformed('data of the holder');
  return document.data;
}

/** The optional data of line 1: twelve digits and, at its end, their check digit. The document number is their last nine. */
function personalNumberOf({ issuer, documentNumber, optionalData }: Mrz): string {
  const [, number = '', digit] = /^(\d{12})<*(\d)$/.exec(optionalData) ?? [];
  if (issuer !== 'VNM' || number === '') throw new ChipError('CARD_NOT_SUPPORTED', 'no Vietnamese identity card');
  if (checkDigit(number) !== digit || !number.endsWith(documentNumber)) throw malformed('personal number');
  return number;
}

function readable(file: Uint8Array): Dg13 | undefined {
  try {
    return parseDg13(file);
  } catch (error) {
    if (error instanceof ChipError) return undefined;
    throw error;
  }
}

/** The fourth digit of the personal number tells the century where the two after it agree; else the latest past year is meant. */
function birthDate(date: string, personalNumber: string, now: number): string {
  if (personalNumber.slice(4, 6) === date.slice(0, 2))
    return isoDate(19 + Math.floor(Number(personalNumber[3]) / 2), date);
  const thisCentury = isoDate(20, date);
  return Date.parse(thisCentury) <= now ? thisCentury : isoDate(19, date);
}

const isoDate = (century: number, date: string) =>
  `${century}${date.slice(0, 2)}-${date.slice(2, 4)}-${date.slice(4, 6)}`;
