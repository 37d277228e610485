import { createPrivateKey, generateKeyPairSync, randomInt } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect } from 'vitest';
import { ChipError } from '../../../drivers/emrtd/chip-error.ts';
import { isFull } from '../../support/repetitions.ts';
import { mutant, seed } from './mutator.ts';
import { Random } from './random.ts';

const inputs = isFull ? 1_000_000 : 2_000;

/** For the tests of a file that fuzzes. */
export const patience = { timeout: 30_000 + 4 * inputs };

const limits = { inputMs: 50, growthBytes: 64 * 1_048_576 } as const;

export interface Target {
  /** Good files, which the inputs are made from. */
  seeds: readonly Uint8Array[];
  parse: (input: Uint8Array) => unknown;
  /** How the parser refuses; a ChipError where not given. */
  isRefusal?: (error: unknown) => boolean;
}

/**
 * Gives the parser inputs that are made from good ones. It must take or refuse every one, within its time and without keeping memory,
 * and leave OpenSSL as it was. Keys and signatures in the seeds are new in each run: the input that is printed with a failure says more
 * than the number, which yields the same changes with TRAM_FUZZ_SEED.
 */
export async function fuzz({ seeds, parse, isRefusal = (error) => error instanceof ChipError }: Target): Promise<void> {
  const number = Number(process.env.TRAM_FUZZ_SEED ?? randomInt(2 ** 32));
  const random = new Random(number);
  const good = seeds.map(seed);
  for (const bytes of seeds) await parse(bytes);

  let [taken, refused] = [0, 0];
  let before = { heap: 0, native: 0 };
  for (let count = 0; count < inputs; count++) {
    const input = mutant(random, good);
    const report = (what: string, cause?: unknown) => {
      const hex = Buffer.from(input).toString('hex');
      return new Error(`${what}: input ${count} of TRAM_FUZZ_SEED=${number}, ${hex}`, { cause });
    };
    const start = performance.now();
    try {
      await parse(input);
      taken++;
    } catch (error) {
      if (!isRefusal(error)) throw report(String(error), error);
      refused++;
    }
    // Another process may have had the core meanwhile.
    if (performance.now() - start > limits.inputMs && (await leastMs(parse, input)) > limits.inputMs)
      throw report('too slow');

    if (count % 1_000 === 0) {
      if (!opensGoodKey()) throw report('OpenSSL is out of order, at most 1,000 inputs ago');
      // The test runner waits for a sign of life.
      await setImmediate();
    }
    // Warm by now.
    if (count === inputs / 5) before = memory();
  }
  expect(opensGoodKey()).toBe(true);
  // Else it would be the mutator that is tested.
  expect(taken).toBeGreaterThan(inputs / 1_000);
  expect(refused).toBeGreaterThan(inputs / 1_000);
  const after = memory();
  expect(after.heap - before.heap).toBeLessThan(limits.growthBytes);
  // It comes to rest after some ten thousand inputs only.
  if (inputs > 100_000) expect(after.native - before.native).toBeLessThan(limits.growthBytes);
}

/** Of processor time, in the best of five attempts. */
async function leastMs(parse: Target['parse'], input: Uint8Array): Promise<number> {
  let least = Infinity;
  for (let attempt = 0; attempt < 5; attempt++) {
    const start = process.cpuUsage();
    try {
      await parse(input);
    } catch {
      // Judged already.
    }
    const { user, system } = process.cpuUsage(start);
    least = Math.min(least, (user + system) / 1_000);
  }
  return least;
}

setFlagsFromString('--expose_gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** What JavaScript holds, and what is held beside its heap: V8 keeps rooms of 100 MB for young objects once it has had them. */
function memory(): { heap: number; native: number } {
  collectGarbage();
  const { heapUsed, heapTotal, external, rss } = process.memoryUsage();
  return { heap: heapUsed + external, native: rss - heapTotal };
}

const goodKey = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey.export({
  type: 'pkcs8',
  format: 'pem',
});

/** An error that somebody left in OpenSSL's queue makes this throw. */
export function opensGoodKey(): boolean {
  try {
    return createPrivateKey(goodKey).asymmetricKeyDetails?.namedCurve === 'prime256v1';
  } catch {
    return false;
  }
}
