import { expect, onTestFinished, test, vi } from 'vitest';
import { every } from '../../src/backend/jobs.ts';
import type { LogEntry } from '../../src/backend/log.ts';

test('a job that takes long is not done twice at a time; one that fails is told and done again', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const log: LogEntry[] = [];
  const ends: (() => void)[] = [];
  let failures = 0;
  const long = () => new Promise<void>((resolve) => ends.push(resolve));
  const failing = () => {
    failures += 1;
    return Promise.reject(new TypeError('with data'));
  };
  const stop = every(
    1_000,
    [
      { work: long, failure: 'long-failed' },
      { work: failing, failure: 'short-failed' },
    ],
    (entry) => log.push(entry),
  );
  await vi.advanceTimersByTimeAsync(3_000);
  expect([ends.length, failures]).toEqual([1, 3]);
  expect(log).toEqual([1, 2, 3].map(() => ({ event: 'short-failed', name: 'TypeError' })));
  ends[0]?.();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(ends).toHaveLength(2);
  // What it works on is there until it is done.
  let isEnded = false;
  const ending = stop().then(() => (isEnded = true));
  await vi.advanceTimersByTimeAsync(5_000);
  expect([failures, isEnded]).toEqual([4, false]);
  ends[1]?.();
  await ending;
});
