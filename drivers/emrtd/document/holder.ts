import {
  type Document,
  type ForeignDocument,
  birthDateSchema,
  dateSchema,
  documentSchema,
  foreignDocumentSchema,
} from '../../../src/contract/person.ts';
import { ifReadable, malformed } from '../chip-error.ts';
import { parseDg1 } from './dg1.ts';
import { parseDg11 } from './dg11.ts';
import { dg13Field, parseDg13 } from './dg13.ts';
import { type Mrz, checkDigit } from './mrz.ts';
import { neverExpires } from '../../../src/contract/citizen-card.ts';
import { partsOf } from './personal-number.ts';

/**
 * What the card says of its holder: a `Document` of a Vietnamese citizen card, else a `ForeignDocument`, which a passport of Vietnam
 * is too. DG13 and DG11 add the name with diacritics and the whole birth date; without them, or where they cannot be read or speak of
 * somebody else, the MRZ stands.
 * @param dataGroups files by number; DG1 must be there, DG11 and DG13 may
 * @param now milliseconds since the epoch, for the century of the birth date
 * @throws ChipError `CARD_DATA_INVALID`, `CARD_NOT_SUPPORTED` where DG1 has no MRZ of ICAO 9303
 */
export function describeHolder(dataGroups: ReadonlyMap<number, Uint8Array>, now: number): Document | ForeignDocument {
  const dg1 = dataGroups.get(1);
  if (dg1 === undefined) throw malformed('no DG1');
  const mrz = parseDg1(dg1);
  const personalNumber = personalNumberOf(mrz);
  const document = personalNumber
    ? documentSchema.safeParse({
        personalNumber,
        ...holderOf(mrz, citizenDetails(dataGroups.get(13), personalNumber), partsOf(personalNumber).birthYear, now),
        ...(mrz.expiryDate !== neverExpires && expiryOf(mrz)),
      })
    : foreignDocumentSchema.safeParse({
        kind: mrz.documentCode.startsWith('P') ? 'passport' : 'identity-card',
        issuer: mrz.issuer,
        ...holderOf(mrz, foreignerDetails(dataGroups.get(11)), undefined, now),
        ...expiryOf(mrz),
      });
  if (!document.success) throw malformed('data of the holder');
  return document.data;
}

/**
 * A citizen card's optional data are the personal number and, at the end, its check digit; the document number is its last nine digits.
 * Undefined for every other document.
 * @throws ChipError `CARD_DATA_INVALID` where they contradict each other
 */
export function personalNumberOf({ size, issuer, documentNumber, optionalData }: Mrz): string | undefined {
  const [, number, digit] = /^(\d{12})<*(\d)$/.exec(optionalData) ?? [];
  if (size !== 'TD1' || issuer !== 'VNM' || number === undefined) return undefined;
  if (checkDigit(number) !== digit || number.slice(3) !== documentNumber) throw malformed('personal number');
  return number;
}

/** What a file beside DG1 tells of the same person, and better. */
interface Details {
  from: 'dg13' | 'dg11';
  fullName?: string | undefined;
  /** `YYYY-MM-DD` */
  birthDate?: string | undefined;
}

function citizenDetails(dg13: Uint8Array | undefined, personalNumber: string): Details | undefined {
  const fields = dg13 && ifReadable(() => parseDg13(dg13));
  if (fields?.get(dg13Field.personalNumber)?.[0] !== personalNumber) return undefined;
  const birthDate = fields.get(dg13Field.birthDate)?.[0]?.split('/').reverse().join('-');
  return {
    from: 'dg13',
    fullName: fields.get(dg13Field.fullName)?.[0],
    birthDate: dateSchema.safeParse(birthDate).data,
  };
}

function foreignerDetails(dg11: Uint8Array | undefined): Details | undefined {
  const fields = dg11 && ifReadable(() => parseDg11(dg11));
  // Whoever calls people in this house reads Latin letters; an Arabic or Chinese name is in the MRZ as its holder is called abroad.
  const isLatin = fields?.fullName && /^[\p{Script=Latin}\p{Mark}\p{Zs}'’.,-]+$/u.test(fields.fullName);
  return fields && { from: 'dg11', birthDate: fields.birthDate, ...(isLatin && { fullName: fields.fullName }) };
}

function holderOf(mrz: Mrz, details: Details | undefined, year: number | undefined, now: number) {
  const { documentNumber, name, sex, nationality } = mrz;
  const whole = details?.birthDate;
  const birthDate = whole && agree(mrz.birthDate, whole) ? whole : birthDateOf(mrz.birthDate, year, now);
  return {
    documentNumber,
    fullName: details?.fullName ?? name,
    nameFrom: details?.fullName ? details.from : 'mrz',
    birthDate,
    sex,
    nationality,
  };
}

/** `YYMMDD` of the MRZ in parts; of an unknown one, which some issuers print as zeros, undefined. */
const partsOfDate = (date: string) =>
  [date.slice(0, 2), date.slice(2, 4), date.slice(4, 6)].map((part, index) =>
    part.includes('<') || (index > 0 && part === '00') ? undefined : part,
  );

const agree = (mrzDate: string, whole: string) =>
  partsOfDate(mrzDate).every((part, index) => part === undefined || part === whole.slice(2).split('-')[index]);

/**
 * As exact as it is known: some old papers have days that no calendar has. Of the years that end as the MRZ's the one nearest to that
 * of the personal number is meant, which may have been given for another; without one the latest past.
 */
function birthDateOf(mrzDate: string, numberYear: number | undefined, now: number): string {
  const [shortYear, month, day] = partsOfDate(mrzDate);
  const inYear = (year: number) =>
    [[month, day], [month]]
      .map((parts) => [year, ...parts].join('-'))
      .find((date) => birthDateSchema.safeParse(date).success) ?? String(year);
  if (shortYear === undefined) {
    if (numberYear === undefined) throw malformed('no year of birth');
    return inYear(numberYear);
  }
  const lastCentury = 1900 + Number(shortYear);
  const thisCentury = lastCentury + 100;
  if (numberYear !== undefined) return inYear(numberYear - lastCentury < 50 ? lastCentury : thisCentury);
  return inYear(thisCentury) <= new Date(now).toISOString().slice(0, 10) ? inYear(thisCentury) : inYear(lastCentury);
}

const expiryOf = ({ expiryDate }: Mrz) =>
  !/^[0<]+$/.test(expiryDate) && { expiryDate: `20${expiryDate.replace(/^(..)(..)/, '$1-$2-')}` };
