import type { NumberResponse } from '../../contract/backend-api.ts';
import { inForce } from '../../contract/law.ts';
import { formatQueueNumber, serviceDay } from '../../contract/queue.ts';
import type { ShownEntry } from '../../contract/queue-entries.ts';
import { estimateOf } from '../order/estimate.ts';
import type { Line, Waiting } from '../order/line.ts';
import { inOrder } from '../order/order.ts';
import type { CallingRule, CallingRules } from '../order/rule.ts';
import { takeAppointment } from '../store/appointments.ts';
import type { Transaction } from '../store/database.ts';
import { addEntries } from '../store/entries.ts';
import { noteLastClinics, type LastClinic } from '../store/last-clinics.ts';
import type { Sealing } from '../store/sealing.ts';
import { takeSerials } from '../store/serials.ts';
import { addVisits } from '../store/visits.ts';
import { newToken } from '../tokens.ts';
import { lastClinicMarkOf } from '../verification/checked-person.ts';
import type { Rules, Wish } from './decide.ts';
import { receiveDossiers } from './dossiers.ts';
import { clinicsOf } from './last-clinic.ts';
import type { LinesSeen } from './lines-seen.ts';

/** How those who wait are called. */
export interface Ordering {
  callingRules: CallingRules;
}

/** A wish that became a number. */
export interface Given {
  wish: Wish;
  serial: number;
  number: NumberResponse;
  /** The number's place in its queue. */
  entry: string;
}

/** What became of wishes, and the lines that they now stand in. */
export interface Giving {
  given: ReadonlyMap<Wish, Given>;
  lines: ReadonlyMap<string, Line>;
}

/** Makes wishes numbers, as many as the day has left, and keeps each as a visit that waits. */
export async function give(
  transaction: Transaction,
  deps: Ordering & Pick<Rules, 'sealing' | 'services' | 'centre'>,
  wishes: ReadonlySet<Wish>,
  at: number,
  readLines: (queues: readonly string[], serviceDay: string) => ReturnType<LinesSeen['read']>,
): Promise<Giving> {
  const today = serviceDay(at);
  const numbered = await receiveDossiers(transaction, deps, await number(transaction, wishes, at), today);
  const byQueue = Map.groupBy(numbered, ({ number }) => number.queue);
  const before = await readLines([...byQueue.keys()], today);
  const stood = [...byQueue].map(([queue, coming]) => ({
    queue,
    ...standIn(before.get(queue), inForce(deps.callingRules, today), coming, at),
  }));
  const given = stood.flatMap((one) => one.given);
  await keep(transaction, deps.sealing, given, at);
  await noteLastClinics(transaction, clinicsAmong(deps, given));
  return {
    given: new Map(given.map((one) => [one.wish, one])),
    lines: new Map(stood.map(({ queue, line }) => [queue, line])),
  };
}

async function number(transaction: Transaction, wishes: ReadonlySet<Wish>, at: number): Promise<Given[]> {
  const byLetter = Map.groupBy(wishes, ({ queue }) => queue.letter);
  const wanted = [...byLetter].map(([letter, waiting]) => ({
    letter,
    count: waiting.length,
    quota: waiting[0]?.queue.quota,
  }));
  const taken = await takeSerials(transaction, serviceDay(at), wanted);
  return taken.flatMap(({ letter, first, count }) =>
    (byLetter.get(letter) ?? []).slice(0, count).map((wish, index) => {
      const serial = first + index;
      return { wish, serial, number: numberOf(wish, serial, at), entry: newToken() };
    }),
  );
}

function numberOf({ queue, serviceDay, priority, verification }: Wish, serial: number, at: number): NumberResponse {
  return {
    number: formatQueueNumber(queue.letter, serial),
    queue: queue.id,
    serviceDay,
    place: queue.place,
    queueLabel: queue.label,
    ticketToken: newToken(),
    priority,
    unverified:
      verification !== undefined &&
      (verification.identity !== 'proved' || verification.eligibility?.status === 'unverified'),
    repeated: false,
    issuedAt: new Date(at).toISOString(),
  };
}

/** Tells each how many are before it, of those who wait and those who came with it. */
function standIn(
  before: Line | undefined,
  rule: CallingRule,
  coming: readonly Given[],
  at: number,
): { given: Given[]; line: Line } {
  const arrived = new Map(coming.map((one) => [one, waitingOf(one, at)]));
  const line: Line = {
    waiting: [...(before?.waiting ?? []), ...arrived.values()],
    called: before?.called ?? [],
    overtakers: before?.overtakers ?? [],
  };
  const ahead = new Map(inOrder(line, rule).map(({ waiting }, index) => [waiting, index]));
  const stood = [...arrived].map(([one, waiting]) => {
    const before = ahead.get(waiting) ?? 0;
    const estimate = estimateOf(line, waiting, before, rule, at);
    const told = { ahead: before, ...(estimate && { estimate }) };
    return { given: { ...one, number: { ...one.number, ...told } }, waiting: { ...waiting, estimate } };
  });
  return {
    given: stood.map(({ given }) => given),
    line: { ...line, waiting: [...(before?.waiting ?? []), ...stood.map(({ waiting }) => waiting)] },
  };
}

const waitingOf = ({ wish, number, entry }: Given, at: number): Waiting => ({
  entry,
  number: number.number,
  arrivedAt: at,
  appointmentAt: wish.appointment?.at ?? null,
  priority: wish.priority,
  returned: false,
});

async function keep(transaction: Transaction, sealing: Sealing, given: readonly Given[], at: number): Promise<void> {
  await addVisits(
    transaction,
    sealing,
    given.map(({ wish, serial, number }) => ({
      letter: wish.queue.letter,
      serial,
      arrivedAt: at,
      personMark: wish.personMark,
      declaredMark: wish.declaredMark,
      visit: { number, request: wish.request, ...(wish.verification && { verification: wish.verification }) },
    })),
  );
  await addEntries(
    transaction,
    given.map(({ wish, number, entry }) => ({
      id: entry,
      ticket_token: number.ticketToken,
      step: 1,
      queue: number.queue,
      service_day: number.serviceDay,
      arrived_at: at,
      changed_at: at,
      appointment_at: wish.appointment?.at ?? null,
      priority: number.priority,
      priority_proven: wish.priorityProven ? 1 : 0,
      state: 'waiting' as const,
      estimate_low: number.estimate?.from ?? null,
      estimate_high: number.estimate?.to ?? null,
    })),
  );
  for (const { wish, number } of given)
    if (wish.appointment) await takeAppointment(transaction, wish.appointment.code, number.ticketToken);
}

/** Where those went whose cards were proved. */
function clinicsAmong(
  { sealing, services }: Pick<Rules, 'sealing' | 'services'>,
  given: readonly Given[],
): LastClinic[] {
  return given.flatMap(({ wish: { request, verification }, number: { queue, serviceDay } }) => {
    const service = services.find(({ id }) => id === request.service);
    if (verification?.identity !== 'proved' || !service || !clinicsOf(service).includes(queue)) return [];
    return { personMark: lastClinicMarkOf(sealing, verification), queue, serviceDay };
  });
}

/** What the hall sees of it. */
export const shown = ({ number: { number, queue, serviceDay }, entry }: Given): ShownEntry => ({
  entry,
  number,
  queue,
  serviceDay,
  state: 'waiting',
  calls: 0,
});
