import type { EntryPriority, EntryState } from '../../../contract/queue-entries.ts';
import type { CodeableConcept, Encounter, Task } from './resources.ts';
import {
  hl7,
  idOf,
  instant,
  ownCode,
  queueConcept,
  referTo,
  ticketNumber,
  toCentre,
  toPlace,
  toQueue,
  uncertain,
  visitNumber,
  type NumberedVisit,
  type Site,
} from './site.ts';

/** A visit in one queue, as the store has it. Instants are milliseconds since the epoch. */
export interface EntryRow {
  id: string;
  step: number;
  queue: string;
  arrivedAt: number;
  appointmentAt: number | null;
  priority: EntryPriority;
  priorityProven: boolean;
  state: EntryState;
  counter: string | null;
  startedAt: number | null;
  endedAt: number | null;
  changedAt: number;
}

/** Nothing here says who the person is. */
export interface VisitRow extends NumberedVisit {
  ticketToken: string;
  service: string;
  arrivedAt: number;
  unverified: boolean;
  hasPerson: boolean;
}

export interface VisitWithEntries extends VisitRow {
  /** Codes of the appointments that it keeps. */
  appointments: readonly string[];
  /** In the order of their steps, at least one. */
  entries: readonly [EntryRow, ...EntryRow[]];
}

export function encounterOf(site: Site, visit: VisitWithEntries): Encounter {
  const { entries, ticketToken } = visit;
  const [first] = entries;
  const last = entries.at(-1) ?? first;
  const status = encounterStatus(entries, last);
  const servedFrom = entries.find(({ startedAt }) => startedAt !== null)?.startedAt ?? undefined;
  const isOver = status === 'finished' || status === 'cancelled';
  const end = isOver && last.endedAt !== null ? instant(last.endedAt) : undefined;
  const start = instant(visit.arrivedAt);
  return {
    resourceType: 'Encounter',
    id: idOf(ticketToken),
    meta: {
      lastUpdated: instant(Math.max(...entries.map(({ changedAt }) => changedAt))),
      security: visit.unverified ? [uncertain] : undefined,
    },
    identifier: [visitNumber(site, visit), ticketNumber(visit)],
    status,
    statusHistory:
      servedFrom === undefined
        ? undefined
        : [
            { status: 'arrived', period: { start, end: instant(servedFrom) } },
            ...(status === 'finished'
              ? [{ status: 'in-progress' as const, period: { start: instant(servedFrom), end } }]
              : []),
          ],
    class: { system: hl7('v3-ActCode'), code: 'AMB', display: 'ambulatory' },
    type: [
      {
        coding: [ownCode(site, 'service', visit.service)],
        text: site.services.find(({ id }) => id === visit.service)?.title.vi,
      },
    ],
    serviceType: queueConcept(site, last.queue),
    priority: priorityOf(site, last),
    subject: visit.hasPerson ? referTo('Patient', idOf(ticketToken)) : undefined,
    appointment:
      visit.appointments.length === 0 ? undefined : visit.appointments.map((code) => referTo('Appointment', code)),
    period: { start, end },
    location: entries.map((entry) => ({
      location: toPlace(site, entry.queue, entry.counter),
      status: presence[entry.state],
      period: periodOf(entry.arrivedAt, entry.endedAt),
    })),
    serviceProvider: toCentre(site),
  };
}

/** Whoever does not answer a call may come back, so only who leaves without having been served has cancelled. */
function encounterStatus(entries: readonly EntryRow[], last: EntryRow): Encounter['status'] {
  const wasServed = entries.some(({ startedAt }) => startedAt !== null);
  switch (last.state) {
    case 'waiting':
    case 'called':
      return wasServed ? 'in-progress' : 'arrived';
    case 'serving':
      return 'in-progress';
    case 'no-show':
      return 'onleave';
    case 'done':
      return 'finished';
    case 'left':
      return wasServed ? 'finished' : 'cancelled';
  }
}

const presence: Readonly<Record<EntryState, Encounter['location'][number]['status']>> = {
  waiting: 'planned',
  called: 'reserved',
  serving: 'active',
  done: 'completed',
  'no-show': 'planned',
  left: 'completed',
};

/** v3 ActPriority knows how urgent; why is our own code. All but `emergency` go first by law and not for medical reasons. */
const actPriorities = {
  EM: { code: 'EM', display: 'emergency' },
  UR: { code: 'UR', display: 'urgent' },
  R: { code: 'R', display: 'routine' },
} as const;

const priorities: Readonly<Record<EntryPriority, { urgency: keyof typeof actPriorities; text: string }>> = {
  emergency: { urgency: 'EM', text: 'Cấp cứu' },
  'age-75': { urgency: 'UR', text: 'Người từ đủ 75 tuổi' },
  'under-6': { urgency: 'UR', text: 'Trẻ em dưới 6 tuổi' },
  pregnant: { urgency: 'UR', text: 'Phụ nữ có thai' },
  'severe-disability': { urgency: 'UR', text: 'Người khuyết tật nặng, đặc biệt nặng' },
  merit: { urgency: 'UR', text: 'Người có công với cách mạng' },
  none: { urgency: 'R', text: 'Không ưu tiên' },
};

function priorityOf(site: Site, { priority, priorityProven }: EntryRow): CodeableConcept {
  const { urgency, text } = priorities[priority];
  const basis = priority === 'none' ? '' : priorityProven ? ' (theo ngày sinh đã kiểm tra)' : ' (tự khai)';
  return {
    coding: [{ system: hl7('v3-ActPriority'), ...actPriorities[urgency] }, ownCode(site, 'priority', priority)],
    text: text + basis,
  };
}

export function taskOf(site: Site, visit: VisitRow, entry: EntryRow): Task {
  const encounter = referTo('Encounter', idOf(visit.ticketToken));
  return {
    resourceType: 'Task',
    id: idOf(entry.id),
    meta: { lastUpdated: instant(entry.changedAt), security: visit.unverified ? [uncertain] : undefined },
    groupIdentifier: visitNumber(site, visit),
    status: taskStatus[entry.state],
    businessStatus: { coding: [ownCode(site, 'entry-state', entry.state)] },
    intent: 'order',
    priority: entry.priority === 'none' ? 'routine' : 'urgent',
    code: { coding: [ownCode(site, 'task', 'serve')], text: 'Phục vụ một lượt trong hàng đợi' },
    focus: encounter,
    for: visit.hasPerson ? referTo('Patient', idOf(visit.ticketToken)) : undefined,
    encounter,
    executionPeriod: entry.startedAt === null ? undefined : periodOf(entry.startedAt, entry.endedAt),
    authoredOn: instant(entry.arrivedAt),
    lastModified: instant(entry.changedAt),
    owner: toQueue(site, entry.queue),
    location: toPlace(site, entry.queue, entry.counter),
    input: [
      { type: { coding: [ownCode(site, 'task-input', 'step')] }, valuePositiveInt: entry.step },
      ...(entry.appointmentAt === null
        ? []
        : [
            {
              type: { coding: [ownCode(site, 'task-input', 'appointment')] },
              valueDateTime: instant(entry.appointmentAt),
            },
          ]),
    ],
  };
}

export const taskStatus: Readonly<Record<EntryState, Task['status']>> = {
  waiting: 'requested',
  called: 'received',
  serving: 'in-progress',
  done: 'completed',
  'no-show': 'on-hold',
  left: 'cancelled',
};

const periodOf = (start: number, end: number | null) => ({
  start: instant(start),
  end: end === null ? undefined : instant(end),
});
