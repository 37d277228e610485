import { spelledName } from '../../contract/spoken.ts';
import type { Page } from '../../contract/session-view.ts';
import type { Language } from '../../contract/text.ts';
import type { Draft } from './draft.ts';
import { line, type Line } from './line.ts';
import { textsIn } from './texts.ts';

const signs = { ' ': 'space', "'": 'apostrophe', ',': 'comma', '.': 'dot', '/': 'slash', '-': 'hyphen' } as const;
const isSign = (character: string): character is keyof typeof signs => character in signs;

/** Letters with a mark are Vietnamese in every language. */
const voiceOf = (text: string, language: Language): Language => (/^\P{L}*$|^[ -~•]*$/u.test(text) ? language : 'vi');

const typed = (text: string, about: string, language: Language): Line => line(text, { about, hidden: true, language });

/** Each character by its name: "H, Ư, dấu sắc, gạch chéo, 2". Masked ones are nobody's to know. */
export function spelt(text: string, language: Language): string {
  const { t } = textsIn(language);
  const names = Array.from(text.normalize('NFC'), (character) => {
    if (isSign(character)) return t(`keyboard.${signs[character]}`);
    return /\d/.test(character) ? character : spelledName(character);
  });
  return names.filter(Boolean).join(', ');
}

/** What stands in the field of a page where something is typed: digits as the core shows them, or letters. */
export function fieldOf(page: Page, draft: Draft | undefined): string | undefined {
  if (page.name === 'number-entry') return page.digits;
  if (page.name !== 'question') return undefined;
  if ('digits' in page.question) return page.question.digits;
  return draft && 'text' in draft ? draft.text : undefined;
}

/** A key of a pad by its name, which is what somebody types. */
export function keyLine(character: string, session: Language): Line {
  const language = voiceOf(character, session);
  return typed(spelt(character, language), character, language);
}

/** The whole field, for whoever wants to hear it again: words as words, figures one by one. */
export function fieldLines(field: string | undefined, session: Language): Line[] {
  if (!field) return [];
  const language = voiceOf(field, session);
  const words = field.match(/\p{L}+|[^\p{L} ]/gu) ?? [];
  const said = words.map((word) => (/^\p{L}{2,}$/u.test(word) ? word : spelt(word, language))).filter(Boolean);
  return [typed(`${textsIn(language).t('voice.typed')} ${said.join(', ')}`, 'field', language)];
}

/** What a key has made of the field: the characters that came or changed, or the last one that went. */
export function echoLines(before: string, after: string, session: Language): Line[] {
  const [were, are] = [before, after].map((text) => Array.from(text.normalize('NFC'))) as [string[], string[]];
  const gone = were.length - are.length;
  if (gone > 1) return [];
  const signsOf =
    gone === 1
      ? were.slice(-1)
      : gone < 0
        ? are.slice(were.length)
        : are.filter((character, at) => character !== were[at]);
  const characters = signsOf.join('');
  const language = voiceOf(characters, session);
  const said = spelt(characters, language);
  if (!said) return [];
  const about = `typed ${after}`;
  return [typed(gone === 1 ? `${textsIn(language).t('voice.deleted')} ${said}` : said, about, language)];
}
