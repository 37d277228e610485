import type { Visit } from '../visit.ts';

/** Lấy số thứ tự: two taps. */
export async function queueTicket(visit: Visit): Promise<void> {
  await visit.press('Lấy số thứ tự');
  await visit.reach('queue');
  await visit.press('Phân loại bệnh');
  await visit.reach('ticket');
}
