import { expect, test } from 'vitest';
import { people } from '../../drivers/simulated/people.ts';
import { breaker } from '../../src/backend/adapters/bhxh/breaker.ts';
import { documentOf, eligibilityOf, portalForTest } from './support/portal.ts';

const [valid] = people;

test('after three failures in a row nobody waits for the portal, until one look-up finds it back', async () => {
  const { simulator, portal, log, clock } = await portalForTest();
  const check = () => eligibilityOf(documentOf(valid), portal);
  await check();
  simulator.setMode('error');
  for (let patient = 1; patient <= 10; patient += 1) expect(await check()).toEqual({ status: 'unverified' });
  expect(simulator.requests().card).toBe(1 + 3);
  expect(log.map(({ event }) => event)).toEqual([...Array<string>(3).fill('portal-answer-unusable'), 'portal-down']);

  clock.now += 30_000;
  await Promise.all([check(), check(), check()]);
  expect(simulator.requests().card).toBe(1 + 3 + 1);

  simulator.setMode('up');
  expect(await check()).toEqual({ status: 'unverified' });
  clock.now += 30_000;
  expect(await check()).toMatchObject({ status: 'valid' });
  expect(await check()).toMatchObject({ status: 'valid' });
  expect(log.at(-1)).toEqual({ event: 'portal-up' });
});

test('an account that is refused is not offered to the portal by each patient', async () => {
  const { simulator, portal } = await portalForTest({ passwordMd5: '0'.repeat(32) });
  for (let patient = 1; patient <= 10; patient += 1)
    expect(await eligibilityOf(documentOf(valid), portal)).toEqual({ status: 'unverified' });
  expect(simulator.requests()).toEqual({ token: 3, card: 0 });
});

test('failures count only in a row, and a call that throws is no trial that never ends', async () => {
  let now = 0;
  const told: string[] = [];
  const unlessDown = breaker(
    { failures: 2, restMs: 100 },
    () => now,
    (state) => told.push(state),
  );
  const fails = () => Promise.resolve(undefined);
  const answers = () => Promise.resolve('yes');
  await unlessDown(fails);
  await unlessDown(answers);
  await unlessDown(fails);
  expect(await unlessDown(answers)).toBe('yes');
  expect(told).toEqual([]);

  await unlessDown(fails);
  await unlessDown(fails);
  expect(await unlessDown(answers)).toBe(undefined);
  now += 100;
  await expect(unlessDown(() => Promise.reject(new Error('a fault of ours')))).rejects.toThrow();
  expect(await unlessDown(answers)).toBe('yes');
  expect(told).toEqual(['down', 'up']);
});
