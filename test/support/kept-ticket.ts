import type { NumberResponse } from '../../src/contract/backend-api.ts';
import { ok } from '../../src/contract/result.ts';
import type { BackendClient } from '../../src/main/backend/client.ts';
import { performer, type Deps } from '../../src/main/perform.ts';
import type { Effect } from '../../src/main/session/events.ts';
import type { NumberTicket, Store } from '../../src/main/store/store.ts';
import { ManualClock } from './manual-clock.ts';
import { context } from './samples.ts';

/** The tickets that the journal keeps, for its paper, of a number which the server gives. */
export async function keptTickets(
  answer: NumberResponse,
  issue: Omit<Extract<Effect, { type: 'issue' }>, 'type'>,
): Promise<NumberTicket[]> {
  const kept: NumberTicket[] = [];
  const deps: Partial<Deps> = {
    catalogue: context.catalogue,
    backend: { number: () => Promise.resolve(ok(answer)) } as Partial<BackendClient> as BackendClient,
    store: {
      ask: () => undefined,
      keepNumber: (_key, _number, ticket) => void kept.push(ticket),
    } as Partial<Store> as Store,
    clock: new ManualClock(),
    log: () => undefined,
  };
  await performer(deps as Deps)({ type: 'issue', ...issue }, new AbortController().signal);
  return kept;
}
