import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { ordinal, spokenNumber } from '../../src/contract/spoken-numbers.ts';
import { spelledName, spoken } from '../../src/contract/spoken.ts';

/** Spelled by ICU 72 (`unum_open(UNUM_SPELLOUT)` of libicui18n; hyphens as spaces), which Node's Intl does not offer. */
const byIcu = readFileSync(new URL('numbers-spelled-by-icu.tsv', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => line.split('\t'));

test('counts are spelled as ICU spells them, up to 999 tỷ', () => {
  expect(byIcu.length).toBeGreaterThan(400);
  for (const [count, vi, en] of byIcu) {
    expect(spokenNumber(Number(count), 'vi'), count).toBe(vi);
    expect(spokenNumber(Number(count), 'en'), count).toBe(en);
  }
});

describe('Vietnamese', () => {
  it.each([
    ['A042', 'A, không, bốn, hai'],
    ['Số H107.', 'Số H, một, không, bảy.'],
    ['21/11/2026', 'ngày hai mươi mốt tháng mười một năm hai nghìn không trăm hai mươi sáu'],
    ['Hết hạn ngày 30/04/2005.', 'Hết hạn ngày ba mươi tháng tư năm hai nghìn không trăm lẻ năm.'],
    ['ngày 05 tháng 04', 'ngày năm tháng tư'],
    ['2026-09-30', 'ngày ba mươi tháng chín năm hai nghìn không trăm hai mươi sáu'],
    ['07:42', 'bảy giờ bốn mươi hai phút'],
    ['Khoảng 08:00–08:15.', 'Khoảng từ tám giờ đến tám giờ mười lăm phút.'],
    ['1.250.000 đồng', 'một triệu hai trăm năm mươi nghìn đồng'],
    ['135.000đ, nộp tại quầy', 'một trăm ba mươi lăm nghìn đồng, nộp tại quầy'],
    ['0 đồng', 'không đồng'],
    ['1,5 km', 'một phẩy năm km'],
    ['Phòng 105, tầng 1', 'Phòng một trăm lẻ năm, tầng một'],
    ['Phòng 105a', 'Phòng một trăm lẻ năm a'],
    ['Quầy số 6 (Đổi giấy phép)', 'Quầy số sáu, Đổi giấy phép'],
    ['0912 345 678', 'không, chín, một, hai, ba, bốn, năm, sáu, bảy, tám'],
    ['0912.345.678', 'không, chín, một, hai, ba, bốn, năm, sáu, bảy, tám'],
    ['1900 1234', 'một, chín, không, không, một, hai, ba, bốn'],
    ['001 099 012 345', 'không, không, một, không, chín, chín, không, một, hai, ba, bốn, năm'],
    ['•••••••••017', 'các số cuối, không, một, bảy'],
    ['••••', ''],
    ['Sinh năm 1951', 'Sinh năm một nghìn chín trăm năm mươi mốt'],
    ['Hạng B2', 'Hạng B, hai'],
    [
      'H15.50.05.13-261008-0975',
      'H, một, năm, năm, không, không, năm, một, ba, hai, sáu, một, không, không, tám, không, chín, bảy, năm',
    ],
    ['Ông/bà cần làm gì?', 'Ông bà cần làm gì?'],
    ['Đang kiểm tra…', 'Đang kiểm tra.'],
    ['Quét mã QR · thẻ BHYT', 'Quét mã quy a, thẻ bảo hiểm y tế'],
    ['80%', 'tám mươi phần trăm'],
  ])('%s', (written, said) => expect(spoken(written, 'vi')).toBe(said));
});

describe('English', () => {
  it.each([
    ['A042', 'A, zero, four, two'],
    ['Expired on 30/09/2026', 'Expired on the thirtieth of September twenty twenty six'],
    ['07:42', 'seven forty two'],
    ['13:05', 'thirteen oh five'],
    ['08:00–08:15', 'from eight o’clock to eight fifteen'],
    ['1,250,000 đồng', 'one million two hundred fifty thousand dong'],
    ['Room 105, ground floor', 'Room one, zero, five, ground floor'],
    ['Born in 1905', 'Born in nineteen oh five'],
    ['Card of 2024: back', 'Card of twenty twenty four, back'],
    ['2.5 km', 'two point five km'],
    ['12 digits', 'twelve digits'],
  ])('%s', (written, said) => expect(spoken(written, 'en')).toBe(said));

  it('has an ordinal for each day of a month', () => {
    expect([1, 2, 3, 5, 8, 9, 12, 20, 21, 30, 31].map(ordinal).join(' ')).toBe(
      'first second third fifth eighth ninth twelfth twentieth twenty first thirtieth thirty first',
    );
  });
});

it('leaves no figure unsaid, whatever is written, and says it again the same', () => {
  const written = fc.array(
    fc.oneof(
      fc.integer({ min: 0, max: 10 ** 14 }).map(String),
      fc.constantFrom(
        'A042',
        '07:42',
        '1/2/2026',
        '1.250.000',
        '1,250,000',
        ' đồng',
        '•',
        '-',
        '.',
        ',',
        '/',
        ':',
        ' ',
        'Phòng',
        '%',
      ),
    ),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(written, fc.constantFrom('vi' as const, 'en' as const), (parts, language) => {
      const said = spoken(parts.join(''), language);
      expect(said).not.toMatch(/\d|\s{2}|undefined|NaN/);
      expect(spoken(said, language)).toBe(said);
    }),
    { numRuns: 300 },
  );
});

it.each([
  ['HƯỜNG', 'H, Ư, Ơ, N, G, dấu huyền'],
  ['Đặng', 'Đ, Ă, N, G, dấu nặng'],
  ['K’Brếu', 'K, B, R, Ê, U, dấu sắc'],
  ['Byă', 'B, Y, Ă'],
  ['Niê'.normalize('NFD'), 'N, I, Ê'],
  ['ĕ', 'E'],
])('spells a name that nobody has recorded: %s', (name, said) => expect(spelledName(name)).toBe(said));
