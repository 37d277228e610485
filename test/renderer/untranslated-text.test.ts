import { describe, expect, it } from 'vitest';
import { texts } from '../../src/renderer/board/texts.ts';
import { en as counterEn } from '../../src/renderer/counter/en.ts';
import { vi as counterVi } from '../../src/renderer/counter/vi.ts';
import { en } from '../../src/renderer/i18n/en.ts';
import { vi } from '../../src/renderer/i18n/vi.ts';

type Tree = { [key: string]: string | Tree };

const flat = (tree: Tree, path = ''): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[path + key, value] as [string, string]] : flat(value, `${path}${key}.`),
  );

const placeholders = (text: string) => [...new Set(text.match(/\{\w+\}/g))].sort();

const of = (language: 'vi' | 'en') =>
  Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, text[language]]));
const pages: [page: string, vi: Tree, en: Tree][] = [
  ['kiosk', vi, en],
  ['counter', counterVi, counterEn],
  ['board', of('vi'), of('en')],
];

describe.each(pages)('%s', (_, vi, en) => {
  const vietnamese = new Map(flat(vi));
  const english = new Map(flat(en));

  it('has every text in both languages', () => {
    expect([...english.keys()].sort()).toEqual([...vietnamese.keys()].sort());
  });

  it('has the same places for values and the same plural forms in both', () => {
    for (const [key, text] of vietnamese) {
      const other = english.get(key) ?? '';
      expect(placeholders(other), key).toEqual(placeholders(text));
      expect(other.split('|').length, key).toBe(text.split('|').length);
    }
  });

  it('leaves nothing in the other language', () => {
    for (const [key, text] of vietnamese) if (!placeholders(text).length) expect(english.get(key), key).not.toBe(text);
    const letters = /[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]/i;
    for (const [key, text] of english) expect(text, key).not.toMatch(letters);
  });

  it('is composed Unicode without stray space', () => {
    for (const [key, text] of [...vietnamese, ...english]) expect(text.normalize('NFC').trim(), key).toBe(text);
  });

  it('addresses people as the house does', () => {
    const all = [...vietnamese.values()].join('\n');
    expect(all).not.toMatch(/bệnh nhân|CCCD|(?<!\p{L})(anh|chị|bạn|cô|chú|bác)(?!\p{L})/iu);
  });
});
