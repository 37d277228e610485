import type { FailureCode } from './failures.ts';
import { serviceDay, timeOfDay } from './queue.ts';
import type { Centre, Opening } from './services.ts';

type Queue = Centre['queues'][number];

/** CENTRE_CLOSED or QUEUE_CLOSED where a queue gives no number at this instant (milliseconds since the epoch); undefined where it does. */
export function closedFor(centre: Centre, queue: Queue, instant: number): FailureCode | undefined {
  if (centre.holidays.includes(serviceDay(instant))) return 'CENTRE_CLOSED';
  if (isWithin(queue.hours ?? centre.hours, instant)) return undefined;
  return queue.hours && isWithin(centre.hours, instant) ? 'QUEUE_CLOSED' : 'CENTRE_CLOSED';
}

/** When a closed queue opens again on the same day, `HH:MM`; undefined where it does not. */
export function opensAgain(centre: Centre, queue: Queue, instant: number): string | undefined {
  if (centre.holidays.includes(serviceDay(instant))) return undefined;
  const { weekday, time } = local(instant);
  const later = (queue.hours ?? centre.hours ?? []).filter(({ days, from }) => days.includes(weekday) && time < from);
  return later.map(({ from }) => from).toSorted()[0];
}

function isWithin(openings: readonly Opening[] | undefined, instant: number): boolean {
  if (!openings) return true;
  const { weekday, time } = local(instant);
  return openings.some(({ days, from, to }) => days.includes(weekday) && from <= time && time < to);
}

const local = (instant: number) => ({
  weekday: new Date(serviceDay(instant)).getUTCDay() || 7,
  time: timeOfDay(instant),
});
