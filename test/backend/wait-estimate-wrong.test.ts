import { expect, test } from 'vitest';
import { estimateOf, isRight } from '../../src/backend/order/estimate.ts';
import type { Called, Waiting } from '../../src/backend/order/line.ts';
import { inOrder } from '../../src/backend/order/order.ts';
import type { Estimate } from '../../src/contract/queue-entries.ts';
import { randomFrom } from '../support/random-from.ts';
import { repetitions } from '../support/repetitions.ts';
import { aRule, minute, morning, someone } from './support/lines.ts';

interface Morning {
  counters: number;
  /** Minutes of one service. */
  service: (random: () => number, at: number) => number;
  /** Part of the counters' time that is wanted, so that lines grow above 1. */
  load: number;
  priority: number;
}

interface Told {
  estimate: Estimate;
  wait: number;
  at: number;
}

const normal = (random: () => number) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
/** Services of this mean and coefficient of variation. */
const logNormal = (mean: number, variation: number) => {
  const sigma = Math.sqrt(Math.log(1 + variation ** 2));
  return (random: () => number) => mean * Math.exp(sigma * normal(random) - sigma ** 2 / 2);
};

/** Four hours at a queue, whose truth is known: who came, what was told, how long it took. */
function live(seed: number, { counters, service, load, priority }: Morning): { came: number; told: Told[] } {
  const random = randomFrom(seed);
  const rule = aRule();
  const meanService = logNormalMean(service);
  let waiting: Waiting[] = [];
  const called: Called[] = [];
  const estimates = new Map<string, Estimate>();
  const told: Told[] = [];
  const free: { at: number; counter: string; call?: Called }[] = Array.from({ length: counters }, (_, index) => ({
    at: morning,
    counter: String(index),
  }));
  let came = 0;
  let nextArrival = morning;
  const end = morning + 240 * minute;

  const line = () => ({
    waiting,
    called: called.slice(-40).map((one) => ({ ...one, endedAt: (one.endedAt ?? 0) > now ? null : one.endedAt })),
    overtakers: called
      .filter((one) => one.arrivedAt > Math.min(...waiting.map(({ arrivedAt }) => arrivedAt)))
      .map(({ arrivedAt }) => arrivedAt),
  });
  let now = morning;
  while (nextArrival < end || waiting.length > 0) {
    const counter = free.reduce((first, one) => (one.at < first.at ? one : first));
    if (nextArrival < end && (nextArrival <= counter.at || waiting.length === 0)) {
      now = nextArrival;
      came += 1;
      const one = someone(String(came).padStart(4, '0'), {
        arrivedAt: now,
        priority: random() < priority ? 'age-75' : 'none',
      });
      waiting = [...waiting, one];
      const order = inOrder(line(), rule);
      const ahead = order.findIndex(({ waiting: { entry } }) => entry === one.entry);
      const estimate = estimateOf(line(), one, ahead, rule, now);
      if (estimate) {
        estimates.set(one.entry, estimate);
        waiting = waiting.map((same) => (same === one ? { ...one, estimate } : same));
      }
      nextArrival = now - (Math.log(1 - random()) * meanService * minute) / counters / load;
      continue;
    }
    now = Math.max(counter.at, now);
    const [first] = inOrder(line(), rule);
    if (!first) break;
    const { entry, arrivedAt } = first.waiting;
    waiting = waiting.filter((one) => one.entry !== entry);
    const takes = service(random, now) * minute;
    const estimate = estimates.get(entry);
    if (estimate) told.push({ estimate, wait: now - arrivedAt, at: arrivedAt });
    called.push({ ...first.waiting, calledAt: now, endedAt: now + takes, counter: counter.counter, estimate });
    counter.at = now + takes;
  }
  return { came, told };
}

function logNormalMean(service: Morning['service']): number {
  const random = randomFrom(1);
  return Array.from({ length: 4_000 }, () => service(random, morning)).reduce((sum, one) => sum + one / 4_000, 0);
}

const mornings = (morning: Morning) =>
  Array.from({ length: repetitions(5) }, (_, index) => live(index + 1, morning)).reduce((all, one) => ({
    came: all.came + one.came,
    told: [...all.told, ...one.told],
  }));
const partRight = (told: readonly Told[]) =>
  told.filter(({ estimate, wait }) => isRight(estimate, wait)).length / told.length;

test.each<[string, Morning]>([
  ['one desk, few waiting', { counters: 1, service: logNormal(6, 0.5), load: 0.8, priority: 0 }],
  ['one desk, a line that grows', { counters: 1, service: logNormal(5, 0.5), load: 1.3, priority: 0.1 }],
  ['two desks, priority', { counters: 2, service: logNormal(7, 0.6), load: 1.1, priority: 0.25 }],
  ['six desks, all of whom are busy', { counters: 6, service: logNormal(8, 0.4), load: 1.2, priority: 0.15 }],
  ['services alike', { counters: 3, service: () => 4, load: 1.2, priority: 0.1 }],
])('%s: four in five ranges are right, and most are told one', (_name, morning) => {
  const { came, told } = mornings(morning);
  expect(partRight(told)).toBeGreaterThanOrEqual(0.8);
  expect(told.length / came).toBeGreaterThan(0.5);
});

test('where services are wildly unlike, next to nothing is told', () => {
  const { came, told } = mornings({ counters: 2, service: logNormal(6, 3), load: 1.1, priority: 0.1 });
  expect(told.length / came).toBeLessThan(0.1);
});

test('where services become three times as long, it is noticed and nothing is told until the new ones are known', () => {
  const change = morning + 90 * minute;
  const { told } = mornings({
    counters: 3,
    service: (random, at) => logNormal(at < change ? 4 : 12, 0.4)(random),
    load: 0.9,
    priority: 0.1,
  });
  const between = (from: number, to: number) =>
    told.filter(({ at }) => at >= change + from * minute && at < change + to * minute);
  expect(between(20, 60).length).toBeLessThan(0.3 * between(-60, -20).length);
});
