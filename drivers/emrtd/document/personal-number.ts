import { malformed } from '../chip-error.ts';

/** What a personal number says (ND 137/2015/NĐ-CP art. 13). The sex and the year are those at its issue: a card's MRZ is newer. */
export interface PersonalNumberParts {
  /** Three digits: the province, or the country for who was born abroad. */
  birthPlaceCode: string;
  sex: 'male' | 'female';
  birthYear: number;
  /** Six digits, drawn at random: the chip's CAN. */
  serial: string;
}

/** @throws ChipError `CARD_DATA_INVALID` where it has not 12 digits */
export function partsOf(personalNumber: string): PersonalNumberParts {
  const [, birthPlaceCode = '', century, year, serial = ''] = /^(\d{3})(\d)(\d{2})(\d{6})$/.exec(personalNumber) ?? [];
  if (serial === '') throw malformed('personal number');
  // 0 and 1 are men and women of the 1900s, 2 and 3 of the 2000s, and so on.
  return {
    birthPlaceCode,
    sex: Number(century) % 2 === 0 ? 'male' : 'female',
    birthYear: 1900 + 100 * Math.floor(Number(century) / 2) + Number(year),
    serial,
  };
}
