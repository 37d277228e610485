/** How long a visit took. */
export interface Stopwatch {
  /** Only the first one counts, of `begin` and of `end`. */
  begin: () => void;
  end: () => void;
  /** Does not count the time that this takes. */
  leaveOut: <T>(work: () => Promise<T>) => Promise<T>;
  /** From begin to end, until now where it has not ended; 0 before it begins. */
  ms: () => number;
}

/** @param now milliseconds of a clock that never goes back */
export function stopwatch(now = () => performance.now()): Stopwatch {
  let begunAt: number | undefined;
  let endedAt: number | undefined;
  let leftOut = 0;
  /** From begin to end as far as they are known at this moment. */
  const elapsed = () => (begunAt === undefined ? 0 : (endedAt ?? now()) - begunAt);
  return {
    begin: () => void (begunAt ??= now()),
    end: () => void (endedAt ??= now()),
    async leaveOut(work) {
      const before = elapsed();
      try {
        return await work();
      } finally {
        leftOut += elapsed() - before;
      }
    },
    ms: () => elapsed() - leftOut,
  };
}
