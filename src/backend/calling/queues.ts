import type { QueueEntries, QueueList, TicketStatus, WaitingEntry } from '../../contract/queue-entries.ts';
import { inForce } from '../../contract/law.ts';
import { dayBefore, serviceDay } from '../../contract/queue.ts';
import { inOrder } from '../order/order.ts';
import { standingOf } from '../order/standing.ts';
import { entriesInQueue, entriesOfVisit, waitingByQueue, type Entry } from '../store/entries.ts';
import { readLine } from '../store/lines.ts';
import { shownEntry, type CallingDeps } from './work.ts';

const minute = 60_000;

/** All queues of the centre, with how many wait. */
export async function queueList({ database, centre, now }: CallingDeps): Promise<QueueList> {
  const at = now();
  const waiting = await waitingByQueue(database, dayBefore(serviceDay(at)));
  return {
    queues: centre.queues.map(({ id, label }) => ({
      queue: id,
      label,
      waiting: waiting.get(id)?.count ?? 0,
      longestWait: Math.max(0, Math.floor((at - (waiting.get(id)?.since ?? at)) / minute)),
      counters: centre.counters
        .filter(({ queues }) => queues.includes(id))
        .map((counter) => ({ id: counter.id, label: counter.label })),
    })),
  };
}

/** @returns undefined for a queue that the centre has not */
export async function queueEntries(deps: CallingDeps, queue: string): Promise<QueueEntries | undefined> {
  const { database, centre, callingRules, now } = deps;
  if (!centre.queues.some(({ id }) => id === queue)) return undefined;
  const today = serviceDay(now());
  const since = dayBefore(today);
  const line = await readLine(database, queue, today);
  const waiting = await entriesInQueue(database, queue, ['waiting'], since);
  const called = await entriesInQueue(database, queue, ['called', 'serving', 'no-show'], since);
  const byId = new Map(waiting.map((entry) => [entry.id, entry]));
  const told = (entry: Entry) => toldToStaff(entry, shownEntry(entry, centre));
  return {
    waiting: inOrder(line, inForce(callingRules, today)).flatMap(({ waiting, reason }) => {
      // One who came or was called between the two questions stands in the next answer.
      const entry = byId.get(waiting.entry);
      return entry ? { ...told(entry), reason } : [];
    }),
    called: called.map(told),
  };
}

const toldToStaff = (entry: Entry, shown: ReturnType<typeof shownEntry>): Omit<WaitingEntry, 'reason'> => ({
  ...shown,
  ticketToken: entry.ticketToken,
  service: entry.service,
  step: entry.step,
  arrivedAt: new Date(entry.arrivedAt).toISOString(),
  ...(entry.appointmentAt !== null && { appointmentAt: new Date(entry.appointmentAt).toISOString() }),
  priority: entry.priority,
  priorityProven: entry.priorityProven,
  unverified: entry.unverified,
});

/** What the bearer of a ticket may know. @returns undefined where there is none of today */
export async function ticketStatus(deps: CallingDeps, ticketToken: string): Promise<TicketStatus | undefined> {
  const { database, centre, callingRules, now } = deps;
  const at = now();
  const today = serviceDay(at);
  const steps = await entriesOfVisit(database, ticketToken);
  const last = steps.at(-1);
  if (!last || last.serviceDay < dayBefore(today)) return undefined;
  const line = await readLine(database, last.queue, today);
  const waiting = line.waiting.find(({ entry }) => entry === last.id);
  return {
    number: last.number,
    serviceDay: last.serviceDay,
    steps: steps.flatMap((entry) => stepOf(entry, centre)),
    ...(waiting && standingOf(waiting, line, inForce(callingRules, today), at)),
  };
}

function stepOf(entry: Entry, centre: CallingDeps['centre']): TicketStatus['steps'] {
  const queue = centre.queues.find(({ id }) => id === entry.queue);
  if (!queue) return [];
  const { counter } = shownEntry(entry, centre);
  return [
    {
      queue: queue.id,
      label: queue.label,
      place: counter?.place ?? queue.place,
      state: entry.state,
      ...(counter && { counter: counter.label }),
    },
  ];
}
