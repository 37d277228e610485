import type { Visit } from '../visit.ts';
import { identify } from './identify.ts';

/** Khám bảo hiểm y tế. Whose insurance has ended pays herself; whom the portal does not know asks staff. */
export async function insuranceCheckIn(visit: Visit): Promise<void> {
  await visit.press('Khám bảo hiểm y tế');
  await identify(visit);
  if (visit.person === 'unknown') {
    await visit.press('Gặp nhân viên');
    await visit.reach('desk');
    return;
  }
  await visit.press((await visit.canPress('Khám dịch vụ')) ? 'Khám dịch vụ' : 'Đúng, là tôi');
  await visit.answer({
    priority: () => visit.press('Không'),
    clinic: () => visit.press('Nội tổng quát'),
  });
  await visit.press('In phiếu');
  await visit.reach('ticket');
}
