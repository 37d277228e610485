import { errorEntry, type Log } from './log.ts';

/** What is done again and again; the next time makes up for one that failed. */
export interface Job {
  work: () => Promise<void>;
  /** The log's event for it. */
  failure: string;
}

/**
 * Does each job once an interval, but none a second time while it is still under way.
 * @param interval milliseconds
 * @returns what ends them, when none is under way any more
 */
export function every(interval: number, jobs: readonly Job[], log: Log): () => Promise<void> {
  const underWay = new Map<Job, Promise<unknown>>();
  const timer = setInterval(() => {
    for (const job of jobs) {
      if (underWay.has(job)) continue;
      const done = job
        .work()
        .catch((error: unknown) => log(errorEntry(job.failure, error)))
        .finally(() => underWay.delete(job));
      underWay.set(job, done);
    }
  }, interval);
  return async () => {
    clearInterval(timer);
    await Promise.all(underWay.values());
  };
}
