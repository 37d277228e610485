import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { failureTexts } from '../../contract/failures.ts';
import { ordinal, spokenMonth, spokenNumber } from '../../contract/spoken-numbers.ts';
import { spoken } from '../../contract/spoken.ts';
import type { Language } from '../../contract/text.ts';
import { en } from '../i18n/en.ts';
import type { Tree } from '../i18n/tree.ts';
import { vi } from '../i18n/vi.ts';
import { phraseOf } from '../voice/phrases.ts';
import { letterNames } from './letters.ts';

/** One thing that the kiosk can say. */
export interface Clip {
  language: Language;
  /** Of the message, for whoever records it: `home.title`, `failure.CARD_REMOVED`, `number.42`. */
  id: string;
  /** The words by which the page asks for it. */
  phrase: string;
  /** What a voice reads. */
  read: string;
}

const languages: Language[] = ['vi', 'en'];
/** On the switch of the settings bar. */
const ownNames: Record<Language, string> = { vi: 'Tiếng Việt', en: 'English' };

/** A value that is put in while the kiosk runs, in our messages and in the core's. */
const value = /\$?\{[^}]*\}/;
/** Amounts, rooms and codes within a text: another centre has other ones. */
const figures = /[\p{Lu}\d]*\d[\p{L}\d.,:/-]*/u;

/** Each plural form whole where it can be said whole, else the parts between its values. */
function parts(id: string, text: string, split: RegExp): [id: string, text: string][] {
  const forms = text.split(' | ');
  return forms.flatMap((form, at) => {
    const ofForm = forms.length > 1 ? `${id}.${String(at)}` : id;
    const between = form.split(new RegExp(split, 'gu'));
    const fragments = between.map((part, place): [string, string] => [`${ofForm}-${String(place + 1)}`, part]);
    return value.test(form)
      ? fragments
      : between.length > 1
        ? [[ofForm, form] as [string, string], ...fragments]
        : [[ofForm, form] as [string, string]];
  });
}

const messages = (tree: Tree, path = ''): [id: string, text: string][] =>
  Object.entries(tree).flatMap(([key, inner]) =>
    typeof inner === 'string' ? parts(path + key, inner, value) : messages(inner, `${path}${key}.`),
  );

const failures = (language: Language): [string, string][] =>
  Object.entries(failureTexts).flatMap(([code, { citizen, desk }]) => [
    [`failure.${code}`, citizen[language]] as [string, string],
    ...(desk ? [[`failure.${code}.desk`, desk[language]] as [string, string]] : []),
  ]);

/** Every text of a resource file, by the ids on the way to it. */
function resourceTexts(node: unknown, language: Language, path: string): [string, string][] {
  if (typeof node !== 'object' || node === null) return [];
  if ('vi' in node && 'en' in node) {
    const text = (node as Record<Language, unknown>)[language];
    return typeof text === 'string' ? parts(path, text, figures) : [];
  }
  return Object.entries(node).flatMap(([key, inner]: [string, unknown]) => {
    const named = typeof inner === 'object' && inner !== null && 'id' in inner ? String(inner.id) : key;
    return resourceTexts(inner, language, `${path}.${named}`);
  });
}

const filesIn = (folder: string, ending: string) =>
  readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => ({ name: name.slice(0, -ending.length), text: readFileSync(join(folder, name), 'utf8') }));

/** What the core's own sources say, such as the labels of the review page: the page may not import them. */
function coreTexts(root: string, language: Language): [string, string][] {
  const folders = ['src/main/services', 'src/main/session'].map((folder) => join(root, folder));
  const literal = new RegExp(`\\b${language}:\\s*(['\`])((?:(?!\\1)[^\\n])*)\\1`, 'g');
  return folders
    .flatMap((folder) => filesIn(folder, '.ts'))
    .flatMap(({ text }) => [...text.matchAll(literal)].map(([, , said = '']) => said))
    .flatMap((said) => parts(`core.${createHash('sha256').update(said).digest('hex').slice(0, 8)}`, said, value));
}

