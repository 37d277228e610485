import type { NumberRequest, NumberResponse, Priority } from '../../contract/backend-api.ts';
import type { FailureCode } from '../../contract/failures.ts';
import { closedFor } from '../../contract/opening.ts';
import { isAgeGroup, isDisproved, priorityByAge, type PriorityLaw } from '../../contract/priority.ts';
import { serviceDay } from '../../contract/queue.ts';
import { failed, ok, type Result } from '../../contract/result.ts';
import type { Centre, ServiceDefinition } from '../../contract/services.ts';
import type { DueAppointment } from '../store/appointments.ts';
import type { Nonce } from '../store/kiosks.ts';
import type { RequestKey } from '../store/requests.ts';
import type { Sealing } from '../store/sealing.ts';
import type { CheckedPerson, StoredVerification } from '../store/verifications.ts';
import { holderOf, isSigned, markOf } from '../verification/checked-person.ts';
import { knowsPriority, mayAsk } from './permission.ts';

export interface Asked {
  key: RequestKey;
  request: NumberRequest;
  /** Of the centre's history, as the kiosk saw it last (`mark.ts`). */
  mark?: string | undefined;
  /** Of its signature, where nobody has used it yet: it is kept with the number, in one commit. */
  nonce?: Nonce | undefined;
}

/** A number that is to be given, unless the day has none left. */
export interface Wish {
  request: NumberRequest;
  queue: Centre['queues'][number];
  serviceDay: string;
  priority: Priority;
  priorityProven: boolean;
  personMark: Buffer | undefined;
  /** Instead, of somebody who only declared who she is. */
  declaredMark: Buffer | undefined;
  verification: CheckedPerson | undefined;
  appointment: DueAppointment | undefined;
}

/**
 * What a request leads to: a number that its person holds, or a wish for one. `repeated`: somebody asked for it before, with
 * another key; `isAnswered`: with this one.
 */
export type Decision =
  | { kind: 'refused'; code: FailureCode }
  | { kind: 'other-body' | 'replay' }
  | ({ kind: 'held'; number: NumberResponse } & Told)
  | ({ kind: 'wish'; wish: Wish } & Told);

interface Told {
  requestMark: Buffer;
  repeated: boolean;
  isAnswered: boolean;
}

export interface Rules {
  sealing: Sealing;
  centre: Centre;
  services: readonly ServiceDefinition[];
  priorityLaw: PriorityLaw;
}

/** `unheard`: the kiosk said that it wants no answer any more. */
export type AnsweredBefore = { requestMark: Buffer; number: NumberResponse; repeated: boolean } | 'unheard';

/** What the store knows about a batch of requests. */
export interface Known {
  /** What somebody sent before, signature and all. */
  replays: ReadonlySet<Asked>;
  /** By `keyOf`. */
  answered: ReadonlyMap<string, AnsweredBefore>;
  /** By id. */
  verifications: ReadonlyMap<string, StoredVerification>;
  /** By person mark in hex. */
  held: ReadonlyMap<string, NumberResponse>;
  /** Of the requests' codes and people. */
  appointments: readonly DueAppointment[];
}

export const keyOf = ({ kiosk, idempotencyKey }: RequestKey): string => `${kiosk} ${idempotencyKey}`;

/** What was decided for those who asked earlier in the same batch. */
interface Earlier {
  /** By `keyOf`. */
  decisions: Map<string, Decision>;
  /** By person mark in hex. */
  wishes: Map<string, Wish>;
  appointments: Set<DueAppointment>;
  /** Ids of the verifications that a wish came of: each serves once. */
  spent: Set<string>;
}

/** Decides in the order of asking: who asks later in the same batch is told what the earlier one is. */
export function decide(rules: Rules, asked: readonly Asked[], known: Known, now: number): Decision[] {
  const earlier: Earlier = { decisions: new Map(), wishes: new Map(), appointments: new Set(), spent: new Set() };
  return asked.map((one) => {
    if (known.replays.has(one)) return { kind: 'replay' };
    const key = keyOf(one.key);
    const requestMark = rules.sealing.requestMark(one.request);
    const before = earlier.decisions.get(key) ?? decidedBefore(known.answered.get(key));
    if (before) return again(before, requestMark);
    const decision = decideOne(rules, one, requestMark, known, earlier, now);
    earlier.decisions.set(key, decision);
    return decision;
  });
}

function decidedBefore(answered: AnsweredBefore | undefined): Decision | undefined {
  if (answered === 'unheard') return refused('BACKEND_REFUSED');
  return answered && { kind: 'held', ...answered, isAnswered: true };
}

