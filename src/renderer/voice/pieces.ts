import { spelledName, spoken } from '../../contract/spoken.ts';
import type { Language } from '../../contract/text.ts';
import type { Line } from './line.ts';
import { cover, phraseOf, type Piece } from './phrases.ts';

/** The clips of a line, in order. Names of no clip are spelled, and no other text is: its unknown words are left out. */
export function piecesOf(
  { text, name }: Line,
  language: Language,
  has: (phrase: string) => boolean,
): { pieces: Piece[]; missing: string[] } {
  if (!name) return cover(spoken(text, language), has);
  const words = text.split(/\s+/u).map((word) => `${has(phraseOf(word)) ? word : spelledName(word)},`);
  return cover(words.join(' '), has);
}
