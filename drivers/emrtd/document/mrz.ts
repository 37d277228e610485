import type { MrzKey } from '../../../src/contract/chip.ts';
import { ChipError, malformed } from '../chip-error.ts';

/** A machine readable zone, its check digits verified (ICAO 9303-4 §4.2, 9303-5 §4.2, 9303-6 §4.2). */
export interface Mrz {
  size: 'TD1' | 'TD2' | 'TD3';
  /** One or two letters; a passport's first is `P`. */
  documentCode: string;
  issuer: string;
  /** Whole, also where a card continues it in its optional data; without the fillers behind it. */
  documentNumber: string;
  /** As printed, fillers kept: `099090012345<<6` on Vietnamese cards. Of a TD1 the first line's. */
  optionalData: string;
  /** `YYMMDD`; unknown parts are `<`. */
  birthDate: string;
  sex: 'male' | 'female' | 'unspecified';
  /** As `birthDate`. */
  expiryDate: string;
  nationality: string;
  /** Primary identifier first, as capitals separated by spaces. */
  name: string;
}

/** Where something starts in the joined lines, counted from 0, and its length. */
type Place = readonly [at: number, length: number];

interface Layout {
  size: Mrz['size'];
  number: Place;
  optionalData: Place;
  birthDate: Place;
  sex: Place;
  expiryDate: Place;
  nationality: Place;
  name: Place;
  /** What the check digit at `composite` covers, in this order. */
  covered: readonly Place[];
  composite: number;
}

const td1: Layout = {
  size: 'TD1',
  number: [5, 9],
  optionalData: [15, 15],
  birthDate: [30, 6],
  sex: [37, 1],
  expiryDate: [38, 6],
  nationality: [45, 3],
  name: [60, 30],
  covered: [
    [5, 25],
    [30, 7],
    [38, 7],
    [48, 11],
  ],
  composite: 59,
};

/** A TD2's and a TD3's second line begins alike. */
const secondLine = (length: number) =>
  ({
    number: [length, 9],
    nationality: [length + 10, 3],
    birthDate: [length + 13, 6],
    sex: [length + 20, 1],
    expiryDate: [length + 21, 6],
    optionalData: [length + 28, length - 29],
    name: [5, length - 5],
    covered: [
      [length, 10],
      [length + 13, 7],
      [length + 21, length - 22],
    ],
    composite: 2 * length - 1,
  }) as const;

const layouts = new Map<number, Layout>([
  [90, td1],
  [72, { size: 'TD2', ...secondLine(36) }],
  [88, { size: 'TD3', ...secondLine(44) }],
]);

const sexes: Readonly<Record<string, Mrz['sex']>> = { M: 'male', F: 'female', '<': 'unspecified', X: 'unspecified' };

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
 * @param text the two or three lines joined: 90, 72 or 88 characters
 * @throws ChipError `CARD_NOT_SUPPORTED` another size of document, `CARD_DATA_INVALID`
 */
export function parseMrz(text: string): Mrz {
  const layout = layouts.get(text.length);
  if (layout === undefined) throw new ChipError('CARD_NOT_SUPPORTED', 'no machine readable zone of TD1, TD2 or TD3');
  const field = ([at, length]: Place, form: RegExp) => {
    const value = text.slice(at, at + length);
    if (!form.test(value)) throw malformed('character in the MRZ');
    return value;
  };
  /** A field and the digit behind it, which may be a filler where the field is nothing else. */
  const checked = (place: Place, form: RegExp) => {
    const value = field(place, form);
    if (!isCheckDigit(value, text.charAt(place[0] + place[1]))) throw malformed('MRZ check digit');
    return value;
  };

  const covered = layout.covered.map((place) => field(place, /^[A-Z0-9<]*$/)).join('');
  if (checkDigit(covered) !== text[layout.composite]) throw malformed('MRZ composite check digit');
  const optionalData = field(layout.optionalData, /^[A-Z0-9<]*$/);
  if (layout.size === 'TD3') personalNumberChecked(optionalData);

  const isLong = layout.size !== 'TD3' && text.charAt(layout.number[0] + 9) === '<';
  return {
    size: layout.size,
    documentCode: trimmed(field([0, 2], /^[A-Z][A-Z<]$/)),
    issuer: trimmed(field([2, 3], /^[A-Z]+<*$/)),
    documentNumber: isLong
      ? continued(field(layout.number, /^[A-Z0-9<]*$/), optionalData)
      : trimmed(checked(layout.number, /^[A-Z0-9<]*$/)),
    optionalData,
    birthDate: checked(layout.birthDate, /^[0-9<]*$/),
    sex: sexes[field(layout.sex, /^[MFX<]$/)] ?? 'unspecified',
    expiryDate: checked(layout.expiryDate, /^[0-9<]*$/),
    nationality: trimmed(field(layout.nationality, /^[A-Z]+<*$/)),
    name: field(layout.name, /^[A-Z<]*$/)
      .split('<')
      .filter(Boolean)
      .join(' '),
  };
}

/** As people type or paste it: any case, the lines apart by `|` or by blanks. Errors as `parseMrz`. */
export const readMrzText = (text: string): Mrz => parseMrz(text.replaceAll(/[\s|]/g, '').toUpperCase());

/** What of an MRZ opens the chip (ICAO 9303-11 §4.3.2). */
export const mrzKeyOf = ({ documentNumber, birthDate, expiryDate }: Mrz): MrzKey => ({
  documentNumber,
  birthDate,
  expiryDate,
});

const trimmed = (field: string) => field.replace(/<+$/, '');

const isCheckDigit = (field: string, digit: string) =>
  digit === checkDigit(field) || (digit === '<' && /^<*$/.test(field));

/** ICAO 9303-4 §4.2.2: the personal number of a TD3 ends with a check digit of its own. */
function personalNumberChecked(optionalData: string): void {
  if (!isCheckDigit(optionalData.slice(0, -1), optionalData.slice(-1))) throw malformed('MRZ check digit');
}

/**
 * A number of more than nine characters: behind the ninth a filler instead of the check digit, the rest and the digit of the
 * whole in the optional data, up to its first filler (ICAO 9303-5 §4.2.2, 9303-6 §4.2.2).
 */
function continued(start: string, optionalData: string): string {
  const [, rest = '', digit] = /^([A-Z0-9]+)(\d)(?:<|$)/.exec(optionalData) ?? [];
  if (digit === undefined || start.includes('<') || checkDigit(start + rest) !== digit)
    throw malformed('MRZ check digit');
  return start + rest;
}
