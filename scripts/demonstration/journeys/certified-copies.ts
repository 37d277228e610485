import type { Visit } from '../visit.ts';

/** Chứng thực bản sao: how many pages and copies, and what that costs. */
export async function certifiedCopies(visit: Visit): Promise<void> {
  await visit.press('Chứng thực bản sao');
  await visit.answer(['review'], {
    pages: () => visit.enter('3'),
    copies: () => visit.enter('5'),
  });
  await visit.press('In phiếu');
  await visit.reach('ticket');
}
