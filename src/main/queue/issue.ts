import type { NumberRequest, NumberResponse } from '../../contract/backend-api.ts';
import type { Result } from '../../contract/result.ts';
import type { BackendClient } from '../backend/client.ts';
import type { Clock } from '../clock.ts';
import type { Store } from '../store/store.ts';

/**
 * A number is a promise: the backend gives it, and it is on this kiosk's disk before a dot is printed.
 * A lost answer is asked for once more with the same key, which yields the same number.
 */
export async function issueNumber(
  request: NumberRequest,
  idempotencyKey: string,
  { backend, store, clock }: { backend: BackendClient; store: Store; clock: Clock },
): Promise<Result<NumberResponse>> {
  let issued = await backend.number(idempotencyKey, request);
  if (!issued.ok && issued.code === 'BACKEND_UNREACHABLE') issued = await backend.number(idempotencyKey, request);
  if (issued.ok) store.keepNumber(idempotencyKey, issued.value, clock.now());
  return issued;
}
