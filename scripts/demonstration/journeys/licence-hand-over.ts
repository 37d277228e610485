import { monthsAfter } from '../../../src/main/services/dates.ts';
import { serviceDay } from '../../../src/contract/queue.ts';
import type { Visit } from '../visit.ts';

/** Đổi giấy phép lái xe where no dossier is received: she leaves with the list of her papers and the portal's address. */
export async function licenceHandOver(visit: Visit): Promise<void> {
  const today = serviceDay(Date.now());
  await visit.press('Hướng dẫn đổi giấy phép lái xe (không nhận hồ sơ)');
  await visit.answer(['missing'], {
    begin: () => visit.press('Bắt đầu'),
    'licence-class': () => visit.press('B'),
    'licence-expiry': () => visit.enter(digitsOf(monthsAfter(today, 1))),
    reason: () => visit.press('Sắp hết hạn hoặc đã hết hạn'),
    'health-certificate': () => visit.press('Có, tôi mang theo'),
    'health-certificate-date': () => visit.enter(digitsOf(monthsAfter(today, -1))),
    violations: () => visit.press('Không còn'),
    way: () => visit.press('Tự nộp qua cổng dịch vụ công'),
  });
}

/** Day, month and year, as they are typed. */
const digitsOf = (date: string): string => date.split('-').reverse().join('');
