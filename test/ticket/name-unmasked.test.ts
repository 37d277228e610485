import { expect, test } from 'vitest';
import { maskName } from '../../src/contract/mask-name.ts';

test.each([
  ['NGUYỄN THỊ HƯỜNG', 'N. T. HƯỜNG'],
  ['LÊ THỊ NGỌC ẨN', 'L. T. N. ẨN'],
  ['Đặng Ái Ý', 'Đ. Á. Ý'],
  ['đặng văn ấn', 'đ. v. ấn'],
  ["H'Hen Niê", 'H. Niê'],
  ["Y' Thih Êban", 'Y. T. Êban'],
  ["K'Brếu", "K'Brếu"],
  ['Ka Hyuck Č̣il', 'K. H. Č̣il'],
  ['Ẩn', 'Ẩn'],
  ['  TRẦN \u00a0 VĂN\tDŨNG ', 'T. V. DŨNG'],
  ['', ''],
])('%s → %s', (name, masked) => {
  expect(maskName(name)).toBe(masked.normalize('NFC'));
});

test('a name in decomposed form keeps the mark of its initials', () => {
  expect(maskName('Đặng Ái Ấn'.normalize('NFD'))).toBe('Đ. Á. Ấn');
});
