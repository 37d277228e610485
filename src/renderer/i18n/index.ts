import { createI18n } from 'vue-i18n';
import type { Language, Text } from '../../contract/text.ts';
import { en } from './en.ts';
import { vi } from './vi.ts';

/** The shape of the Vietnamese texts; every other language has the same. */
export type Messages = typeof vi;

type Keys<T> = { [K in keyof T & string]: T[K] extends string ? K : `${K}.${Keys<T[K]>}` }[keyof T & string];
export type MessageKey = Keys<Messages>;

const i18n = createI18n({ legacy: false, locale: 'vi', messages: { vi, en } });

export const language = i18n.global.locale;

export function setLanguage(next: Language): void {
  language.value = next;
  document.documentElement.lang = next;
}

/** A text of the page's own. `n` also chooses the plural form. */
export const t = (key: MessageKey, values: Record<string, string | number> = {}): string =>
  typeof values.n === 'number' ? i18n.global.t(key, values, values.n) : i18n.global.t(key, values);

/** A text that came with the view. */
export const say = (text: Text): string => text[language.value];

/** `2027-12-31` as it stands on Vietnamese papers. */
export const formatDate = (date: string): string => date.split('-').reverse().join('/');

const clock = new Intl.DateTimeFormat('vi-VN', {
  timeZone: 'Asia/Ho_Chi_Minh',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});
export const formatTime = (instant: string): string => clock.format(new Date(instant));

/** `2.000.000` in Vietnamese, `2,000,000` in English. */
export const formatCount = (count: number): string => new Intl.NumberFormat(language.value).format(count);

/** In the largest unit of which there are at least two. */
export function formatSeconds(seconds: number): string {
  if (seconds < 120) return t('time.seconds', { n: seconds });
  if (seconds < 7200) return t('time.minutes', { n: Math.floor(seconds / 60) });
  return t('time.hours', { n: Math.floor(seconds / 3600) });
}
