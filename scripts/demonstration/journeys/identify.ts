import type { Visit } from '../visit.ts';

/** QR first, then the card. */
export async function identify(visit: Visit): Promise<void> {
  await visit.reach('identify');
  await visit.scan('citizen-card');
  await visit.layCard();
  await visit.reach('person');
}
