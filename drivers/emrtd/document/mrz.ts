import { ChipError, malformed } from '../chip-error.ts';

/** A TD1 machine readable zone (ICAO 9303-5 §4.2), fillers removed, check digits verified. */
export interface Mrz {
  issuer: string;
  documentNumber: string;
  /** As printed, fillers kept: `099090012345<<6` on Vietnamese cards. */
  optionalData: string;
  /** `YYMMDD`; unknown parts are `<`. */
  birthDate: string;
  sex: 'male' | 'female' | 'unspecified';
  expiryDate: string;
  nationality: string;
  /** Primary identifier first, as capitals separated by spaces. */
  name: string;
}

const td1 =
  /^[A-Z][A-Z<](?<issuer>[A-Z<]{3})(?<number>[A-Z0-9<]{9})(?<numberDigit>[0-9<])(?<optional>[A-Z0-9<]{15})(?<birth>[0-9<]{6})(?<birthDigit>\d)(?<sex>[MF<])(?<expiry>[0-9<]{6})(?<expiryDigit>\d)(?<nationality>[A-Z<]{3})(?<optional2>[A-Z0-9<]{11})(?<composite>\d)(?<name>[A-Z<]{30})$/;

/** ICAO 9303-3 §4.9: weights 7, 3, 1; digits count as themselves, A to Z as 10 to 35, `<` as 0. */
export function checkDigit(field: string): string {
  let sum = 0;
  for (const [index, character] of Array.from(field).entries()) {
    const value = character === '<' ? 0 : parseInt(character, 36);
    sum += value * ([7, 3, 1][index % 3] ?? 0);
  }
  return String(sum % 10);
}

/**
 * @param text 90 characters, the three lines joined
 * @throws ChipError `CARD_NOT_SUPPORTED` another size of document, `CARD_DATA_INVALID`
 */
export function parseMrz(text: string): Mrz {
  if (text.length !== 90) throw new ChipError('CARD_NOT_SUPPORTED', 'not a TD1 document');
  const fields = td1.exec(text)?.groups;
  if (fields === undefined) throw malformed('MRZ');
  const field = (name: string) => fields[name] ?? '';

  const composite =
    field('number') +
    field('numberDigit') +
    field('optional') +
    field('birth') +
    field('birthDigit') +
    field('expiry') +
    field('expiryDigit') +
    field('optional2');
  const checks: [string, string][] = [
    [field('number'), field('numberDigit')],
    [field('birth'), field('birthDigit')],
    [field('expiry'), field('expiryDigit')],
    [composite, field('composite')],
  ];
  if (checks.some(([value, digit]) => checkDigit(value) !== digit)) throw malformed('MRZ check digit');

  const sexes = { M: 'male', F: 'female', '<': 'unspecified' } as const;
  return {
    issuer: field('issuer').replaceAll('<', ''),
    documentNumber: field('number').replaceAll('<', ''),
    optionalData: field('optional'),
    birthDate: field('birth'),
    sex: sexes[field('sex') as keyof typeof sexes],
    expiryDate: field('expiry'),
    nationality: field('nationality').replaceAll('<', ''),
    name: field('name').split('<').filter(Boolean).join(' '),
  };
}
