import type { FailureCode } from '../../contract/failures.ts';
import { serviceDay } from '../../contract/queue.ts';
import type { Centre, Opening } from '../../contract/services.ts';

const saigonTime = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Asia/Ho_Chi_Minh',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

/** Why a queue gives no number at this instant; undefined where it does. */
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
