/**
 * Spares people the wait for something that does not answer: after so many failures in a row it counts as down for a while, then
 * one call at a time tries it.
 * @param tell hears of each change
 * @returns runs a call, whose failure is `undefined`; `undefined` without running it while the thing counts as down
 */
export function breaker(
  { failures, restMs }: { failures: number; restMs: number },
  now: () => number,
  tell: (state: 'down' | 'up') => void,
) {
  let inARow = 0;
  let restsUntil = 0;
  let isTried = false;

  function note(isAnswered: boolean): void {
    const wasDown = inARow >= failures;
    inARow = isAnswered ? 0 : inARow + 1;
    restsUntil = now() + restMs;
    const isDown = inARow >= failures;
    if (isDown !== wasDown) tell(isDown ? 'down' : 'up');
  }

  return async <Answer>(call: () => Promise<Answer | undefined>): Promise<Answer | undefined> => {
    const isTrial = inARow >= failures;
    if (isTrial && (isTried || now() < restsUntil)) return undefined;
    if (isTrial) isTried = true;
    try {
      const answer = await call();
      note(answer !== undefined);
      return answer;
    } finally {
      if (isTrial) isTried = false;
    }
  };
}
