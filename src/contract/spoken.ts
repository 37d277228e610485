import { spokenDate, spokenDigits, spokenMonth, spokenNumber, spokenTime, spokenYear } from './spoken-numbers.ts';
import type { Language } from './text.ts';

/** Nobody reads these as they are written. */
const abbreviations: Record<Language, ReadonlyMap<string, string>> = {
  vi: new Map(
    Object.entries({
      QR: 'quy a',
      VNeID: 'vi en i đi',
      BHYT: 'bảo hiểm y tế',
      BHXH: 'bảo hiểm xã hội',
      CCCD: 'căn cước công dân',
      GPLX: 'giấy phép lái xe',
      PIN: 'pin',
      STT: 'số thứ tự',
      TP: 'thành phố',
      VND: 'đồng',
      UBND: 'uỷ ban nhân dân',
    }),
  ),
  en: new Map(Object.entries({ QR: 'Q R', VNeID: 'V N E I D', PIN: 'pin', ID: 'I D', đồng: 'dong', VND: 'dong' })),
};

const lastFigures: Record<Language, string> = { vi: 'các số cuối', en: 'ending in' };
const currency: Record<Language, string> = { vi: 'đồng', en: 'dong' };
const decimalPoint: Record<Language, string> = { vi: 'phẩy', en: 'point' };
const percent: Record<Language, string> = { vi: 'phần trăm', en: 'percent' };
const fromTo: Record<Language, [string, string]> = { vi: ['từ', 'đến'], en: ['from', 'to'] };

type Rule = [pattern: RegExp, say: (language: Language, ...parts: string[]) => string];

const digitGroups = (language: Language, text: string) =>
  (text.match(/\d+/g) ?? []).map((group) => spokenDigits(group, language)).join(', ');

const time = (language: Language, text: string) => {
  const [hour = '', minute = ''] = text.split(':');
  return spokenTime(Number(hour), Number(minute), language);
};

/** A code is told figure by figure and letter by letter. */
const spelled = (language: Language, code: string) =>
  (code.match(/[\p{Lu}\d]/gu) ?? []).map((sign) => (/\d/.test(sign) ? spokenDigits(sign, language) : sign)).join(', ');

function amount(language: Language, text: string): string {
  const [group, point] = language === 'vi' ? ['.', ','] : [',', '.'];
  const [whole = '', fraction] = text.split(point);
  const count = Number(whole.replaceAll(group, ''));
  const words =
    count > 999_999_999_999 ? spokenDigits(whole.replace(/\D/g, ''), language) : spokenNumber(count, language);
  return fraction ? `${words} ${decimalPoint[language]} ${spokenDigits(fraction, language)}` : words;
}

const groupedNumber: Record<Language, string> = {
  vi: String.raw`\d{1,3}(?:\.\d{3})+(?:,\d{1,3})?(?!\d)|\d{1,12}(?:,\d{1,3})?(?!\d)`,
  en: String.raw`\d{1,3}(?:,\d{3})+(?:\.\d{1,3})?(?!\d)|\d{1,12}(?:\.\d{1,3})?(?!\d)`,
};

/** Not within a word, a number or an amount. */
const apart = String.raw`(?<![\p{L}\d]|\d[.,])`;
const pattern = (source: string) => new RegExp(source, 'gu');

/** From the most particular to the least; what a rule has said holds no figure that a later one could take. */
const rules: Record<Language, Rule[]> = { vi: rulesOf('vi'), en: rulesOf('en') };

