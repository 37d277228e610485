import type { NumberResponse } from '../../contract/backend-api.ts';
import { formatQueueNumber, serviceDay } from '../../contract/queue.ts';
import type { ShownEntry } from '../../contract/queue-entries.ts';
import { failed, ok, type Result } from '../../contract/result.ts';
import { transact, type Database, type Transaction } from '../store/database.ts';
import { addEntries, type NewEntry } from '../store/entries.ts';
import { tell } from '../store/events.ts';
import { addAnswered, findAnswered } from '../store/requests.ts';
import { lastSerial, takeSerials } from '../store/serials.ts';
import { findVerifications, forgetVerifications } from '../store/verifications.ts';
import { addVisits, findHeld, findVisits } from '../store/visits.ts';
import { newToken } from '../tokens.ts';
import { decide, keyOf, type Asked, type Decision, type Known, type Rules, type Wish } from './decide.ts';

export interface IssuingDeps extends Rules {
  database: Database;
  now: () => number;
}

/** `other-body`: the key was used before for something else. */
export type Issued = { kind: 'number'; number: NumberResponse } | { kind: 'other-body' };

/** A wish that became a number. */
interface Given {
  wish: Wish;
  serial: number;
  number: NumberResponse;
}

/**
 * Numbers for requests that arrived together, each with its idempotency key, its sealed visit and its queue entry, in one
 * transaction: after a power cut there are all or none. A person who already holds a number of this service today gets that one
 * again.
 *
 * Errors of each: QUEUE_CLOSED, CHALLENGE_EXPIRED (the verification's time is over), BACKEND_REFUSED.
 * @returns in the order of asking
 */
export function issueNumbers(deps: IssuingDeps, asked: readonly Asked[]): Promise<Result<Issued>[]> {
  return transact(deps.database, async (transaction) => {
    const at = deps.now();
    const decisions = decide(deps, asked, await look(transaction, deps, asked, at), at);
    const given = await number(transaction, decisions, at);
    await keep(transaction, deps, asked, decisions, given, at);
    return decisions.map((decision) => issued(decision, given));
  });
}

async function look(
  transaction: Transaction,
  { sealing }: IssuingDeps,
  asked: readonly Asked[],
  at: number,
): Promise<Known> {
  const answered = await findAnswered(
    transaction,
    asked.map(({ key }) => key),
  );
  const visits = await findVisits(
    transaction,
    sealing,
    answered.map(({ ticketToken }) => ticketToken),
  );
  const numbers = new Map(visits.map(({ number }) => [number.ticketToken, number]));
  const verifications = await findVerifications(
    transaction,
    sealing,
    asked.flatMap(({ request }) => request.verificationId ?? []),
    at,
  );
  const marks = verifications.flatMap(({ verification }) =>
    verification.identity === 'refused'
      ? []
      : sealing.personMark(verification.document.personalNumber, verification.service, serviceDay(at)),
  );
  const held = await findHeld(transaction, sealing, marks);
  return {
    answered: new Map(
      answered.map((request) => {
        const number = numbers.get(request.ticketToken);
        if (!number) throw new Error('an answered request has lost its number');
        return [keyOf(request), { requestMark: request.requestMark, number, repeated: request.repeated }];
      }),
    ),
    verifications: new Map(verifications.map((stored) => [stored.id, stored])),
    held: new Map(held.map(({ personMark, number }) => [personMark.toString('hex'), number])),
  };
}

/** Queues in one order everywhere, so that two servers never wait for each other. */
async function number(
  transaction: Transaction,
  decisions: readonly Decision[],
  at: number,
): Promise<ReadonlyMap<Wish, Given>> {
  const wishes = new Set(decisions.flatMap((decision) => (decision.kind === 'wish' ? decision.wish : [])));
  const byQueue = Map.groupBy(wishes, ({ queue }) => queue.letter);
  const given = new Map<Wish, Given>();
  for (const letter of [...byQueue.keys()].sort()) {
    const waiting = byQueue.get(letter) ?? [];
    const { first, count } = await takeSerials(transaction, letter, serviceDay(at), waiting.length, lastSerial);
    for (const [index, wish] of waiting.slice(0, count).entries())
      given.set(wish, { wish, serial: first + index, number: numberOf(wish, first + index, at) });
  }
  return given;
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
    unverified: verification?.identity === 'unproved' || verification?.eligibility?.status === 'unverified',
    repeated: false,
    issuedAt: new Date(at).toISOString(),
  };
}

async function keep(
  transaction: Transaction,
  { sealing }: IssuingDeps,
  asked: readonly Asked[],
  decisions: readonly Decision[],
  given: ReadonlyMap<Wish, Given>,
  at: number,
): Promise<void> {
  const all = [...given.values()];
  await addVisits(
    transaction,
    sealing,
    all.map(({ wish, serial, number }) => ({
      letter: wish.queue.letter,
      serial,
      arrivedAt: at,
      personMark: wish.personMark,
      visit: { number, request: wish.request, ...(wish.verification && { verification: wish.verification }) },
    })),
  );
  const entries = all.map((one) => firstEntry(one, at));
  await addEntries(transaction, entries);
  await addAnswered(
    transaction,
    asked.flatMap(({ key }, index) => {
      const decision = decisions[index];
      if (!decision || !('requestMark' in decision) || decision.isAnswered) return [];
      const number = decision.kind === 'held' ? decision.number : given.get(decision.wish)?.number;
      const { requestMark, repeated } = decision;
      return number ? { ...key, requestMark, ticketToken: number.ticketToken, repeated } : [];
    }),
  );
  await forgetVerifications(
    transaction,
    all.flatMap(({ wish }) => wish.request.verificationId ?? []),
  );
  if (entries.length > 0)
    await tell(
      transaction,
      at,
      all.map(({ number }, index) => shown(number, entries[index]?.id)),
    );
}

const firstEntry = ({ wish, number }: Given, at: number): NewEntry => ({
  id: newToken(),
  ticket_token: number.ticketToken,
  step: 1,
  queue: number.queue,
  service_day: number.serviceDay,
  arrived_at: at,
  appointment_at: null,
  priority: number.priority,
  priority_proven: wish.priorityProven ? 1 : 0,
  state: 'waiting',
});

const shown = ({ number, queue, serviceDay }: NumberResponse, entry = ''): ShownEntry => ({
  entry,
  number,
  queue,
  serviceDay,
  state: 'waiting',
  calls: 0,
});

function issued(decision: Decision, given: ReadonlyMap<Wish, Given>): Result<Issued> {
  switch (decision.kind) {
    case 'refused':
      return failed(decision.code);
    case 'other-body':
      return ok({ kind: 'other-body' });
    case 'held':
      return ok({ kind: 'number', number: { ...decision.number, repeated: decision.repeated } });
    case 'wish': {
      const number = given.get(decision.wish)?.number;
      if (!number) return failed('QUEUE_CLOSED');
      return ok({ kind: 'number', number: { ...number, repeated: decision.repeated } });
    }
  }
}
