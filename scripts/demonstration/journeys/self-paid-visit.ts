import type { Visit } from '../visit.ts';

/** Khám dịch vụ: two taps. */
export async function selfPaidVisit(visit: Visit): Promise<void> {
  await visit.press('Khám dịch vụ');
  await visit.reach('priority');
  await visit.press('Không');
  await visit.reach('ticket');
}
