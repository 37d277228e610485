import { expect, test } from 'vitest';
import { isFull } from '../support/repetitions.ts';
import { paperFormats, rendererFor, wordsOn } from '../support/tickets.ts';
import { consonants, reading, vowels } from './letters.ts';
import { asPng, onPaper, readText } from './paper.ts';
import { appointment, checkIn, deskSlip, fullest, guide, papers, papersList, receipt } from './samples.ts';

test('a reader who has only the paper finds number, way, clinic and masked name with every mark', async () => {
  const text = readText(await onPaper(checkIn));
  for (const words of [
    'Bệnh viện Đa khoa Mẫu',
    '21/11/2026 07:42',
    'Số thứ tự',
    'A042',
    'Đến: Phòng 105,\ntầng 1',
    'Nội tổng quát',
    'Dịch vụ: Khám bảo hiểm y tế',
    'N. T. HƯỜNG',
    'Trước ông/bà: 6 người',
    'Dự kiến: khoảng 08:00',
    'Lỡ lượt? Đến',
    'Mã phiếu: 9PB55X',
  ])
    expect(text).toContain(words);
  expect(text).not.toContain('CHƯA XÁC MINH');
  expect(text).not.toContain('IN LẠI');
});

test('a reprint of an unverified ticket says so, and names the papers to bring', async () => {
  const text = readText(await onPaper(fullest));
  for (const words of [
    'IN LẠI',
    'REPRINT',
    'M999',
    'CHƯA XÁC MINH',
    'TO BE VERIFIED',
    'Căn cước',
    'Present driving licence',
  ])
    expect(text).toContain(words);
});

test('a desk slip tells the citizen where to go and the clerk why', async () => {
  const text = readText(await onPaper(deskSlip)).replaceAll(/\s+/g, ' ');
  for (const words of ['PHIẾU GẶP NHÂN VIÊN', 'Mời đến quầy.', 'Dành cho nhân viên:', 'thẻ sao chép', '7K3M9Q'])
    expect(text).toContain(words);
});

test.each([
  [guide, ['A042', 'Đã xong', 'Đến tiếp:', 'Phòng 203,', 'tầng 2', 'xét nghiệm']],
  [papersList, ['Đổi giấy phép lái xe', 'Căn cước', 'trong 12 tháng', 'Mang đến:', 'Quầy số 3']],
  [appointment, ['PHIẾU HẸN', 'Thứ Sáu, 27/11/2026', 'Phòng 207,', 'Mắt', 'Nhớ mang theo:', 'HK-261127-0042']],
  [
    receipt,
    [
      'GIẤY TIẾP NHẬN',
      'H15.50.05.13-261121-0975',
      'Đơn đề nghị',
      '2. Số lượng hồ sơ: 1 bộ',
      '5 ngày làm việc',
      '07:41 ngày 21/11/2026',
      '16:00, Thứ Sáu,',
      '27/11/2026',
      '135.000 đồng, đã nộp',
    ],
  ],
] as const)('paper of kind $kind is read on the narrow paper too', (ticket, expected) => {
  const text = readText(asPng(rendererFor({ dots: 384, largePrint: false })(ticket)));
  for (const words of expected) expect(text).toContain(words);
});

const readings = paperFormats.flatMap((paper) => [
  { ...paper, text: reading, letters: 'small letters' },
  { ...paper, text: reading.toUpperCase(), letters: 'capitals' },
]);
const usual = readings.filter(
  ({ dots, largePrint, letters }) => !largePrint && (letters === 'capitals') === (dots === 384),
);
test.each(isFull ? readings : usual)(
  'another program reads every letter of Vietnamese: $letters on $dots dots, large print $largePrint',
  ({ text, ...paper }) => {
    const png = asPng(rendererFor(paper)({ ...guide, instruction: { vi: text, en: '-' } }));
    const read = new Set(readText(png).split(/[\s,]+/));
    const words = text.split(/[ ,]+/);
    const letters = [...vowels.flat(), ...consonants].filter((letter) => letter !== 'ỵ');
    const asked = text === reading ? letters : letters.map((letter) => letter.toUpperCase());
    expect(asked.filter((letter) => !words.some((word) => word.includes(letter) && read.has(word)))).toEqual([]);
    expect(words.filter((word) => read.has(word)).length / words.length).toBeGreaterThan(0.95);
  },
);

/** Signs that Tesseract writes as it likes. */
const folded = (text: string) => text.replaceAll(/[·–-]/g, '-').replaceAll('’', "'");

const all = paperFormats.flatMap((paper) =>
  papers.flatMap((ticket) => (['vi', 'en'] as const).map((language) => ({ ...paper, language, ticket }))),
);
test.each(isFull ? all : [])(
  'another program reads paper of kind $ticket.kind in $language on $dots dots, large print $largePrint',
  ({ ticket, language, ...paper }) => {
    const read = new Set(folded(readText(asPng(rendererFor(paper)({ ...ticket, language })))).split(/\s+/));
    const words = folded(wordsOn({ ...ticket, language }, paper)).split(' ');
    expect(words.filter((word) => read.has(word)).length / words.length).toBeGreaterThan(0.9);
  },
);
