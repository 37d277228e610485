import { createI18n } from 'vue-i18n';
import type { Language, Text } from '../../contract/text.ts';

type Tree = { [key: string]: string | Tree };
type Keys<T> = { [K in keyof T & string]: T[K] extends string ? K : `${K}.${Keys<T[K]>}` }[keyof T & string];

const none: Record<Language, Tree> = { vi: {}, en: {} };
const i18n = createI18n({ legacy: false, locale: 'vi', messages: none });

export const language = i18n.global.locale;

export function setLanguage(next: Language): void {
  language.value = next;
  document.documentElement.lang = next;
}

export type Translate<Messages> = (key: Keys<Messages>, values?: Record<string, string | number>) => string;

/** For the texts of one page. The shape of the Vietnamese ones is every language's; `n` also chooses the plural form. */
export function translator<Messages extends Tree>(messages: Record<Language, Messages>): Translate<Messages> {
  i18n.global.mergeLocaleMessage('vi', messages.vi);
  i18n.global.mergeLocaleMessage('en', messages.en);
  return (key, values = {}) =>
    typeof values.n === 'number' ? i18n.global.t(key, values, values.n) : i18n.global.t(key, values);
}

/** A text that came from the core or the server. */
export const say = (text: Text): string => text[language.value];

/** `2027-12-31` as it stands on Vietnamese papers. */
export const formatDate = (date: string): string => date.split('-').reverse().join('/');

const clock = new Intl.DateTimeFormat('vi-VN', {
  timeZone: 'Asia/Ho_Chi_Minh',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});
export const formatTime = (instant: string | number): string => clock.format(new Date(instant));

/** `2.000.000` in Vietnamese, `2,000,000` in English. */
export const formatCount = (count: number): string => new Intl.NumberFormat(language.value).format(count);

/** Each language by its own name. */
export const languages = [
  { id: 'vi', name: 'Tiếng Việt' },
  { id: 'en', name: 'English' },
] as const;
