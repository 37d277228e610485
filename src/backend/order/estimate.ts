import type { Estimate } from '../../contract/queue-entries.ts';
import type { Called, Line, Waiting } from './line.ts';
import type { CallingRule } from './rule.ts';

const minute = 60_000;
const hour = 60 * minute;

/** Fewer say nothing of the day. */
const leastServices = 8;
/** Older ones are another part of the day. */
const recent = 2 * hour;
const lastServices = 24;
/** Services whose standard deviation is above their mean are not alike enough to tell one from others. */
const wildest = 1;
/** A counter that did not call for so many services is not there. */
const longestPause = 3;
/** Of the last ranges that were told so many must have been right; of fewer than `least` nothing can be said. */
const told = { last: 15, least: 8, right: 0.7 };
/** Half the range in standard deviations: 90 %, of which a day that changes costs some. */
const width = 1.645;
/** How much faster or slower than so far the next hour may be. */
const drift = 0.1;
/** A range that is wider than this, in minutes and as a part of its end, tells nobody when to be back. */
const widest = { minutes: 15, part: 0.75 };

/**
 * How long somebody will wait, as a range of which the day's own services make four in five right. It is absent where too few
 * services ended or they are too unlike, where nobody calls, where the range would be too wide to be of use, and where those told
 * before were wrong too often.
 *
 * Of `c` counters whose services take `m` on average, somebody is called each `m / c`. What that says of the n-th call from now,
 * with its variance: D. R. Cox, Renewal Theory (1962), ch. 5 and 6, of pooled renewal processes.
 */
export function estimateOf(
  line: Line,
  entry: Waiting,
  ahead: number,
  rule: CallingRule,
  now: number,
): Estimate | undefined {
  if (wereWrongTooOften(line, now)) return undefined;
  const called = line.called.filter(({ calledAt }) => calledAt > now - recent);
  const services = servicesOf(called).slice(-lastServices);
  if (services.length < leastServices) return undefined;
  const mean = services.reduce((sum, time) => sum + time, 0) / services.length;
  const squared = services.reduce((sum, time) => sum + (time - mean) ** 2, 0) / (services.length - 1);
  /** Squared coefficient of variation. */
  const variation = squared / mean ** 2;
  if (variation > wildest) return undefined;

  const counters = new Set(
    called.filter(({ calledAt }) => calledAt > now - longestPause * mean).map(({ counter }) => counter),
  ).size;
  if (counters === 0) return undefined;
  const each = mean / counters;

  const overtaking = entry.priority === 'none' || entry.returned ? comingFirst(line, rule, ahead + 1, each, now) : 0;
  const calls = ahead + 1 + overtaking;
  const wait = (calls - 0.5 * Math.max(0, 1 - variation)) * each;
  const variance =
    each ** 2 * (calls * variation + counters / 6 + overtaking) +
    wait ** 2 * (variation / services.length + drift ** 2);
  const half = width * Math.sqrt(variance);
  const from = Math.max(0, Math.floor((wait - half) / minute));
  const to = Math.max(1, Math.ceil((wait + half) / minute));
  const isUseless = to - from > widest.minutes && to - from > widest.part * to;
  return isUseless ? undefined : { from, to };
}

/** From one call to the next of the same counter where somebody waited for it; else to the end. */
function servicesOf(called: readonly Called[]): number[] {
  return called.flatMap(({ calledAt, endedAt, counter }, index) => {
    const next = called.slice(index + 1).find((one) => one.counter === counter);
    const end = next && next.arrivedAt <= (endedAt ?? next.calledAt) ? next.calledAt : endedAt;
    return end === null || end <= calledAt ? [] : end - calledAt;
  });
}

/** How many of those whom the law serves first will come in the meantime, and be called before him. */
function comingFirst(line: Line, rule: CallingRule, calls: number, each: number, now: number): number {
  const people = [...line.waiting, ...line.called];
  const since = Math.max(now - hour, Math.min(...people.map(({ arrivedAt }) => arrivedAt)));
  const came = people.filter(({ arrivedAt, priority }) => priority !== 'none' && arrivedAt > since).length;
  const share = Math.min((came * each) / Math.max(minute, now - since), 1 - 1 / rule.ordinaryEvery);
  return Math.min((calls * share) / (1 - share), rule.mostOvertaken);
}

/** Of those who were called, and of those who were told that they would be and still wait. */
function wereWrongTooOften({ called, waiting }: Line, now: number): boolean {
  const known = called
    .flatMap(({ estimate, arrivedAt, calledAt }) => (estimate ? isRight(estimate, calledAt - arrivedAt) : []))
    .slice(-told.last);
  const overdue = waiting.filter(({ estimate, arrivedAt }) => estimate && now - arrivedAt > estimate.to * minute);
  const all = known.length + overdue.length;
  return all >= told.least && known.filter(Boolean).length < told.right * all;
}

/** @param wait milliseconds */
export const isRight = ({ from, to }: Estimate, wait: number): boolean => wait >= from * minute && wait <= to * minute;
