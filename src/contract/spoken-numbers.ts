import type { Language } from './text.ts';

const largest = 999_999_999_999;

const viDigits = ['không', 'một', 'hai', 'ba', 'bốn', 'năm', 'sáu', 'bảy', 'tám', 'chín'];
/** After "mươi", where three digits sound otherwise. */
const viUnits = ['', 'mốt', 'hai', 'ba', 'tư', 'lăm', 'sáu', 'bảy', 'tám', 'chín'];
const viScales: [number, string][] = [
  [1_000_000_000, 'tỷ'],
  [1_000_000, 'triệu'],
  [1_000, 'nghìn'],
];

const enSmall = [
  ...['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'],
  ...['thirteen', 'fourteen', 'fifteen', 'sixteen', 'seventeen', 'eighteen', 'nineteen'],
];
const enTens = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];
const enScales: [number, string][] = [
  [1_000_000_000, 'billion'],
  [1_000_000, 'million'],
  [1_000, 'thousand'],
];

const at = (words: readonly string[], index: number) => words[index] ?? '';
const joined = (...words: string[]) => words.filter(Boolean).join(' ');

/** Below a hundred. */
function viTens(n: number): string {
  if (n < 10) return at(viDigits, n);
  const unit = n % 10;
  if (n < 20) return joined('mười', unit === 5 ? 'lăm' : unit === 0 ? '' : at(viDigits, unit));
  return joined(at(viDigits, Math.floor(n / 10)), 'mươi', at(viUnits, unit));
}

function viNumber(n: number): string {
  for (const [scale, name] of viScales) {
    if (n < scale) continue;
    const rest = n % scale;
    const head = joined(viNumber(Math.floor(n / scale)), name);
    if (rest === 0) return head;
    // 1.005 is "một nghìn không trăm lẻ năm": a figure that is left out would be heard as another number.
    if (rest < 100 && scale === 1_000) return joined(head, 'không trăm', rest < 10 ? 'lẻ' : '', viTens(rest));
    return joined(head, rest < 10 ? 'lẻ' : '', viNumber(rest));
  }
  if (n < 100) return viTens(n);
  const rest = n % 100;
  return joined(at(viDigits, Math.floor(n / 100)), 'trăm', rest > 0 && rest < 10 ? 'lẻ' : '', rest ? viTens(rest) : '');
}

function enNumber(n: number): string {
  if (n < 20) return at(enSmall, n);
  if (n < 100) return joined(at(enTens, Math.floor(n / 10)), n % 10 ? at(enSmall, n % 10) : '');
  const [scale, name] = enScales.find(([from]) => n >= from) ?? [100, 'hundred'];
  return joined(enNumber(Math.floor(n / scale)), name, n % scale ? enNumber(n % scale) : '');
}

/**
 * A count in words, as CLDR spells it: "một trăm lẻ năm", "one hundred five".
 * @param count 0 to 999,999,999,999 (chín trăm chín mươi chín tỷ)
 * @throws RangeError beyond that
 */
export function spokenNumber(count: number, language: Language): string {
  if (!Number.isInteger(count) || count < 0 || count > largest) throw new RangeError(`nobody says ${String(count)}`);
  return language === 'vi' ? viNumber(count) : enNumber(count);
}

/** Each digit by itself: "không, chín, một". */
export const spokenDigits = (digits: string, language: Language): string =>
  Array.from(digits, (digit) => spokenNumber(Number(digit), language)).join(', ');

/** English years go in pairs, "nineteen eighty five"; Vietnamese ones are numbers. */
export function spokenYear(year: number, language: Language): string {
  const [century, rest] = [Math.floor(year / 100), year % 100];
  if (language === 'vi' || (century % 10 === 0 && rest < 10)) return spokenNumber(year, language);
  return joined(enNumber(century), rest === 0 ? 'hundred' : rest < 10 ? `oh ${enNumber(rest)}` : enNumber(rest));
}

const enMonths = 'January February March April May June July August September October November December'.split(' ');
const enOrdinals: Record<string, string> = {
  ...{ one: 'first', two: 'second', three: 'third', five: 'fifth', eight: 'eighth', nine: 'ninth', twelve: 'twelfth' },
};

/** "thirty first" */
export function ordinal(n: number): string {
  const words = enNumber(n).split(' ');
  const last = words.pop() ?? '';
  return joined(...words, enOrdinals[last] ?? last.replace(/y$/, 'ie').replace(/t$/, '') + 'th');
}

/** "tháng tư": April has a name of its own in speech. */
export const spokenMonth = (month: number, language: Language): string =>
  language === 'en' ? at(enMonths, month - 1) : `tháng ${month === 4 ? 'tư' : viNumber(month)}`;

export function spokenDate(day: number, month: number, year: number, language: Language): string {
  const parts = [spokenMonth(month, language), spokenYear(year, language)] as const;
  return language === 'vi'
    ? `ngày ${viNumber(day)} ${parts[0]} năm ${parts[1]}`
    : `the ${ordinal(day)} of ${parts[0]} ${parts[1]}`;
}

/** The time of a day of 24 hours: "bảy giờ bốn mươi hai phút", "seven forty two". */
export function spokenTime(hour: number, minute: number, language: Language): string {
  if (language === 'vi') return joined(viNumber(hour), 'giờ', minute ? `${viNumber(minute)} phút` : '');
  if (minute === 0) return hour <= 12 ? `${enNumber(hour)} o’clock` : `${enNumber(hour)} hundred hours`;
  return joined(enNumber(hour), minute < 10 ? 'oh' : '', enNumber(minute));
}
