/**
 * How long whoever tries secrets waits after a wrong one, in milliseconds: not at all while tries are free, then the first pause,
 * doubling up to the longest.
 * @param tooMany wrong tries beyond the free ones; 0 for the last free one
 */
export const pauseAfter = (tooMany: number, pause: { first: number; longest: number }): number =>
  tooMany < 0 ? 0 : Math.min(pause.first * 2 ** tooMany, pause.longest);
