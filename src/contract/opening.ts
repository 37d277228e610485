import type { FailureCode } from './failures.ts';
import { serviceDay } from './queue.ts';
import type { Centre, Opening } from './services.ts';

const saigonTime = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Asia/Ho_Chi_Minh',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

/** CENTRE_CLOSED or QUEUE_CLOSED where a queue gives no number at this instant (milliseconds since the epoch); undefined where it does. */
export function closedFor(centre: Centre, queue: Centre['queues'][number], instant: number): FailureCode | undefined {
  if (centre.holidays.includes(serviceDay(instant))) return 'CENTRE_CLOSED';
  if (isWithin(queue.hours ?? centre.hours, instant)) return undefined;
  return queue.hours && isWithin(centre.hours, instant) ? 'QUEUE_CLOSED' : 'CENTRE_CLOSED';
}

function isWithin(openings: readonly Opening[] | undefined, instant: number): boolean {
  if (!openings) return true;
  const weekday = new Date(serviceDay(instant)).getUTCDay() || 7;
  const time = saigonTime.format(instant);
  return openings.some(({ days, from, to }) => days.includes(weekday) && from <= time && time < to);
}
