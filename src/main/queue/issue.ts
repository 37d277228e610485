import type { NumberRequest, NumberResponse } from '../../contract/backend-api.ts';
import type { FailureCode } from '../../contract/failures.ts';
import { failed, ok, type Result } from '../../contract/result.ts';
import type { BackendClient } from '../backend/client.ts';
import type { NumberTicket } from '../store/store.ts';
import { giveOwnNumber, type OwnNumberDeps } from './own-number.ts';

/**
 * A number is a promise: the backend gives it, and it is on this kiosk's disk before a dot is printed.
 * A lost or garbled answer is asked for once more with the same key, which yields the same number; should none come, then or
 * after a restart, the outbox tells the backend that nobody holds what it may have given. The kiosk then gives a number of its
 * own, if it has one.
 */
export async function issueNumber(
  request: NumberRequest,
  ticketOf: (number: NumberResponse) => NumberTicket,
  deps: OwnNumberDeps & { backend: BackendClient },
): Promise<Result<NumberResponse>> {
  const { backend, store, clock, newToken } = deps;
  if (isUnchecked(request, deps)) {
    const own = giveOwnNumber(request, undefined, ticketOf, deps);
    return own ? ok(own) : failed('BACKEND_UNREACHABLE');
  }

  const key = newToken();
  store.ask(key, clock.now());
  let issued = await backend.number(key, request);
  if (!issued.ok && unheard.has(issued.code)) issued = await backend.number(key, request);
  if (issued.ok) {
    store.keepNumber(key, issued.value, ticketOf(issued.value), clock.now());
    return issued;
  }
  const own = isAlone(issued.code) ? giveOwnNumber(request, key, ticketOf, deps) : undefined;
  if (own) return ok(own);
  store.giveUp(key);
  return issued;
}

/** The request may have been carried out all the same. */
export const unheard: ReadonlySet<FailureCode> = new Set(['BACKEND_UNREACHABLE', 'BACKEND_ERROR']);

/** Nobody else gives numbers: the server does not answer, or gives none until an operator has looked after it. */
const isAlone = (code: FailureCode): boolean => unheard.has(code) || code === 'NUMBERS_SUSPENDED';

/** Nobody could check the person, and the backend gives no number of such a service without. */
const isUnchecked = ({ service, verificationId }: NumberRequest, { catalogue }: OwnNumberDeps): boolean =>
  verificationId === undefined && catalogue.services.some(({ id, identity }) => id === service && identity === 'chip');
