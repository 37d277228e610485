import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { languagePackSchema, type LanguagePack } from '../../contract/language-pack.ts';
import { spokenNumber } from '../../contract/spoken-numbers.ts';
import { spoken } from '../../contract/spoken.ts';
import { z } from '../../contract/zod.ts';
import { phraseOf } from '../voice/phrases.ts';
import type { Clip } from './inventory.ts';

/** By message id, the Vietnamese phrase of which voice/ID.opus says the translation; `language.own`: the language's own name. */
const recordingsSchema = z.record(z.string(), z.string());

/** "Không" is an answer and a nought: its translation would be heard within a queue number that is spelled in Vietnamese. */
const figures = new Set(Array.from({ length: 100 }, (_, n) => spokenNumber(n, 'vi')));

function packIn(root: string, tag: string): LanguagePack {
  const file = join(root, 'resources/languages', tag, 'pack.json');
  const pack = languagePackSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  if (pack.tag !== tag) throw new Error(`${file} is the pack of ${pack.tag}`);
  return pack;
}

/** What a speaker of a further language reads, by the Vietnamese phrase; undefined where `tag` names no pack. */
export function packTexts(root: string, tag = ''): ReadonlyMap<string, string> | undefined {
  if (!tag || !existsSync(join(root, 'resources/languages', tag))) return undefined;
  const { texts } = packIn(root, tag);
  return new Map(Object.entries(texts).map(([text, translated]) => [phraseOf(spoken(text, 'vi')), translated]));
}

/** What a pack says aloud. */
export interface PackVoice {
  tag: string;
  recordings: { phrase: string; file: string }[];
  /** Recorded in vain, and why: for a text that is another one now, or that is a figure too. "home.title: …" */
  unused: string[];
}

/** The recordings of all packs of the tree at `root`; those of a pack without any are none. */
export function packVoices(root: string, clips: readonly Clip[]): PackVoice[] {
  const folder = join(root, 'resources/languages');
  const present = new Map(clips.flatMap(({ language, id, phrase }) => (language === 'vi' ? [[id, phrase]] : [])));
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name: tag }) => {
      const voice = join(folder, tag, 'voice');
      const { name } = packIn(root, tag);
      const file = join(voice, 'recordings.json');
      const recorded = existsSync(file) ? recordingsSchema.parse(JSON.parse(readFileSync(file, 'utf8'))) : {};
      const phraseNow = (id: string) => (id === 'language.own' ? phraseOf(name) : present.get(id));
      const whyUnused = (id: string, phrase: string): string | undefined => {
        if (phraseNow(id) !== phrase) return `"${phrase}" is now "${phraseNow(id) ?? 'no text'}"`;
        return figures.has(phrase) ? `"${phrase}" is a figure too, and said in Vietnamese` : undefined;
      };
      const entries = Object.entries(recorded).map(([id, phrase]) => ({ id, phrase, why: whyUnused(id, phrase) }));
      return {
        tag,
        recordings: entries
          .filter(({ why }) => why === undefined)
          .map(({ id, phrase }) => ({ phrase, file: join(voice, `${id}.opus`) })),
        unused: entries.flatMap(({ id, why }) => (why === undefined ? [] : [`${id}: ${why}`])),
      };
    });
}
