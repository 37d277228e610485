import type { MrzKey } from './chip.ts';

/** MRZ expiry of Vietnamese cards that never expire. */
export const neverExpires = '991231';

/** Birthdays on which a card ends (Luật 26/2023/QH15 art. 21; before, Luật 59/2014/QH13 art. 21, which knew no cards of children). */
const endingAges = [14, 25, 40, 60];

/** A card of the last years before such a birthday ends on the next one (the same articles). */
const graceYears = 2;

/**
 * The MRZ's key of a citizen card from what its QR says, which lacks the expiry: it follows from birth and issue. A card that was
 * issued otherwise, as for an officer with a term, does not open with it.
 * @param card 12 digits; dates `YYYY-MM-DD`, a birth date may end after the year or the month
 */
export function mrzKeyFromCard(card: { personalNumber: string; birthDate: string; issueDate: string }): MrzKey {
  const [year = '', month = '<<', day = '<<'] = card.birthDate.split('-');
  const birthday = (age: number) => dayInYear(Number(year) + age, card.birthDate.slice(5));
  const end = endingAges.find((age) => card.issueDate < birthday(age - graceYears));
  return {
    documentNumber: card.personalNumber.slice(3),
    birthDate: year.slice(2) + month + day,
    expiryDate: end === undefined ? neverExpires : birthday(end).slice(2).replaceAll('-', ''),
  };
}

/** Whole dates: of the unknown parts the first day counts; who was born on 29 February has the birthday on the 28th of other years. */
function dayInYear(year: number, monthAndDay: string): string {
  const [month = '01', day = '01'] = monthAndDay.split('-').filter(Boolean);
  const isLeapYear = new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1;
  return `${year}-${month}-${month === '02' && day === '29' && !isLeapYear ? '28' : day}`;
}
