import { expect, test } from 'vitest';
import { onPaper, readText } from './paper.ts';
import { checkIn, deskSlip, fullest } from './samples.ts';

test('a reader who has only the paper finds number, way, clinic and masked name with every mark', async () => {
  const text = readText(await onPaper(checkIn));
  for (const words of [
    'Bệnh viện Đa khoa Mẫu',
    '21/11/2026 07:42',
    'Số thứ tự',
    'A042',
    'Đến: Phòng 105, tầng 1',
    'Nội tổng quát',
    'Dịch vụ: Khám bảo hiểm y tế',
    'N. T. HƯỜNG',
    'Trước ông/bà: 6 người',
    'Lỡ lượt? Đến Quầy số 1, tầng 1.',
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
    'Giấy phép lái xe cũ',
    'Present driving licence',
  ])
    expect(text).toContain(words);
});

test('a desk slip tells the citizen where to go and the clerk why', async () => {
  const text = readText(await onPaper(deskSlip)).replaceAll(/\s+/g, ' ');
  for (const words of [
    'PHIẾU GẶP NHÂN VIÊN',
    'Quầy số 1',
    'Mời đến quầy.',
    'Dành cho nhân viên:',
    'có thể là thẻ sao chép',
    '7K3M9Q',
  ])
    expect(text).toContain(words);
});
