import { serviceDay } from '../../../src/contract/queue.ts';
import type { Visit } from '../visit.ts';
import { identify } from './identify.ts';

/** Days until the licence in this journey runs out: soon, so that it may be renewed without a test. */
const daysLeft = 20;

/** Đổi giấy phép lái xe, class C. */
export async function licenceRenewal(visit: Visit): Promise<void> {
  await visit.press('Đổi giấy phép lái xe');
  await identify(visit);
  await visit.press('Đúng, là tôi');
  await visit.answer({
    'licence-number': () => visit.scan('licence'),
    'licence-class': () => visit.press('C'),
    'licence-expiry': () => typeDate(visit, serviceDay(Date.now() + daysLeft * 86_400_000)),
    reason: () => visit.press('Sắp hết hạn hoặc đã hết hạn'),
  });
  await visit.press('In phiếu');
  await visit.reach('ticket');
}

async function typeDate(visit: Visit, date: string): Promise<void> {
  const digits = date.split('-').reverse().join('');
  for (const digit of digits) await visit.press(digit);
  await visit.press('Tiếp tục');
}