function again(before: Decision, requestMark: Buffer): Decision {
  if (!('requestMark' in before)) return before;
  return before.requestMark.equals(requestMark) ? { ...before, isAnswered: true } : { kind: 'other-body' };
}

function decideOne(
  rules: Rules,
  asked: Asked,
  requestMark: Buffer,
  known: Known,
  earlier: Earlier,
  now: number,
): Decision {
  const { request } = asked;
  const service = rules.services.find(({ id }) => id === request.service);
  const queue = rules.centre.queues.find(({ id }) => id === request.queue);
  if (!service || !queue) return refused('BACKEND_REFUSED');
  const checked = checkedPerson(asked, service, known);
  if (!checked.ok) return refused(checked.code);
  const verification = checked.value;

  const today = serviceDay(now);
  // The law names priority for examinations; no rule for other services is known.
  const birthDate = knowsPriority(service) && verification ? holderOf(verification).birthDate : undefined;
  const byAge = birthDate === undefined ? undefined : priorityByAge(rules.priorityLaw, birthDate, today);
  const { priority } = request;
  const isRuledOut =
    birthDate !== undefined && isAgeGroup(priority) && isDisproved(rules.priorityLaw, birthDate, priority, today);
  const claim = { eligibility: verification?.eligibility, proven: byAge, isDisproved: isRuledOut };
  if (!mayAsk(request, service, claim)) return refused('BACKEND_REFUSED');

  const mark = verification && markOf(rules.sealing, verification, request.service, today);
  // Whoever declares another's number, or forges her passport, is not told hers, and takes none from her.
  const isWordOnly = verification !== undefined && !isSigned(verification);
  const personMark = isWordOnly ? undefined : mark;
  const person = personMark?.toString('hex') ?? '';
  const told: Told = { requestMark, repeated: true, isAnswered: false };
  const held = known.held.get(person);
  if (held) return { kind: 'held', number: held, ...told };
  const wished = earlier.wishes.get(person);
  if (wished) return { kind: 'wish', wish: wished, ...told };
  if (request.verificationId !== undefined && earlier.spent.has(request.verificationId))
    return refused('CHALLENGE_EXPIRED');

  const closed = closedFor(rules.centre, queue, now);
  if (closed) return refused(closed);
  const appointment = dueAppointment(rules.sealing, request, verification, today, known, earlier);
  const wish: Wish = {
    request,
    queue,
    serviceDay: today,
    // What a birth date says goes before what was declared.
    priority: byAge ?? request.priority,
    priorityProven: byAge !== undefined && verification !== undefined && isSigned(verification),
    personMark,
    declaredMark: isWordOnly ? mark : undefined,
    verification,
    appointment,
  };
  if (personMark) earlier.wishes.set(person, wish);
  if (appointment) earlier.appointments.add(appointment);
  if (request.verificationId !== undefined) earlier.spent.add(request.verificationId);
  return { kind: 'wish', wish, ...told, repeated: false };
}

/** Whom this kiosk had checked for this service, where the service asks for it. */
function checkedPerson(
  { key, request }: Asked,
  service: ServiceDefinition,
  known: Known,
): Result<CheckedPerson | undefined> {
  if ((service.identity === 'chip') !== (request.verificationId !== undefined)) return failed('BACKEND_REFUSED');
  if (request.verificationId === undefined) return ok(undefined);
  const stored = known.verifications.get(request.verificationId);
  if (stored?.kiosk !== key.kiosk) return failed('CHALLENGE_EXPIRED');
  const { verification } = stored;
  if (verification.identity === 'refused' || verification.service !== request.service) return failed('BACKEND_REFUSED');
  return ok(verification);
}

/** That of the slip, unless it is another person's; else the person's own, where it is proved who she is. */
function dueAppointment(
  sealing: Sealing,
  request: NumberRequest,
  verification: CheckedPerson | undefined,
  today: string,
  known: Known,
  earlier: Earlier,
): DueAppointment | undefined {
  const mark = verification && markOf(sealing, verification, 'appointment', today);
  const isOwn = ({ personMark }: DueAppointment) => mark !== undefined && personMark?.equals(mark) === true;
  const free = known.appointments.filter((due) => due.queue === request.queue && !earlier.appointments.has(due));
  const ofSlip = free.find((due) => due.code === request.appointment && (due.personMark === null || isOwn(due)));
  return ofSlip ?? (verification && isSigned(verification) ? free.find(isOwn) : undefined);
}

const refused = (code: FailureCode): Decision => ({ kind: 'refused', code });
