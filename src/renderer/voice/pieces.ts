import { spelledName, spoken } from '../../contract/spoken.ts';
import type { Language } from '../../contract/text.ts';
import type { Line } from './line.ts';
import { cover, known, type Has, type Piece } from './phrases.ts';

/** An English voice has no letters but its own. */
const spelt = (word: string, language: Language) =>
  language === 'vi' ? spelledName(word) : spelledName(word.normalize('NFD').replace(/\p{M}/gu, ''));

/**
 * The clips of a line, in order. A word of no clip is spelled, since a sentence with a hole in it misleads; `missing` names it, for
 * whoever can build the page again with the texts of today.
 */
export function piecesOf({ text }: Line, language: Language, has: Has): { pieces: Piece[]; missing: string[] } {
  const said = spoken(text, language);
  const { pieces, missing } = cover(said, has);
  if (missing.length === 0) return { pieces, missing };
  const whole = said.replace(/[\p{L}\p{M}’']+/gu, (word) =>
    missing.includes(known(word)) ? `, ${spelt(word, language)}, ` : word,
  );
  return { pieces: cover(whole, has).pieces, missing };
}
