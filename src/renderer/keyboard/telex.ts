import { bearsTone, isRhyme, shape, toText, toWord, type Tone, type Word } from './word.ts';

/**
 * Telex, as Vietnamese type it: aa ee oo for â ê ô, aw ow uw for ă ơ ư, dd for đ; s f r x j for the tones, z for none. A key may follow
 * at any later place of its word, and one struck once more is the letter itself. Only the last word changes.
 */
export const typeTelex = (text: string, key: string): string =>
  isLetter(key) ? change(text, (word) => compose(word, key)) : text + key;

/** A key of the keyboard on the screen: the letter that stands on it. The tone moves to where it then belongs. */
export const typeLetter = (text: string, letter: string): string =>
  isLetter(letter) ? change(text, (word) => append(word, letter)) : text + letter;

/** Puts a tone on the last word, or takes it off. A word that can bear none stays. */
export const setTone = (text: string, tone: Tone): string =>
  change(text, (word) => (bearsTone(word) ? { ...word, tone } : word));

/** Without the last letter. The tone stays with the word, as long as there is a vowel for it. */
export const deleteLetter = (text: string): string =>
  endsInLetter.test(text)
    ? change(text, ({ letters, capitals, tone }) => ({
        letters: letters.slice(0, -1),
        capitals: capitals.slice(0, -1),
        tone: shape(letters.slice(0, -1)).vowels ? tone : 'none',
      }))
    : text.slice(0, -1);

const endsInLetter = /\p{L}$/u;
const isLetter = (key: string) => /^\p{L}$/u.test(key);

/** Apostrophe, dot and digit end a word: H'Hen is two. */
function change(text: string, by: (word: Word) => Word): string {
  const whole = text.normalize('NFC');
  const at = whole.search(/\p{L}*$/u);
  return whole.slice(0, at) + toText(by(toWord(whole.slice(at))));
}

const toneKeys: Record<string, Tone> = { s: 'sac', f: 'huyen', r: 'hoi', x: 'nga', j: 'nang', z: 'none' };

/** What takes the marks of a key away again. */
const bare: Record<string, Record<string, string>> = {
  a: { â: 'a' },
  e: { ê: 'e' },
  o: { ô: 'o' },
  w: { ă: 'a', ơ: 'o', ư: 'u' },
  d: { đ: 'd' },
};

function compose(word: Word, key: string): Word {
  const small = key.toLowerCase();
  const tone = toneKeys[small];
  if (tone) return typeTone(word, key, tone);
  const marked = small === 'w' ? hooked(word.letters) : small === 'd' ? barred(word) : roofed(word.letters, small);
  if (marked) return { ...word, letters: marked };
  const undone = word.letters.map((letter) => bare[small]?.[letter] ?? letter);
  if (undone.join('') !== word.letters.join('')) return append({ ...word, letters: undone }, key);
  // nhw, tw: a vowel is still wanted.
  const wantsVowel = small === 'w' && word.letters.length > 0 && shape(word.letters).vowels === '';
  return append(word, wantsVowel ? (key === 'w' ? 'ư' : 'Ư') : key);
}

function typeTone(word: Word, key: string, tone: Tone): Word {
  if (!bearsTone(word)) return append(word, key);
  if (tone !== word.tone) return { ...word, tone };
  return append({ ...word, tone: 'none' }, key);
}

function append(word: Word, letter: string): Word {
  const small = letter.toLowerCase();
  const letters = [...word.letters, small];
  const { from } = shape(letters);
  // thuở, but thương: something follows.
  const open = /^(uơ|ưo)./.test(letters.slice(from).join(''));
  return {
    letters: open ? put(letters, from, 'ư', 'ơ') : letters,
    capitals: [...word.capitals, small !== letter],
    tone: word.tone,
  };
}

const put = (letters: string[], at: number, ...others: string[]): string[] =>
  letters.map((letter, index) => others[index - at] ?? letter);

/** ă ơ ư; ươ at one stroke. */
function hooked(letters: string[]): string[] | undefined {
  const { from, vowels, coda } = shape(letters);
  const half = vowels.indexOf('ưo');
  if (half >= 0) return put(letters, from + half + 1, 'ơ');
  if (/[ăơư]/.test(vowels)) return undefined;
  const pair = vowels.search(/u[oô]/);
  if (pair >= 0) {
    return coda === '' && vowels.length === 2
      ? put(letters, from + pair + 1, 'ơ')
      : put(letters, from + pair, 'ư', 'ơ');
  }
  // mưa, gửi, lưu
  const first = vowels.search(/u[aiu]/);
  if (first >= 0) return put(letters, from + first, 'ư');
  for (const [letter, hook] of [
    ['a', 'ă'],
    ['â', 'ă'],
    ['o', 'ơ'],
    ['ô', 'ơ'],
    ['u', 'ư'],
  ] as const) {
    const at = vowels.lastIndexOf(letter);
    if (at >= 0) return put(letters, from + at, hook);
  }
  return undefined;
}

const roofs: Record<string, { roof: string; over: RegExp }> = {
  a: { roof: 'â', over: /[aă](?!.*[aăâ])/ },
  e: { roof: 'ê', over: /e(?!.*[eê])/ },
  o: { roof: 'ô', over: /[oơ](?!.*[oôơ])/ },
};

/** â ê ô. Over a letter further back only where a rhyme comes of it: "oeo" is none of "ôe". */
function roofed(letters: string[], key: string): string[] | undefined {
  const mark = roofs[key];
  if (!mark) return undefined;
  const { from, vowels } = shape(letters);
  const at = vowels.search(mark.over);
  // "oo" was "ô" once more, and stays: xoong.
  if (at < 0 || vowels.slice(at - 1, at + 1) === key + key) return undefined;
  const roof = put(letters, from + at, mark.roof);
  const marked = vowels.slice(at - 1, at + 1) === 'ươ' ? put(roof, from + at - 1, 'u') : roof;
  return from + at === letters.length - 1 || isRhyme(marked) ? marked : undefined;
}

/** đ, at the end of the consonants before the vowels: Kđăm. */
function barred(word: Word): string[] | undefined {
  const { from } = shape(word.letters);
  const isLast = from === word.letters.length;
  return word.letters[from - 1] === 'd' && (isLast || bearsTone(word)) ? put(word.letters, from - 1, 'đ') : undefined;
}
