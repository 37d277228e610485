import { computed, shallowRef } from 'vue';
import { checkedVisitSchema, unverifiedSchema, type CheckedVisit, type VisitCheck } from '../../contract/checks.ts';
import type { FailureCode } from '../../contract/failures.ts';
import { ask } from '../centre/ask.ts';
import { newKey } from './intent.ts';
import { present } from './lines.ts';
import { noteSignedOut } from './session.ts';

/** What the clerk must know of the last press. */
export type CheckNews =
  | { kind: 'failed'; code: FailureCode }
  | { kind: 'portal-not' | 'saved'; visit: CheckedVisit; check: VisitCheck };

const visits = shallowRef<readonly CheckedVisit[]>();
export const isMore = shallowRef(false);
export const news = shallowRef<CheckNews>();
export const isBusy = shallowRef(false);

/** Of presses whose answer was lost: pressed again, they are still done once. */
const keys = new Map<string, string>();

/** Those of today of whom something is still to be checked: whoever is at the counter first, then by arrival. */
export const unverified = computed(() => {
  const isHere = ({ number }: CheckedVisit) => number === present.value?.number;
  return visits.value && [...visits.value.filter(isHere), ...visits.value.filter((visit) => !isHere(visit))];
});

export async function readUnverified(): Promise<void> {
  [visits.value, isMore.value, news.value] = [undefined, false, undefined];
  const answer = await ask('/v1/unverified', unverifiedSchema);
  if (answer.kind === 'signed-out') noteSignedOut();
  else if (answer.kind !== 'ok') news.value = { kind: 'failed', code: answer.code };
  else {
    [visits.value, isMore.value] = [answer.value.visits, answer.value.more];
    // Of what was done the list knows: what is pressed from now on is meant anew.
    keys.clear();
  }
}

export async function settle(visit: CheckedVisit, check: VisitCheck): Promise<void> {
  if (isBusy.value) return;
  const press = JSON.stringify([visit.ticketToken, check]);
  const idempotencyKey = keys.get(press) ?? newKey();
  keys.set(press, idempotencyKey);
  isBusy.value = true;
  news.value = undefined;
  const path = `/v1/visits/${visit.ticketToken}/checks`;
  const answer = await ask(path, checkedVisitSchema, { method: 'POST', body: check, idempotencyKey });
  isBusy.value = false;
  if (answer.kind !== 'lost') keys.delete(press);
  if (answer.kind === 'signed-out') noteSignedOut();
  else if (answer.kind !== 'ok') {
    // Somebody else was first, or changed it: the list as it is now says so.
    if (answer.code === 'ENTRY_MOVED_ON') await readUnverified();
    news.value = { kind: 'failed', code: answer.code };
  } else note(answer.value, check);
}

function note(visit: CheckedVisit, check: VisitCheck): void {
  const isSettled = check.check !== 'portal' || !visit.missing.includes('insurance');
  news.value = { kind: isSettled ? 'saved' : 'portal-not', visit, check };
  visits.value = visits.value?.flatMap((other) => {
    if (other.ticketToken !== visit.ticketToken) return other;
    return visit.missing.length > 0 ? visit : [];
  });
}
