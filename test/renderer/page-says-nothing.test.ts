import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Page, SessionView } from '../../src/contract/session-view.ts';
import { usualSettings } from '../../src/contract/settings.ts';
import type { Language } from '../../src/contract/text.ts';
import { spelledName, spoken } from '../../src/contract/spoken.ts';
import { inventory } from '../../src/renderer/clips/inventory.ts';
import { writtenIn } from '../../src/renderer/voice/clips.ts';
import { line, type Line } from '../../src/renderer/voice/line.ts';
import { cover, phraseOf } from '../../src/renderer/voice/phrases.ts';
import { piecesOf } from '../../src/renderer/voice/pieces.ts';
import type { Draft } from '../../src/renderer/voice/draft.ts';
import { scriptOf, welcome, type Scene } from '../../src/renderer/voice/script.ts';
import { samplePages } from './sample-views.ts';
import { viewOf } from './stage.ts';

const clips = inventory(process.cwd());

function wordsIn(node: unknown, language: Language): string[] {
  if (typeof node !== 'object' || node === null) return [];
  if ('vi' in node && 'en' in node)
    return phraseOf(spoken(String((node as Record<Language, unknown>)[language]), language)).split(' ');
  return Object.values(node).flatMap((inner) => wordsIn(inner, language));
}

const resources = ['services', 'rules', 'centres', '.'].flatMap((folder) =>
  readdirSync(join('resources', folder))
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join('resources', folder, name), 'utf8')) as unknown),
);

/** Words that the samples invent, such as of services of another centre: a real one would have its clips, as all that is shipped has. */
function inventedWords(language: Language): string[] {
  const shipped = new Set(wordsIn(resources, language));
  return wordsIn(samplePages, language).filter((word) => !shipped.has(word));
}

const phrasesOf = (wanted: Language) =>
  new Set([
    ...clips.filter(({ language }) => language === wanted).map(({ phrase }) => phrase),
    ...inventedWords(wanted),
  ]);
const phrases: Record<Language, Set<string>> = { vi: phrasesOf('vi'), en: phrasesOf('en') };

const help = (['calling', 'waiting', 'coming', 'nobody', 'unreachable'] as const).map((state) => ({
  state,
  desk: { vi: 'Quầy số 1, tầng 1', en: 'Counter 1, ground floor' },
}));
const [home] = samplePages;
if (!home) throw new Error('there is no sample');
const blanked = { ...usualSettings, blank: true };

const photo = { without: false, sight: 'good', countdown: 0, taken: false } as const;
const drafts: Record<'text' | 'photo', Draft[]> = {
  text: [{ text: "12/3B Lê Lợi, phường H'Hen" }],
  photo: [
    ...(['starting', 'good', 'dark', 'bright', 'blurred'] as const).map((sight) => ({ photo: { ...photo, sight } })),
    ...[{ without: true }, { countdown: 3 }, { taken: true }].map((now) => ({ photo: { ...photo, ...now } })),
  ],
};

const scene = (view: SessionView, draft?: Draft): Scene => ({ view, draft });
const draftsOf = (page: Page): (Draft | undefined)[] =>
  page.name === 'question' && (page.question.kind === 'text' || page.question.kind === 'photo')
    ? [undefined, ...drafts[page.question.kind]]
    : [undefined];
const scenes: [string, Scene][] = [
  ...samplePages.flatMap((page, at) =>
    draftsOf(page).map((draft, of): [string, Scene] => [
      `${page.name} ${String(at)}${draft ? `, draft ${String(of)}` : ''}`,
      scene(viewOf(page), draft),
    ]),
  ),
  ['idle', scene({ ...viewOf(home), idle: { secondsLeft: 30 } })],
  ...help.map((call): [string, Scene] => [`help ${call.state}`, scene({ ...viewOf(home), help: call })]),
  ['blanked', scene({ ...viewOf(home), settings: blanked })],
];
/** An address that somebody typed, or a name: what has no clip of them is spelled. */
const isHers = ({ about, language }: Line) => about === 'field' || language === 'vi';

describe.each(['vi', 'en'] as const)('%s', (language) => {
  it.each(scenes)('%s is said whole, with clips for every word', (_, { view, draft }) => {
    const lines = [...welcome({ ...view, language }), ...scriptOf(scene({ ...view, language }, draft))];
    expect(lines.length).toBeGreaterThan(1);
    for (const each of lines) {
      expect(each.text).not.toMatch(/[{}|]|undefined|null|NaN/);
      const voice = writtenIn(each.language ?? language);
      const { pieces, missing } = piecesOf(each, voice, (phrase) => phrases[voice].has(phrase));
      if (!isHers(each)) expect(missing, each.text).toEqual([]);
      expect(pieces.length, each.text).toBeGreaterThan(0);
    }
  });
});

describe('a word of no clip, since the texts changed after the page was built', () => {
  const said = (text: string, language: Language) => {
    const has = (phrase: string) => phrases[language].has(phrase) && phrase !== 'tim mạch' && phrase !== 'mạch';
    const { pieces, missing } = piecesOf(line(text), language, has);
    return { said: pieces.map(({ phrase }) => phrase).join(' · '), missing };
  };

  it('is spelled, and leaves no hole', () => {
    expect(said('3: Tim mạch', 'vi')).toEqual({ said: 'ba · tim · M · A · C · H · dấu nặng', missing: ['mạch'] });
    expect(said('Xyzzy, floor 2', 'en')).toEqual({ said: 'X · Y · Z · Z · Y · floor · two', missing: ['xyzzy'] });
  });
});

it('tells whoever cannot see its QR the portal’s address, sign by sign', () => {
  const page = samplePages.find((page) => page.name === 'missing' && page.reason === 'LICENCE_ELSEWHERE');
  if (!page) throw new Error('a sample is missing');
  const said = scriptOf(scene(viewOf(page))).map(({ text }) => text);
  expect(said.join(' ')).toContain('D, V, C, Gạch ngang, G, P, L, X, Dấu chấm, C, S, G, T, Dấu chấm');
});

it('has clips to spell every letter of the language', () => {
  for (const letter of 'aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵfjwz') {
    const { pieces, missing } = cover(spelledName(letter), (phrase) => phrases.vi.has(phrase));
    expect(missing, letter).toEqual([]);
    expect(pieces[0]?.phrase, letter).toMatch(/^\p{Lu}$/u);
  }
});

it('has a clip for everything that clips are put together for, each once', () => {
  const keys = clips.map(({ language, phrase }) => `${language} ${phrase}`);
  expect(new Set(keys).size).toBe(keys.length);
  expect(clips.filter(({ read }) => /\d|[{}|]/.test(read))).toEqual([]);
  expect(clips.map(({ id }) => id).filter((id) => !/^[\p{L}\p{M}\d.’ -]+$/u.test(id) && !/^[\w.-]+$/.test(id))).toEqual(
    [],
  );
});
