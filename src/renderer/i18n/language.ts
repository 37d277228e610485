import { ref, shallowRef } from 'vue';
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
  forgetShown();
  document.documentElement.lang = further?.tag ?? next;
}

/** By what a pack shows, the Vietnamese text of which it is the translation: the voice knows texts by that. */
const shownFor = new Map<string, string>();
const mostShown = 500;

function remember(shown: string, vietnamese: string): string {
  shownFor.delete(shown);
  const [oldest] = shownFor.keys();
  if (shownFor.size >= mostShown && oldest !== undefined) shownFor.delete(oldest);
  shownFor.set(shown, vietnamese);
  return shown;
}

/** To be called before another page is shown: what this one says may be hers, and two texts may have one translation. */
export const forgetShown = (): void => shownFor.clear();

/** The Vietnamese text that is on the screen as `shown`. */
export const vietnameseOf = (shown: string): string => shownFor.get(shown) ?? shown;

/** A text in the language on the screen. What a pack does not say stays Vietnamese. */
export const say = (text: Text): string => {
  if (!pack.value) return text[language.value];
  return remember(pack.value.texts[text.vi] ?? text.vi, text.vi);
};

export type Translate<Texts> = (key: KeyOf<Texts>, values?: Values) => string;

/** For the texts of one page. The shape of the Vietnamese ones is every language's. */
export const translator =
  <Texts extends Tree>({ vi, en }: Record<Language, Texts>): Translate<Texts> =>
  (key, values = {}) => {
    const text = { vi: textAt(vi, key), en: textAt(en, key) };
    const shown = fill(say(text), values);
    return pack.value ? remember(shown, fill(text.vi, vietnameseValues(values))) : shown;
  };

const vietnameseValues = (values: Values): Values =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? vietnameseOf(value) : value]),
  );

/** What a pack leaves Vietnamese stands among Vietnamese figures. */
const figures = (): Language => (pack.value ? 'vi' : language.value);

/** `2027-12-31` as it stands on Vietnamese papers. */
export const formatDate = (date: string): string => date.split('-').reverse().join('/');

/** `thứ Sáu 28/11/2026` */
export const formatDay = (date: string): string =>
  `${new Intl.DateTimeFormat(figures(), { weekday: 'long', timeZone: 'UTC' }).format(new Date(date)).replace('Thứ', 'thứ')} ${formatDate(date)}`;

/** `08:05`; ISO 8601 or milliseconds since the epoch. */
export const formatTime = (instant: string | number): string => timeOfDay(new Date(instant).getTime());

/** `2.000.000` in Vietnamese, `2,000,000` in English. */
export const formatCount = (count: number): string => new Intl.NumberFormat(figures()).format(count);

/** Each language by its own name. */
export const languages = [
  { id: 'vi', name: 'Tiếng Việt' },
  { id: 'en', name: 'English' },
] as const;
