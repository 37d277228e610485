import { expect, it } from 'vitest';
import { failed } from '../../src/contract/result.ts';
import type { BackendClient } from '../../src/main/backend/client.ts';
import { performer, type Deps } from '../../src/main/perform.ts';
import type { Store } from '../../src/main/store/store.ts';
import { keptTickets } from '../support/kept-ticket.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { context, number } from '../support/samples.ts';

const [insured] = context.catalogue.services;
if (!insured?.selfPaid) throw new Error('the first service is the insured visit');

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
  const answer = await perform({
    type: 'issue',
    request: { service: 'queue-ticket', queue: 'cashier', priority: 'none', answers: {} },
    words: { service: insured, papers: [], language: 'vi' },
  });
  expect(answer).toEqual({ type: 'issued', result: failed('BACKEND_UNREACHABLE') });
  expect(woken()).toBe(1);
});

it.each([
  ['general', 'Khám bảo hiểm y tế'],
  ['self-paid', 'Khám dịch vụ'],
])('a number of the queue %s, asked for anew or held since morning, is for: %s', async (queue, title) => {
  const kept = await keptTickets(number({ queue, repeated: true }), {
    // What the server lets her ask for says nothing of the number that she holds.
    request: {
      service: insured.id,
      queue: queue === 'general' ? 'self-paid' : 'triage',
      verificationId: 'A'.repeat(22),
      priority: 'none',
      answers: {},
    },
    words: { service: insured, papers: [], language: 'vi' },
  });
  expect(kept).toMatchObject([{ service: { vi: title } }]);
});
