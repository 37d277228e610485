/** Time as a port: no other file of the core, nor of a driver that is tested on a manual clock, reads the host's or sets a timer. */
export interface Clock {
  /** Wall time, milliseconds since the epoch. May jump. */
  now(): number;
  /** Milliseconds that only grow; for durations, deadlines and lockouts. */
  monotonic(): number;
  /** @returns cancels the timer */
  after(milliseconds: number, action: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after: (milliseconds, action) => {
    const timer = setTimeout(action, milliseconds);
    return () => clearTimeout(timer);
  },
};
