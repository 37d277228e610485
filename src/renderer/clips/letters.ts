import type { Language } from '../../contract/text.ts';

/** How letters are called, written so that a voice of the language says it. */
export const letterNames: Record<Language, Record<string, string>> = {
  vi: {
    ...{ A: 'a', Ă: 'á', Â: 'ớ', B: 'bê', C: 'xê', D: 'dê', Đ: 'đê', E: 'e', Ê: 'ê', F: 'ép', G: 'giê', H: 'hát' },
    ...{ I: 'i', J: 'gi', K: 'ca', L: 'e lờ', M: 'em mờ', N: 'en nờ', O: 'o', Ô: 'ô', Ơ: 'ơ', P: 'pê', Q: 'quy' },
    ...{ R: 'e rờ', S: 'ét sì', T: 'tê', U: 'u', Ư: 'ư', V: 'vê', W: 'vê kép', X: 'ích xì', Y: 'i dài', Z: 'dét' },
  },
  en: Object.fromEntries(Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ', (letter) => [letter, `${letter}.`])),
};
