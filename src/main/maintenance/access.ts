import { failed, ok, type Result } from '../../contract/result.ts';
import { pauseAfter } from '../../contract/wrong-tries.ts';
import type { Clock } from '../../../drivers/clock.ts';
import { pinLock } from '../delays.ts';
import { scryptMatches } from '../../scrypt.ts';
import type { Store } from '../store/store.ts';

const FREE_ATTEMPTS = 5;

/** Milliseconds of lock after so many failures in a row: none for the first ones, then doubling. */
export const lockAfter = (failures: number): number => pauseAfter(failures - FREE_ATTEMPTS, pinLock);

export type AccessResult = Result | { ok: false; code: 'PIN_LOCKED'; lockedSeconds: number };

/**
 * The PIN and its lock. The lock runs on the monotonic clock, which no change of date shortens, and the count of failures
 * is on disk before an answer is given: a restart begins the whole lock anew.
 */
export function createAccess(
  pinHash: string,
  store: Store,
  clock: Clock,
): { check(pin: string): Promise<AccessResult> } {
  const FACT = 'pin-failures';
  let failures = Number(store.recall(FACT) ?? 0);
  let lockedUntil = clock.monotonic() + lockAfter(failures);
  let checking = false;

  const locked = (): AccessResult | undefined => {
    const left = lockedUntil - clock.monotonic();
    return left > 0 ? { ok: false, code: 'PIN_LOCKED', lockedSeconds: Math.ceil(left / 1_000) } : undefined;
  };

  return {
    async check(pin) {
      const refused = locked();
      if (refused) return refused;
      if (checking) return failed('OUT_OF_TURN');
      checking = true;
      try {
        // Counted before the comparison: pulling the plug in between gains no attempt.
        failures += 1;
        store.remember(FACT, String(failures));
        if (!(await scryptMatches(pin, pinHash))) {
          lockedUntil = clock.monotonic() + lockAfter(failures);
          return locked() ?? failed('PIN_WRONG');
        }
        failures = 0;
        store.remember(FACT, '0');
        return ok(undefined);
      } finally {
        checking = false;
      }
    },
  };
}