function rulesOf(language: Language): Rule[] {
  const [from, to] = fromTo[language];
  return [
    [/•+(\d*)/g, (_, digits = '') => (digits ? `${lastFigures[language]}, ${spokenDigits(digits, language)}` : '')],
    [
      pattern(String.raw`${apart}(\d{1,2}:\d{2})\s*[–-]\s*(\d{1,2}:\d{2})(?!\d)`),
      (_, start = '', end = '') => `${from} ${time(language, start)} ${to} ${time(language, end)}`,
    ],
    [pattern(String.raw`${apart}\d{1,2}:\d{2}(?!\d)`), time],
    [
      pattern(String.raw`${apart}(?:ngày\s+)?(\d{1,2})/(\d{1,2})/(\d{4})(?!\d)`),
      (_, day, month, year) => spokenDate(Number(day), Number(month), Number(year), language),
    ],
    [
      pattern(String.raw`${apart}(?:ngày\s+)?(\d{4})-(\d{2})-(\d{2})(?!\d)`),
      (_, year, month, day) => spokenDate(Number(day), Number(month), Number(year), language),
    ],
    ...(language === 'vi'
      ? ([
          [/tháng\s+(\d{1,2})(?!\d)/giu, (_, month) => spokenMonth(Number(month), 'vi')],
          [/(?<=ngày\s)0\d(?!\d)/giu, (_, day) => spokenNumber(Number(day), 'vi')],
        ] as Rule[])
      : []),
    // Codes: letters and figures in one word, parts joined by dots and dashes.
    [pattern(String.raw`${apart}(?=[\d.-]*\p{Lu})(?=[\p{Lu}.-]*\d)[\p{Lu}\d]+(?:[.-][\p{Lu}\d]+)*(?!\p{L})`), spelled],
    [pattern(String.raw`${apart}\d{3}(?: \d{3}){3}(?!\d)`), digitGroups],
    [pattern(String.raw`${apart}(?:0\d{2,3}|1[89]00)(?:[ .]?\d{3,4}){1,3}(?!\d)`), digitGroups],
    [pattern(String.raw`${apart}(?:0\d+|\d{13,})(?!\d)`), (_, digits = '') => spokenDigits(digits, language)],
    [
      pattern(String.raw`${apart}(${groupedNumber[language]})\s*(?:đồng|đ|₫|VND)(?!\p{L})`),
      (_, count = '') => `${amount(language, count)} ${currency[language]}`,
    ],
    [
      pattern(String.raw`${apart}(${groupedNumber[language]})\s*%`),
      (_, count = '') => `${amount(language, count)} ${percent[language]}`,
    ],
    ...(language === 'en'
      ? ([
          [/(?<=\broom )\d{3}(?!\d)/gi, (_, room = '') => spokenDigits(room, 'en')],
          [/(?<![\d.,])(?:19|20)\d\d(?![\d.,]\d)/g, (_, year) => spokenYear(Number(year), 'en')],
        ] as Rule[])
      : []),
    [/(?<=\d)(?=\p{L})/gu, () => ' '],
    [pattern(String.raw`(?<![\d.,])(?:${groupedNumber[language]})`), amount],
    [/\d+/g, (_, rest = '') => ` ${spokenDigits(rest, language)}`],
    [/\p{L}+/gu, (_, word = '') => abbreviations[language].get(word) ?? word],
    [/(?<=\p{L})\/(?=\p{L})/gu, () => ' '],
    [/[…?!]/g, (_, sign = '') => (sign === '…' ? '.' : sign)],
    [/\s*[·;:()–—]+\s*/g, () => ', '],
    [/["“”«»~+*]/g, () => ''],
  ];
}

/**
 * What is said where `text` is written: dates, times, amounts, rooms and counts in words, ticket numbers, codes, telephone and personal
 * numbers figure by figure. Nothing that it returns holds a digit; commas and full stops are its pauses.
 */
export function spoken(text: string, language: Language): string {
  let said = text.normalize('NFC');
  for (const [written, say] of rules[language])
    said = said.replace(written, (whole: string, ...parts: unknown[]) => {
      const groups = parts.filter((part): part is string => typeof part === 'string').slice(0, -1);
      return groups.length > 0 ? say(language, ...groups) : say(language, whole);
    });
  return said
    .replace(/\s+/g, ' ')
    .replace(/(?:,\s*)+(?=[.,?!]|$)/g, '')
    .replace(/^[\s,.]+/, '')
    .replace(/\s+(?=[.,?!])/g, '')
    .trim();
}

const withTone = new Map([
  ['\u0301', 'dấu sắc'],
  ['\u0300', 'dấu huyền'],
  ['\u0309', 'dấu hỏi'],
  ['\u0303', 'dấu ngã'],
  ['\u0323', 'dấu nặng'],
]);

/** A name that cannot be said, letter by letter with its tone after it: "H, Ư, Ơ, N, G, dấu huyền". Other marks are left out. */
export function spelledName(name: string): string {
  const letters: string[] = [];
  const tones: string[] = [];
  for (const letter of name.normalize('NFC').toLocaleUpperCase('vi')) {
    const parts = Array.from(letter.normalize('NFD'));
    tones.push(...parts.flatMap((mark) => withTone.get(mark) ?? []));
    const own = parts
      .filter((mark) => !withTone.has(mark))
      .join('')
      .normalize('NFC');
    const base = /^[ĂÂÊÔƠƯ]$/.test(own) ? own : (parts[0] ?? '');
    if (/^[A-ZĂÂÊÔƠƯĐ]$/.test(base)) letters.push(base);
  }
  return [...letters, ...tones].join(', ');
}
