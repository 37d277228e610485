import type { NumberRequest, NumberResponse } from '../../contract/backend-api.ts';
import type { FailureCode } from '../../contract/failures.ts';
import type { Result } from '../../contract/result.ts';
import type { BackendClient } from '../backend/client.ts';
import type { Clock } from '../../../drivers/clock.ts';
import type { NumberTicket, Store } from '../store/store.ts';

/**
 * A number is a promise: the backend gives it, and it is on this kiosk's disk before a dot is printed.
 * A lost or garbled answer is asked for once more with the same key, which yields the same number; should none come, then or
 * after a restart, the outbox tells the backend that nobody holds what it may have given.
 */
export async function issueNumber(
  request: NumberRequest,
  idempotencyKey: string,
  ticketOf: (number: NumberResponse) => NumberTicket,
  { backend, store, clock }: { backend: BackendClient; store: Store; clock: Clock },
): Promise<Result<NumberResponse>> {
  store.ask(idempotencyKey, clock.now());
  let issued = await backend.number(idempotencyKey, request);
  if (!issued.ok && unheard.has(issued.code)) issued = await backend.number(idempotencyKey, request);
  if (issued.ok) store.keepNumber(idempotencyKey, issued.value, ticketOf(issued.value), clock.now());
  else store.giveUp(idempotencyKey);
  return issued;
}

/** The request may have been carried out all the same. */
const unheard: ReadonlySet<FailureCode> = new Set(['BACKEND_UNREACHABLE', 'BACKEND_ERROR']);
