import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { languagePackSchema } from '../../contract/language-pack.ts';
import { spoken } from '../../contract/spoken.ts';
import { z } from '../../contract/zod.ts';
import { phraseOf } from '../voice/phrases.ts';
import { inventory, type Clip } from './inventory.ts';

/** By message id, the Vietnamese phrase of which voice/ID.opus says the translation; `language.own`: the language's own name. */
const recordingsSchema = z.record(z.string(), z.string());

const packIn = (root: string, tag: string) =>
  languagePackSchema.parse(JSON.parse(readFileSync(join(root, 'resources/languages', tag, 'pack.json'), 'utf8')));

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
  /** Recorded for a text that is another one now, and not to be heard: "home.title: …". */
  outdated: string[];
}

/** The recordings of all packs of the tree at `root`; those of a pack without any are none. */
export function packVoices(root: string, clips: Clip[] = inventory(root)): PackVoice[] {
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
      const entries = Object.entries(recorded);
      return {
        tag,
        recordings: entries
          .filter(([id, phrase]) => phraseNow(id) === phrase)
          .map(([id, phrase]) => ({ phrase, file: join(voice, `${id}.opus`) })),
        outdated: entries
          .filter(([id, phrase]) => phraseNow(id) !== phrase)
          .map(([id, phrase]) => `${id}: "${phrase}" is now "${phraseNow(id) ?? 'no text'}"`),
      };
    });
}

/** Puts `voice/km.opus` and `voice/km.json` beside the page, as those of Vietnamese and English are, and so for each pack. */
export const packVoiceFiles: Plugin = {
  name: 'tram:pack-voices',
  apply: 'build',
  generateBundle() {
    for (const { tag, recordings, outdated } of packVoices(join(this.environment.config.root, '../..'))) {
      for (const each of outdated) this.warn(`a recording of ${tag} is out of date: ${each}`);
      const sounds = recordings.map(({ file }) => readFileSync(file));
      const startOf = (at: number) => sounds.slice(0, at).reduce((sum, { length }) => sum + length, 0);
      const index = recordings.map(({ phrase }, at) => [phrase, [startOf(at), sounds[at]?.length]]);
      this.emitFile({ type: 'asset', fileName: `voice/${tag}.opus`, source: Buffer.concat(sounds) });
      this.emitFile({
        type: 'asset',
        fileName: `voice/${tag}.json`,
        source: JSON.stringify(Object.fromEntries(index)),
      });
    }
  },
};
