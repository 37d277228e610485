import { describe, expect, it } from 'vitest';
import type { SessionView } from '../../src/contract/session-view.ts';
import { usualSettings } from '../../src/contract/settings.ts';
import type { Language } from '../../src/contract/text.ts';
import { spoken } from '../../src/contract/spoken.ts';
import { inventory } from '../../src/renderer/clips/inventory.ts';
import { phraseOf } from '../../src/renderer/voice/phrases.ts';
import { piecesOf } from '../../src/renderer/voice/pieces.ts';
import { scriptOf, welcome } from '../../src/renderer/voice/script.ts';
import { samplePages } from './sample-views.ts';
import { viewOf } from './stage.ts';

const clips = inventory(process.cwd());

/** The words of texts that the samples invent, such as services of another centre: a real one would have its clips. */
function inventedIn(node: unknown, language: Language): string[] {
  if (typeof node !== 'object' || node === null) return [];
  if ('vi' in node && 'en' in node)
    return phraseOf(spoken(String((node as Record<Language, unknown>)[language]), language)).split(' ');
  return Object.values(node).flatMap((inner) => inventedIn(inner, language));
}

const phrasesOf = (wanted: Language) =>
  new Set([
    ...clips.filter(({ language }) => language === wanted).map(({ phrase }) => phrase),
    ...inventedIn(samplePages, wanted),
  ]);
const phrases: Record<Language, Set<string>> = { vi: phrasesOf('vi'), en: phrasesOf('en') };

const help = (['calling', 'waiting', 'coming', 'nobody', 'unreachable'] as const).map((state) => ({
  state,
  desk: { vi: 'Quầy số 1, tầng 1', en: 'Counter 1, ground floor' },
}));
const [home] = samplePages;
if (!home) throw new Error('there is no sample');
const blanked = { ...usualSettings, blank: true };

const views: [string, SessionView][] = [
  ...samplePages.map((page, at): [string, SessionView] => [`${page.name} ${String(at)}`, viewOf(page)]),
  ['idle', { ...viewOf(home), idle: { secondsLeft: 30 } }],
  ...help.map((call): [string, SessionView] => [`help ${call.state}`, { ...viewOf(home), help: call }]),
  ['blanked', { ...viewOf(home), settings: blanked }],
];

describe.each(['vi', 'en'] as const)('%s', (language) => {
  it.each(views)('%s is said whole, with clips for every word', (_, view) => {
    const lines = [...welcome({ ...view, language }), ...scriptOf({ ...view, language })];
    expect(lines.length).toBeGreaterThan(1);
    for (const each of lines) {
      expect(each.text).not.toMatch(/[{}|]|undefined|null|NaN/);
      const voice = each.language ?? language;
      const { pieces, missing } = piecesOf(each, voice, (phrase) => phrases[voice].has(phrase));
      expect(missing, each.text).toEqual([]);
      expect(pieces.length, each.text).toBeGreaterThan(0);
    }
  });
});

it('has a clip for everything that clips are put together for, each once', () => {
  const keys = clips.map(({ language, phrase }) => `${language} ${phrase}`);
  expect(new Set(keys).size).toBe(keys.length);
  expect(clips.filter(({ read }) => /\d|[{}|]/.test(read))).toEqual([]);
  expect(clips.map(({ id }) => id).filter((id) => !/^[\p{L}\p{M}\d.’ -]+$/u.test(id) && !/^[\w.-]+$/.test(id))).toEqual(
    [],
  );
});
