import { expect, it } from 'vitest';
import type { NumberResponse } from '../../src/contract/backend-api.ts';
import { keptTickets } from '../support/kept-ticket.ts';
import { ok } from '../../src/contract/result.ts';
import { context, number } from '../support/samples.ts';
import { Session } from './driver.ts';

/** Given at 07:42 in Hà Nội. */
const given = (estimate?: NumberResponse['estimate']) =>
  number({ issuedAt: '2026-11-21T00:42:00.000Z', ...(estimate && { estimate }) });

function shown(answer: NumberResponse) {
  const session = new Session().reviewing();
  session.command({ type: 'confirm' });
  session.event({ type: 'issued', result: ok(answer) });
  return session.page;
}

it.each([
  // Outward to five minutes, and never a single one.
  [
    { from: 18, to: 31 },
    { from: '08:00', to: '08:15' },
  ],
  [
    { from: 17, to: 34 },
    { from: '07:55', to: '08:20' },
  ],
  [
    { from: 3, to: 3 },
    { from: '07:45', to: '07:50' },
  ],
  [
    { from: 0, to: 1_000 },
    { from: '07:40', to: '00:25' },
  ],
])('%o minutes are told as %o', (estimate, expected) => {
  expect(shown(given(estimate))).toMatchObject({ name: 'ticket', estimate: expected });
});

it('where nobody knows, a time is told all the same', () => {
  expect(shown(given())).not.toHaveProperty('estimate');
});

it('the paper says otherwise than the screen', async () => {
  const [service] = context.catalogue.services;
  if (!service) throw new Error('no service is offered');
  const kept = await keptTickets(given({ from: 18, to: 31 }), {
    request: { service: 'queue-ticket', queue: 'cashier', priority: 'none', answers: {} },
    words: { service, papers: [], language: 'vi' },
  });
  expect(kept).toMatchObject([{ estimate: { from: '2026-11-21T01:00:00.000Z', to: '2026-11-21T01:13:00.000Z' } }]);
});
