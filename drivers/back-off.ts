/** Pauses in milliseconds between attempts at a device that is away: 250, doubling to 2,000, so that it serves again within three seconds. */
export function backOff(): { next: () => number; reset: () => void } {
  const first = 250;
  const longest = 2_000;
  let pause = first;
  return {
    next() {
      const current = pause;
      pause = Math.min(pause * 2, longest);
      return current;
    },
    reset() {
      pause = first;
    },
  };
}
