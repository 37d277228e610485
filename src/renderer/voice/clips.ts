import { z } from '../../contract/zod.ts';
import type { Language } from '../../contract/text.ts';

const indexSchema = z.record(z.string(), z.tuple([z.int().nonnegative(), z.int().positive()]));

/** What can be said in a language: its phrases, and of each an Ogg Opus stream. */
export interface Clips {
  has(phrase: string): boolean;
  /** A copy, since whoever decodes it takes it. */
  sound(phrase: string): ArrayBuffer | undefined;
}

const loading = new Map<Language, Promise<Clips>>();

async function load(language: Language): Promise<Clips> {
  const [index, sounds] = await Promise.all(
    (['json', 'opus'] as const).map(async (ending) => {
      const answer = await fetch(`./voice/${language}.${ending}`);
      if (!answer.ok) throw new Error(`voice/${language}.${ending}: ${String(answer.status)}`);
      return ending === 'json' ? ((await answer.json()) as unknown) : answer.arrayBuffer();
    }),
  );
  const places = new Map(Object.entries(indexSchema.parse(index)));
  const bytes = sounds as ArrayBuffer;
  return {
    has: (phrase) => places.has(phrase),
    sound(phrase) {
      const place = places.get(phrase);
      return place && bytes.slice(place[0], place[0] + place[1]);
    },
  };
}

/** All clips of a language, loaded once and whole, so that no request tells what is said. Rejects where the page was built without. */
export function clipsOf(language: Language): Promise<Clips> {
  const known = loading.get(language);
  if (known) return known;
  const begun = load(language);
  loading.set(language, begun);
  begun.catch(() => loading.delete(language));
  return begun;
}
