import { expect, it } from 'vitest';
import { failed } from '../../src/contract/result.ts';
import type { BackendClient } from '../../src/main/backend/client.ts';
import { performer, type Deps } from '../../src/main/perform.ts';
import type { Store } from '../../src/main/store/store.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { context, number } from '../support/samples.ts';

function kiosk(backend: Partial<BackendClient>, store: Partial<Store>) {
  let woken = 0;
  const deps: Partial<Deps> = {
    catalogue: context.catalogue,
    backend: backend as BackendClient,
    store: store as Store,
    clock: new ManualClock(),
    log: () => undefined,
    wakeSender: () => {
      woken += 1;
    },
  };
  const perform = performer(deps as Deps);
  return {
    perform: (effect: Parameters<typeof perform>[0]) => perform(effect, new AbortController().signal),
    woken: () => woken,
  };
}

it('her number stands on the screen, and the backend hears at once that no paper came', async () => {
  const { perform, woken } = kiosk({}, { beginPaper: () => undefined });
  expect(await perform({ type: 'print-number', ticketToken: number().ticketToken })).toMatchObject({
    type: 'printed',
    outcome: { outcome: 'not-printed' },
  });
  expect(woken()).toBe(1);
});

it('a number that was asked for in vain: the backend hears at once that nobody holds it', async () => {
  const down = { number: () => Promise.resolve(failed('BACKEND_UNREACHABLE')) };
  const { perform, woken } = kiosk(down, {
    ask: () => undefined,
    giveUp: () => undefined,
    spendLease: () => undefined,
  });
  const service = { vi: 'Khám', en: 'Visit' };
  const answer = await perform({
    type: 'issue',
    request: { service: 'queue-ticket', queue: 'cashier', priority: 'none', answers: {} },
    words: { service, papers: [], language: 'vi' },
  });
  expect(answer).toEqual({ type: 'issued', result: failed('BACKEND_UNREACHABLE') });
  expect(woken()).toBe(1);
});
