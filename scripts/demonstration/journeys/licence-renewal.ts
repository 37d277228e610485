import type { Visit } from '../visit.ts';
import { identify } from './identify.ts';

/** Đổi giấy phép lái xe, as the register of licences knows it. Whom something is still missing leaves with a list of it. */
export async function licenceRenewal(visit: Visit): Promise<void> {
  await visit.press('Đổi giấy phép lái xe');
  await identify(visit);
  await visit.press('Đúng, là tôi');
  await visit.answer(['ticket', 'missing'], {
    begin: () => visit.press('Bắt đầu'),
    licence: () => visit.press('Hạng B…'),
    reason: () => visit.press('Sắp hết hạn hoặc đã hết hạn'),
    'health-certificate': () => visit.press('Chưa có'),
    photo: () => visit.photograph(),
    delivery: () => visit.press('Tại đây'),
    consent: () => visit.press('Tôi đồng ý'),
  });
}
