import { computed, ref, shallowRef } from 'vue';
import { timeOfDay } from '../../contract/queue.ts';
import type { Language, Text } from '../../contract/text.ts';
import { fill, textAt, type KeyOf, type Tree, type Values } from './tree.ts';

/** The session's own: of papers, numbers and dates in any case. */
export const language = ref<Language>('vi');

/** The further language on the screen. */
interface Pack {
  tag: string;
  /** By the Vietnamese text. */
  texts: Readonly<Record<string, string>>;
}
const pack = shallowRef<Pack>();

export function setLanguage(next: Language, further?: Pack): void {
  language.value = next;
  pack.value = further;
  document.documentElement.lang = further?.tag ?? next;
}

/** A text in the language on the screen. What a pack does not say stays Vietnamese. */
export const say = (text: Text): string => (pack.value ? (pack.value.texts[text.vi] ?? text.vi) : text[language.value]);

/** What is said is known by its Vietnamese text: that of which `shown` is the pack's. */
export const vietnameseOf = (shown: string): string => vietnamese.value.get(shown) ?? shown;
const vietnamese = computed(() => new Map(Object.entries(pack.value?.texts ?? {}).map(([text, said]) => [said, text])));

export type Translate<Texts> = (key: KeyOf<Texts>, values?: Values) => string;

/** For the texts of one page. The shape of the Vietnamese ones is every language's. */
export const translator =
  <Texts extends Tree>({ vi, en }: Record<Language, Texts>): Translate<Texts> =>
  (key, values = {}) =>
    fill(say({ vi: textAt(vi, key), en: textAt(en, key) }), values);

/** `2027-12-31` as it stands on Vietnamese papers. */
export const formatDate = (date: string): string => date.split('-').reverse().join('/');

/** `thứ Sáu 28/11/2026` */
export const formatDay = (date: string): string =>
  `${new Intl.DateTimeFormat(language.value, { weekday: 'long', timeZone: 'UTC' }).format(new Date(date)).replace('Thứ', 'thứ')} ${formatDate(date)}`;

/** `08:05`; ISO 8601 or milliseconds since the epoch. */
export const formatTime = (instant: string | number): string => timeOfDay(new Date(instant).getTime());

/** `2.000.000` in Vietnamese, `2,000,000` in English. */
export const formatCount = (count: number): string => new Intl.NumberFormat(language.value).format(count);

/** Each language by its own name. */
export const languages = [
  { id: 'vi', name: 'Tiếng Việt' },
  { id: 'en', name: 'English' },
] as const;
