import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import { people } from '../../drivers/simulated/people.ts';
import type { BenchCommand } from '../../drivers/simulated/bench/commands.ts';
import type { LogEvent } from '../../src/main/log/log.ts';
import { startKiosk } from '../../src/main/kiosk.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { atRandom } from '../support/at-random.ts';
import { isFull } from '../support/repetitions.ts';
import { deviceHostEntry, startSurroundings, useWholeKiosk, visitorOf } from './whole-kiosk.ts';

useWholeKiosk();

const steps = isFull ? 1_000 : 100;

/** Each part of the machine, and the two ways in which somebody may leave it: away and back again. */
const parts = {
  pcscd: [{ type: 'kill-pcscd' }, { type: 'start-pcscd' }],
  scanner: [{ type: 'unplug-scanner' }, { type: 'replug-scanner' }],
  card: [{ type: 'remove-card' }, { type: 'insert-card', person: 'valid' }],
  paper: [
    { type: 'paper', state: 'out' },
    { type: 'paper', state: 'ok' },
  ],
  cover: [
    { type: 'cover', open: true },
    { type: 'cover', open: false },
  ],
} satisfies Record<string, [BenchCommand, BenchCommand]>;
type Part = keyof typeof parts;
const names = Object.keys(parts) as Part[];

const step = fc.record({
  what: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...names) },
    { weight: 2, arbitrary: fc.constantFrom('host' as const, 'scan' as const, 'printer' as const) },
  ),
  pause: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 120 })),
});
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** A kiosk that starts with nothing attached, and the hands that plug and unplug. */
async function startBare() {
  const { config, bench, obey } = await startSurroundings();
  const there: Record<Part, boolean> = { pcscd: true, scanner: true, card: false, paper: true, cover: true };
  const toggle = async (part: Part, on = !there[part]) => {
    if (there[part] === on) return;
    there[part] = on;
    await obey(parts[part][on ? 1 : 0]);
  };
  for (const part of names) await toggle(part, false);

  const log: LogEvent[] = [];
  const kiosk = startKiosk(config, {
    deviceHostEntry,
    nodeExecutable: process.execPath,
    clock: new ManualClock(new Date().toISOString()),
    log: (event) => void log.push(event),
    crash: (error) => {
      throw error;
    },
  });
  onTestFinished(() => kiosk.close());
  const visitor = visitorOf(kiosk, obey);

  let kills = 0;
  /** The host's process dies as if its native code had failed. Whose host dies twice in a minute is without reader for another. */
  function killHost(): void {
    if (!isFull && kills > 0) return;
    kills += 1;
    const last = log.findLast((entry) => entry.event === 'host-up');
    try {
      if (last?.event === 'host-up') process.kill(last.pid, 'SIGKILL');
    } catch {
      // It is dead already.
    }
  }

  async function take({ what, pause }: Step): Promise<void> {
    if (what === 'host') killHost();
    else if (what === 'printer') await obey({ type: 'power-cycle-printer' });
    else if (what === 'scan') await bench.obey({ type: 'scan', person: people[0].id, what: 'citizen-card' });
    else await toggle(what);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  return { take, toggle, bench, ...visitor };
}

it(
  'a kiosk that starts with nothing is ready once all is there, whatever came and went before',
  { timeout: 600_000 },
  async () => {
    const { take, toggle, page, present, checkIn, bench } = await startBare();
    await page('home', ({ services }) => services.some(({ problem }) => problem === 'READER_MISSING'));
    for (const one of atRandom(step, steps)) await take(one);

    for (const part of names) await toggle(part, part !== 'card');
    await page(
      'home',
      ({ services }) => services.every(({ problem }) => problem === undefined),
      isFull ? 120_000 : 30_000,
    );
    // Else it may count as the code that was under the scanner a moment ago.
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    await present('valid');
    expect(await checkIn()).toMatchObject({ number: 'A001', paper: { state: 'confirmed' } });
    expect(bench.papers()).toHaveLength(1);
  },
);
