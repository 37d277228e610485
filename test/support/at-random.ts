import fc from 'fast-check';
import { onTestFailed } from 'vitest';

/** So many values in a row, other ones in each run. A run that fails says how it is had again. */
export function atRandom<T>(value: fc.Arbitrary<T>, count: number): T[] {
  const seed = Number(process.env.TRAM_SEED ?? Math.floor(Math.random() * 2 ** 31));
  onTestFailed(() => console.error(`TRAM_SEED=${seed}`));
  return fc.sample(value, { numRuns: count, seed });
}
