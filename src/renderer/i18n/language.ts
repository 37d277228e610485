import { ref, shallowRef } from 'vue';
import { createI18n } from 'vue-i18n';
import type { Language, Text } from '../../contract/text.ts';

type Tree = { [key: string]: string | Tree };
type Keys<T> = { [K in keyof T & string]: T[K] extends string ? K : `${K}.${Keys<T[K]>}` }[keyof T & string];

/** `pack`: the further language on the screen, over the Vietnamese texts. */
const none: Record<Language | 'pack', Tree> = { vi: {}, en: {}, pack: {} };
const i18n = createI18n({ legacy: false, locale: 'vi', messages: none });

/** The session's own: of papers, numbers and dates in any case. */
export const language = ref<Language>('vi');

interface Pack {
  tag: string;
  /** By the Vietnamese text. */
  texts: Readonly<Record<string, string>>;
}
const pack = shallowRef<Pack>();

export function setLanguage(next: Language, further?: Pack): void {
  language.value = next;
  if (further && further !== pack.value) i18n.global.setLocaleMessage('pack', translated(vietnamese, further.texts));
  pack.value = further;
  i18n.global.locale.value = further ? 'pack' : next;
  document.documentElement.lang = further?.tag ?? next;
}

/** Of all pages that were loaded. */
const vietnamese: Tree = {};

const translated = (tree: Tree, texts: Pack['texts']): Tree =>
  Object.fromEntries(
    Object.entries(tree).map(([key, part]) => [
      key,
      typeof part === 'string' ? (texts[part] ?? part) : translated(part, texts),
    ]),
  );

export type Translate<Messages> = (key: Keys<Messages>, values?: Record<string, string | number>) => string;

/** For the texts of one page. The shape of the Vietnamese ones is every language's; `n` also chooses the plural form. */
export function translator<Messages extends Tree>(messages: Record<Language, Messages>): Translate<Messages> {
  Object.assign(vietnamese, messages.vi);
  i18n.global.mergeLocaleMessage('vi', messages.vi);
  i18n.global.mergeLocaleMessage('en', messages.en);
  return (key, values = {}) =>
    typeof values.n === 'number' ? i18n.global.t(key, values, values.n) : i18n.global.t(key, values);
}

/** A text that came from the core or the server. */
export const say = (text: Text): string => pack.value?.texts[text.vi] ?? text[language.value];

/** `2027-12-31` as it stands on Vietnamese papers. */
export const formatDate = (date: string): string => date.split('-').reverse().join('/');

/** `thứ Sáu 28/11/2026` */
export const formatDay = (date: string): string =>
  `${new Intl.DateTimeFormat(language.value, { weekday: 'long', timeZone: 'UTC' }).format(new Date(date)).replace('Thứ', 'thứ')} ${formatDate(date)}`;

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
