import type { Clock } from '../../drivers/clock.ts';

/** Time that passes only when a test says so; timers fire in order. */
export class ManualClock implements Clock {
  #now: number;
  #elapsed = 0;
  #timers: { due: number; action: () => void }[] = [];

  constructor(start = '2026-11-21T01:00:00Z') {
    this.#now = Date.parse(start);
  }

  now = () => this.#now + this.#elapsed;
  monotonic = () => this.#elapsed;

  after = (milliseconds: number, action: () => void) => {
    const timer = { due: this.#elapsed + milliseconds, action };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  };

  /** Someone sets the wall clock; durations are not touched. */
  setWallClock(instant: string): void {
    this.#now = Date.parse(instant) - this.#elapsed;
  }

  pass(milliseconds: number): void {
    const end = this.#elapsed + milliseconds;
    for (;;) {
      const next = this.#timers.toSorted((a, b) => a.due - b.due)[0];
      if (!next || next.due > end) break;
      this.#timers = this.#timers.filter((other) => other !== next);
      this.#elapsed = Math.max(this.#elapsed, next.due);
      next.action();
    }
    this.#elapsed = end;
  }
}
