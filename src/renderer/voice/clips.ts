import { z } from '../../contract/zod.ts';
import { languageSchema, type Language } from '../../contract/text.ts';
import type { Has } from './phrases.ts';

const indexSchema = z.record(z.string(), z.tuple([z.int().nonnegative(), z.int().positive()]));

/** What can be said: phrases, and of each an Ogg Opus stream. */
export interface Clips {
  has: Has;
  /** A copy, since whoever decodes it takes it. */
  sound(phrase: string, whole: boolean): ArrayBuffer | undefined;
}

const loading = new Map<string, Promise<Clips>>();

async function load(tag: string): Promise<Clips> {
  const [index, sounds] = await Promise.all(
    (['json', 'opus'] as const).map(async (ending) => {
      const answer = await fetch(`./voice/${tag}.${ending}`);
      if (!answer.ok) throw new Error(`voice/${tag}.${ending}: ${String(answer.status)}`);
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

/** All clips of one file, loaded once and whole, so that no request tells what is said. Rejects where the page was built without. */
function fileOf(tag: string): Promise<Clips> {
  const begun = loading.get(tag) ?? load(tag);
  loading.set(tag, begun);
  begun.catch(() => loading.delete(tag));
  return begun;
}

/** The language in which a voice of this tag is written: a further language says Vietnamese texts in its own words. */
export const writtenIn = (tag: string): Language => languageSchema.safeParse(tag).data ?? 'vi';

/** A pack's file that cannot be had is no recording at all. */
const ofPack = (tag: string): Promise<Clips> =>
  fileOf(tag).catch(() => {
    console.warn(`the recordings of ${tag} cannot be loaded`);
    return { has: () => false, sound: () => undefined };
  });

/** What the voice of a tag can say. A further language has recordings of whole phrases; the rest it says in Vietnamese. */
export async function clipsOf(tag: string): Promise<Clips> {
  if (languageSchema.safeParse(tag).success) return fileOf(tag);
  const [further, vietnamese] = await Promise.all([ofPack(tag), fileOf('vi')]);
  return {
    has: (phrase, whole) => (whole && further.has(phrase, whole)) || vietnamese.has(phrase, whole),
    sound: (phrase, whole) => (whole ? further.sound(phrase, whole) : undefined) ?? vietnamese.sound(phrase, whole),
  };
}
