import { expect, test } from 'vitest';
import { people } from '../../drivers/simulated/people.ts';
import { documentOf, eligibilityOf, portalForTest } from './support/portal.ts';

const [valid] = people;

test('a portal that does not answer in time is asked exactly once', async () => {
  const { simulator, portal, log } = await portalForTest({ timeoutMs: 1_500 });
  await eligibilityOf(documentOf(valid), portal);
  const before = simulator.requests();

  simulator.setMode('slow');
  const started = performance.now();
  expect(await eligibilityOf(documentOf(valid), portal)).toEqual({ status: 'unverified' });
  expect(performance.now() - started).toBeLessThan(10_000);
  expect(simulator.requests()).toEqual({ token: before.token, card: before.card + 1 });
  expect(log).toMatchObject([{ event: 'portal-unanswered' }]);
});

test('the deadline is for token and card together', async () => {
  const { simulator, portal } = await portalForTest({ timeoutMs: 1_500 });
  simulator.setMode('slow');
  const started = performance.now();
  expect(await eligibilityOf(documentOf(valid), portal)).toEqual({ status: 'unverified' });
  expect(performance.now() - started).toBeLessThan(10_000);
  expect(simulator.requests()).toEqual({ token: 1, card: 0 });
});