const upTo = (count: number) => Array.from({ length: count }, (_, at) => at);
const named = (kind: string, words: string[]): [string, string][] => words.map((word) => [`${kind}.${word}`, word]);

/** What numbers, dates, amounts and codes are put together from. */
function pieces(language: Language): [string, string][] {
  const numbers = upTo(100).map((n): [string, string] => [`number.${String(n)}`, spokenNumber(n, language)]);
  const hundreds = upTo(10)
    .slice(1)
    .map((n): [string, string] => [`number.${String(n)}00`, spokenNumber(n * 100, language)]);
  const months = upTo(12).map((at): [string, string] => [`month.${String(at + 1)}`, spokenMonth(at + 1, language)]);
  if (language === 'vi')
    return [
      ...numbers,
      ...hundreds,
      ...months,
      ...upTo(10)
        .slice(1)
        .map((n): [string, string] => [`number.le${String(n)}`, `lẻ ${spokenNumber(n, 'vi')}`]),
      ...named('word', [
        'không trăm',
        'nghìn',
        'triệu',
        'tỷ',
        'phẩy',
        'phần trăm',
        'đồng',
        'ngày',
        'năm',
        'giờ',
        'phút',
      ]),
      ...named('word', ['từ', 'đến', 'các số cuối', 'năm hai nghìn không trăm', 'năm một nghìn chín trăm']),
      ...named('day', ['thứ hai', 'thứ ba', 'thứ tư', 'thứ năm', 'thứ sáu', 'thứ bảy', 'chủ nhật']),
      ...named('tone', ['dấu sắc', 'dấu huyền', 'dấu hỏi', 'dấu ngã', 'dấu nặng']),
    ];
  return [
    ...numbers,
    ...hundreds,
    ...months,
    ...upTo(31).map((at): [string, string] => [`day.${String(at + 1)}`, ordinal(at + 1)]),
    ...named('word', [
      'hundred',
      'thousand',
      'million',
      'billion',
      'point',
      'percent',
      'dong',
      'the',
      'of',
      'oh',
      'o’clock',
    ]),
    ...named('day', ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']),
    ...named('word', ['hours', 'from', 'to', 'ending in']),
  ];
}

const keyOf = ({ language, phrase }: Clip) => `${language} ${phrase}`;

/** Each word by itself, for texts that the core or another centre puts together from the same words. */
const wordsOf = ({ language, phrase }: Clip): Clip[] =>
  phrase.split(' ').map((word) => ({ language, id: `word.${word}`, phrase: word, read: word }));

/** All that the kiosk can say with what lies in the tree at `root`, each phrase once. */
export function inventory(root: string): Clip[] {
  const resources = [
    ...['services', 'rules', 'centres'].flatMap((folder) => filesIn(join(root, 'resources', folder), '.json')),
    { name: 'centre', text: readFileSync(join(root, 'resources/centre.json'), 'utf8') },
  ].map(({ name, text }) => ({ name, content: JSON.parse(text) as unknown }));
  const names = JSON.parse(readFileSync(join(root, 'resources/voice/given-names.json'), 'utf8')) as string[];

  const clips = languages.flatMap((language) => {
    const texts = [
      ...messages(language === 'vi' ? vi : en),
      ...failures(language),
      ...resources.flatMap(({ name, content }) => resourceTexts(content, language, name)),
      ...coreTexts(root, language),
      ['language.own', ownNames[language]] as [string, string],
    ].map(([id, text]): [string, string] => [id, spoken(text, language)]);
    const given = language === 'vi' ? named('name', names) : [];
    const read = [...texts, ...pieces(language), ...given].map(([id, said]) => ({
      id,
      phrase: phraseOf(said),
      read: said,
    }));
    const letters = Object.entries(letterNames[language]).map(([letter, name]) => ({
      id: `letter.${letter}`,
      phrase: letter,
      read: name,
    }));
    return [...letters, ...read].map((clip) => ({ language, ...clip }));
  });
  const known = new Map<string, Clip>();
  for (const clip of [...clips, ...clips.flatMap(wordsOf)])
    if (clip.phrase && !known.has(keyOf(clip))) known.set(keyOf(clip), clip);
  return [...known.values()];
}
