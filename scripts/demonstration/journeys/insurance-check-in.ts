import type { Visit } from '../visit.ts';
import { identify } from './identify.ts';

/** Khám bảo hiểm y tế. Whose insurance has ended pays herself; where the page offers only the desk, she goes there. */
export async function insuranceCheckIn(visit: Visit): Promise<void> {
  await visit.press('Khám bảo hiểm y tế');
  await identify(visit);
  const goOn = await visit.canPress('Đúng, là tôi');
  if (!goOn && (visit.person === 'unknown' || !(await visit.canPress('Khám dịch vụ')))) {
    await visit.press('Đến quầy');
    await visit.reach('desk');
    return;
  }
  await visit.press(goOn ? 'Đúng, là tôi' : 'Khám dịch vụ');
  await visit.answer(['review'], {
    entitlement: () => visit.press('Tự đến, không có các giấy trên'),
    guardian: () => visit.press('Cha hoặc mẹ'),
    priority: () => visit.press('Không'),
    clinic: () => visit.press('Nội tổng quát'),
  });
  await visit.press('In phiếu');
  await visit.reach('ticket');
}
