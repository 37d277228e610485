import type { NumberRequest, NumberResponse, Priority } from '../../contract/backend-api.ts';
import type { FailureCode } from '../../contract/failures.ts';
import { priorityByAge, type PriorityLaw } from '../../contract/priority.ts';
import { serviceDay } from '../../contract/queue.ts';
import type { Centre, ServiceDefinition } from '../../contract/services.ts';
import type { RequestKey } from '../store/requests.ts';
import type { Sealing } from '../store/sealing.ts';
import type { StoredVerification, Verification } from '../store/verifications.ts';
import { knowsPriority, mayAsk } from './permission.ts';

export interface Asked {
  key: RequestKey;
  request: NumberRequest;
}

export type CheckedPerson = Extract<Verification, { service: unknown }>;

/** A number that is to be given, unless the day has none left. */
export interface Wish {
  request: NumberRequest;
  queue: Centre['queues'][number];
  serviceDay: string;
  priority: Priority;
  priorityProven: boolean;
  personMark: Buffer | undefined;
  verification: CheckedPerson | undefined;
}

/** What a request leads to. `repeated`: to a number that is held already, or was just wished for by the same person. */
export type Decision =
  | { kind: 'refused'; code: FailureCode }
  | { kind: 'other-body' }
  | { kind: 'held'; number: NumberResponse; requestMark: Buffer; repeated: boolean; isAnswered: boolean }
  | { kind: 'wish'; wish: Wish; requestMark: Buffer; repeated: boolean; isAnswered: boolean };

export interface Rules {
  sealing: Sealing;
  centre: Centre;
  services: readonly ServiceDefinition[];
  priorityLaw: PriorityLaw;
}

/** What the store knows about a batch of requests. */
export interface Known {
  /** By `keyOf`. */
  answered: ReadonlyMap<string, { requestMark: Buffer; number: NumberResponse; repeated: boolean }>;
  /** By id. */
  verifications: ReadonlyMap<string, StoredVerification>;
  /** By person mark in hex. */
  held: ReadonlyMap<string, NumberResponse>;
}

export const keyOf = ({ kiosk, idempotencyKey }: RequestKey): string => `${kiosk} ${idempotencyKey}`;

/** Decides in the order of asking: who asks later in the same batch is told what the earlier one is. */
export function decide(rules: Rules, asked: readonly Asked[], known: Known, now: number): Decision[] {
  const decided = new Map<string, Decision>();
  const wishes = new Map<string, Wish>();
  return asked.map(({ key, request }) => {
    const requestMark = rules.sealing.requestMark(request);
    const before = decided.get(keyOf(key));
    if (before) return again(before, requestMark);
    const answered = known.answered.get(keyOf(key));
    const decision: Decision = answered
      ? again({ kind: 'held', ...answered, isAnswered: true }, requestMark)
      : decideOne(rules, { key, request }, known, wishes, now, requestMark);
    decided.set(keyOf(key), decision);
    return decision;
  });
}

function again(before: Decision, requestMark: Buffer): Decision {
  if (before.kind === 'refused' || before.kind === 'other-body') return before;
  return before.requestMark.equals(requestMark) ? { ...before, isAnswered: true } : { kind: 'other-body' };
}

function decideOne(
  { sealing, centre, services, priorityLaw }: Rules,
  { key, request }: Asked,
  known: Known,
  wishes: Map<string, Wish>,
  now: number,
  requestMark: Buffer,
): Decision {
  const service = services.find(({ id }) => id === request.service);
  const queue = centre.queues.find(({ id }) => id === request.queue);
  if (!service || !queue) return refused('BACKEND_REFUSED');
  if ((service.identity === 'chip') !== (request.verificationId !== undefined)) return refused('BACKEND_REFUSED');

  let verification: CheckedPerson | undefined;
  if (request.verificationId !== undefined) {
    const stored = known.verifications.get(request.verificationId);
    if (stored?.kiosk !== key.kiosk) return refused('CHALLENGE_EXPIRED');
    const found = stored.verification;
    if (found.identity === 'refused' || found.service !== request.service) return refused('BACKEND_REFUSED');
    verification = found;
  }
  const today = serviceDay(now);
  // The law names priority for examinations; no rule for other services is known.
  const birthDate = knowsPriority(service) ? verification?.document.birthDate : undefined;
  const proven = birthDate === undefined ? undefined : priorityByAge(priorityLaw, birthDate, today);
  if (!mayAsk(request, service, { eligibility: verification?.eligibility, proven })) return refused('BACKEND_REFUSED');

  const personMark = verification && sealing.personMark(verification.document.personalNumber, request.service, today);
  const held = personMark && known.held.get(personMark.toString('hex'));
  if (held) return { kind: 'held', number: held, requestMark, repeated: true, isAnswered: false };
  const earlier = personMark && wishes.get(personMark.toString('hex'));
  if (earlier) return { kind: 'wish', wish: earlier, requestMark, repeated: true, isAnswered: false };

  const wish: Wish = {
    request,
    queue,
    serviceDay: today,
    // What a birth date proves goes before what was declared.
    priority: proven ?? request.priority,
    priorityProven: proven !== undefined,
    personMark,
    verification,
  };
  if (personMark) wishes.set(personMark.toString('hex'), wish);
  return { kind: 'wish', wish, requestMark, repeated: false, isAnswered: false };
}

const refused = (code: FailureCode): Decision => ({ kind: 'refused', code });
