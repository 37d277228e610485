/** The five marks of tone, and none. */
export const tones = ['sac', 'huyen', 'hoi', 'nga', 'nang', 'none'] as const;
export type Tone = (typeof tones)[number];

/** A word taken apart: `thuở` is t h u ơ with hỏi. Letters are small and without tone, one code point each. */
export interface Word {
  letters: string[];
  capitals: boolean[];
  tone: Tone;
}

const combining: Record<Tone, string> = {
  sac: '\u0301',
  huyen: '\u0300',
  hoi: '\u0309',
  nga: '\u0303',
  nang: '\u0323',
  none: '',
};

export function toWord(text: string): Word {
  const word: Word = { letters: [], capitals: [], tone: 'none' };
  for (const letter of text.normalize('NFC')) {
    const parts = letter.normalize('NFD');
    const tone = tones.find((each) => each !== 'none' && parts.includes(combining[each]));
    if (tone) word.tone = tone;
    const bare = tone ? parts.replace(combining[tone], '').normalize('NFC') : letter;
    word.letters.push(bare.toLowerCase());
    word.capitals.push(bare !== bare.toLowerCase());
  }
  return word;
}

export function toText({ letters, capitals, tone }: Word): string {
  const { from, vowels, coda } = shape(letters);
  const at = vowels ? from + tonePlace(vowels, coda) : -1;
  return letters
    .map((letter, index) => (index === at ? (letter + combining[tone]).normalize('NFC') : letter))
    .map((letter, index) => (capitals[index] ? letter.toUpperCase() : letter))
    .join('');
}

const vowel = /[aăâeêioôơuưy]/;

/** Where the vowels begin, they, and what follows. The u of "qu" and the i of "gi" before another vowel belong to the consonant. */
export function shape(letters: string[]): { from: number; vowels: string; coda: string } {
  const [first, second, third] = letters;
  const joined = (first === 'q' && second === 'u') || (first === 'g' && second === 'i');
  const start = joined && third !== undefined && vowel.test(third) ? 2 : letters.findIndex((each) => vowel.test(each));
  const from = start < 0 ? letters.length : start;
  const rest = letters.slice(from).findIndex((each) => !vowel.test(each));
  const to = rest < 0 ? letters.length : from + rest;
  return { from, vowels: letters.slice(from, to).join(''), coda: letters.slice(to).join('') };
}

/** Those of the language; k of the names of the Central Highlands. */
const codas = new Set(['', 'c', 'ch', 'k', 'm', 'n', 'ng', 'nh', 'p', 't']);

const nuclei = new Set(
  `a ă â e ê i o ô ơ u ư y ai ao au ay âu ây eo êu ia iê iu oa oă oe oi ôi ơi oo ua uâ uê ui uô uơ uy ươ ưa ưi ưu
  yê iêu yêu oai oao oay oeo uây uôi ươi ươu uya uyê uyu`.split(/\s+/),
);

/** Whether this is how a Vietnamese syllable ends. */
export const isRhyme = (letters: string[]): boolean => {
  const { vowels, coda } = shape(letters);
  return nuclei.has(vowels) && codas.has(coda);
};

/** Whether it can take a tone; names such as Byă have vowels that no other word has. */
export const bearsTone = ({ letters }: Word): boolean => {
  const { vowels, coda } = shape(letters);
  return vowels.length > 0 && vowels.length <= 3 && codas.has(coda);
};

/**
 * On which of the vowels the mark of tone stands. Where "oa", "oe" and "uy" end a word it is the first, as in Khánh Hòa, Thanh Hóa and Thủy:
 * so the lists of administrative units and most identity cards write it, and names and addresses are what is typed here.
 */
function tonePlace(vowels: string, coda: string): number {
  const marked = Array.from(vowels).findLastIndex((each) => /[ăâêôơư]/.test(each));
  if (marked >= 0) return marked;
  if (coda !== '') return vowels.length - 1;
  return vowels.length > 2 ? 1 : 0;
}
