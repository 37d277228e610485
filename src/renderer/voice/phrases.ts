/** A word as clips know it, and the pause that follows it, in milliseconds. */
interface Word {
  word: string;
  pause: number;
}

/** One clip to play. */
export interface Piece {
  phrase: string;
  pause: number;
  /** It stands between pauses. */
  whole: boolean;
}

/** Whether there is a clip of a phrase. A further language has whole ones alone: a word of it within a Vietnamese sentence says nothing. */
export type Has = (phrase: string, whole: boolean) => boolean;

const pauses: [sign: RegExp, milliseconds: number][] = [
  [/[.?!]/, 350],
  [/,/, 140],
];

/** A single capital is a letter that is spelled; all else is the same word at the start of a sentence and within it. */
export const known = (word: string) => (/^\p{Lu}$/u.test(word) ? word : word.toLowerCase());

function wordsOf(said: string): Word[] {
  return [...said.normalize('NFC').matchAll(/([\p{L}\p{M}’']+)([^\p{L}\p{M}’']*)/gu)].map(
    ([, word = '', after = '']) => ({
      word: known(word),
      pause: pauses.find(([sign]) => sign.test(after))?.[1] ?? 0,
    }),
  );
}

/** The name of the clip that says `said`: its words without their pauses. */
export const phraseOf = (said: string): string =>
  wordsOf(said)
    .map(({ word }) => word)
    .join(' ');

const longestPhrase = 90;

/**
 * The fewest clips that say all of `said`, a text that has been through `spoken`. A word of no clip is put into `missing` and left out.
 */
export function cover(said: string, has: Has): { pieces: Piece[]; missing: string[] } {
  const words = wordsOf(said);
  const pausedAfter = (count: number) => count === 0 || count === words.length || (words[count - 1]?.pause ?? 0) > 0;
  const isWhole = (start: number, end: number) => pausedAfter(start) && pausedAfter(end);
  /** How the words from the first to this one are said best: clips so far, and the words that the last of them says. */
  const best: { cost: number; length: number; found: boolean }[] = [{ cost: 0, length: 0, found: true }];
  const costOf = (found: boolean) => (found ? 1 : 1_000);
  for (let end = 1; end <= words.length; end++) {
    let choice = { cost: Infinity, length: 1, found: false };
    let phrase = '';
    for (let length = 1; length <= Math.min(end, longestPhrase); length++) {
      const word = words[end - length]?.word ?? '';
      phrase = phrase ? `${word} ${phrase}` : word;
      const found = has(phrase, isWhole(end - length, end));
      if (!found && length > 1) continue;
      const cost = (best[end - length]?.cost ?? Infinity) + costOf(found);
      if (cost < choice.cost) choice = { cost, length, found };
    }
    best.push(choice);
  }

  const pieces: Piece[] = [];
  const missing: string[] = [];
  for (let end = words.length; end > 0;) {
    const { length, found } = best[end] ?? { length: 1, found: false };
    const within = words.slice(end - length, end);
    const phrase = within.map(({ word }) => word).join(' ');
    if (found) pieces.unshift({ phrase, pause: within.at(-1)?.pause ?? 0, whole: isWhole(end - length, end) });
    else missing.unshift(phrase);
    end -= length;
  }
  return { pieces, missing };
}
