import { readFileSync } from 'node:fs';
import { expect } from 'vitest';

/**
 * Milliseconds that were the machine's doing: this thread wanted to run and had no processor (run_delay in schedstat, nanoseconds),
 * or a hypervisor took one away (steal in /proc/stat, hundredths of a second).
 */
function stalled(): number {
  const runDelay = Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[1]) / 1e6;
  const steal = Number(readFileSync('/proc/stat', 'utf8').split(/\s+/)[8]) * 10;
  return runDelay + steal;
}

/**
 * Watches this thread's timers during a fault: of those that fire every 10 ms the thread itself holds none back by 100 ms. A
 * loaded machine's accounts are kept a moment late, so whoever asks retries the fault: what a hung call held back would be late
 * each time.
 */
export function watchLoop() {
  let worst = 0;
  let before = { at: performance.now(), stalled: stalled() };
  const look = () => {
    const now = { at: performance.now(), stalled: stalled() };
    worst = Math.max(worst, now.at - before.at - 10 - (now.stalled - before.stalled));
    before = now;
  };
  const looking = setInterval(look, 10);
  return {
    expectNoWait(): void {
      clearInterval(looking);
      look();
      expect(worst).toBeLessThan(100);
    },
  };
}
