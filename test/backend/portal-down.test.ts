import { expect, test } from 'vitest';
import { people } from '../../drivers/simulated/people.ts';
import { documentOf, eligibilityOf, portalForTest } from './support/portal.ts';

const [valid] = people;

test('a portal that resets connections leaves the patient unverified, and the next one is checked again', async () => {
  const { simulator, portal, log } = await portalForTest();
  simulator.setMode('down');
  expect(await eligibilityOf(documentOf(valid), portal)).toEqual({ status: 'unverified' });
  expect(log).toMatchObject([{ event: 'portal-unanswered' }]);

  simulator.setMode('up');
  expect(await eligibilityOf(documentOf(valid), portal)).toMatchObject({ status: 'valid' });
});

test('nobody listening at all leaves the patient unverified', async () => {
  const { simulator, portal } = await portalForTest();
  await simulator.close();
  expect(await eligibilityOf(documentOf(valid), portal)).toEqual({ status: 'unverified' });
});

test('a wrong account leaves the patient unverified and is not tried twice', async () => {
  const { simulator, portal, log } = await portalForTest({ passwordMd5: '0'.repeat(32) });
  expect(await eligibilityOf(documentOf(valid), portal)).toEqual({ status: 'unverified' });
  expect(simulator.requests()).toEqual({ token: 1, card: 0 });
  expect(log).toEqual([{ event: 'portal-account-refused', code: '401' }]);
});

test('a connection that was reset is tried once more, and no further', async () => {
  const { simulator, portal, log } = await portalForTest();
  await eligibilityOf(documentOf(valid), portal);
  simulator.setMode('reset-once');
  expect(await eligibilityOf(documentOf(valid), portal)).toMatchObject({ status: 'valid' });
  expect(simulator.requests()).toEqual({ token: 1, card: 3 });
  expect(log).toEqual([]);

  simulator.setMode('lost');
  expect(await eligibilityOf(documentOf(valid), portal)).toEqual({ status: 'unverified' });
  expect(simulator.requests()).toEqual({ token: 1, card: 5 });
  expect(log).toMatchObject([{ event: 'portal-unanswered', code: 'ECONNRESET' }]);
});
