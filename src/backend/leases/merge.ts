import type { NumberRequest, NumberResponse } from '../../contract/backend-api.ts';
import { isGivenUnchecked, type EmergencyNumber } from '../../contract/lease.ts';
import { formatQueueNumber, serviceDay } from '../../contract/queue.ts';
import { failed, ok, type Result } from '../../contract/result.ts';
import type { Centre, ServiceDefinition } from '../../contract/services.ts';
import { isOutdated } from '../queues/outdated.ts';
import { knowsPriority, mayAsk } from '../queues/permission.ts';
import { audit, type AuditEntry } from '../store/audit.ts';
import { transact, type Database, type Transaction } from '../store/database.ts';
import { addEntries } from '../store/entries.ts';
import { tell } from '../store/events.ts';
import { holdHead, type Head } from '../store/head.ts';
import { enrolledAt } from '../store/kiosks.ts';
import {
  findHolders,
  hasLease,
  isPassedOver,
  latestLease,
  leaseOf,
  openGap,
  type GrantedLease,
} from '../store/leases.ts';
import type { Sealing } from '../store/sealing.ts';
import { skipUpTo } from '../store/serials.ts';
import { addVisits } from '../store/visits.ts';
import { newToken } from '../tokens.ts';
import { firstEpochOf, isOfLaterDatabase } from './epochs.ts';

export interface MergingDeps {
  database: Database;
  sealing: Sealing;
  centre: Centre;
  services: readonly ServiceDefinition[];
  now: () => number;
}

type Queue = Centre['queues'][number];

/**
 * Takes in a number that a kiosk gave while this server did not answer: a visit that waits from when the person came. A number
 * that somebody else holds too was given by a copy of the kiosk's disk; both people were promised it, so both are called, and the
 * audit says so.
 *
 * Errors: BACKEND_REFUSED, where the kiosk was not free to give it; NUMBERS_SUSPENDED, while that cannot be known.
 * @param mark of the centre's history, as the kiosk saw it last
 */
export function mergeNumber(deps: MergingDeps, kiosk: string, given: EmergencyNumber, mark?: string): Promise<Result> {
  const service = deps.services.find(({ id }) => id === given.service);
  const queue = deps.centre.queues.find(({ id }) => id === given.queue);
  if (!service || !queue || !mayGive(given, service)) return Promise.resolve(failed('BACKEND_REFUSED'));
  // What fails has written nothing but that the database is an old one, which stays.
  return transact(deps.database, async (transaction): Promise<Result> => {
    // First, as issuing does: what is read from here on nobody changes until this is over.
    const head = await holdHead(transaction);
    const isOld = await isOutdated(transaction, deps.sealing, head, [{ mark }]);
    const holders = await findHolders(transaction, given);
    const known = holders.find(({ ticketToken }) => ticketToken === given.ticketToken);
    if (known) return known.holdsNumber ? ok(undefined) : failed('BACKEND_REFUSED');
    const leased = await leaseOf(transaction, given);
    const lease = leased && (await mayHaveHad(transaction, kiosk, leased, given.epoch)) ? leased : undefined;
    const since =
      lease?.grantedAt ?? (await lostSince(transaction, deps, head, given, { leased, isHeld: holders.length > 0 }));
    if (since === undefined) {
      const isUnknown =
        isOld ||
        isOfLaterDatabase(given.epoch, await latestLease(transaction, kiosk), head) ||
        (!leased && (await isOfUnknownLease(transaction, deps, kiosk, given)));
      return failed(isUnknown ? 'NUMBERS_SUSPENDED' : 'BACKEND_REFUSED');
    }
    if (!lease) await skipUpTo(transaction, given, 'restored', deps.now());
    await keep(transaction, deps, given, { service, queue, since, copy: holders.length });
    const note = (action: AuditEntry['action']) =>
      audit(transaction, { at: deps.now(), actor: kiosk, action, subject: given.ticketToken, outcome: 'done' });
    if (holders.length > 0) await note('emergency-number-given-again');
    if (lease && lease.kiosk !== kiosk) await note('emergency-number-of-former-name');
    return ok(undefined);
  });
}

/**
 * Whether the kiosk was granted it, or another name was before the kiosk was enrolled under its present one: it may have had that name
 * then.
 */
async function mayHaveHad(
  transaction: Transaction,
  kiosk: string,
  lease: GrantedLease,
  epoch: number,
): Promise<boolean> {
  if (lease.epoch !== epoch) return false;
  return lease.kiosk === kiosk || lease.grantedAt < ((await enrolledAt(transaction, kiosk)) ?? 0);
}

/**
 * From when on it may have been free to give it under a lease that was lost in a restore: of that day the serials were passed over
 * then, and of one that is over nobody is given them any more. Two kiosks may hold the same, where the copy leased them again before
 * anybody said that it was one. What was leased since the restore is nobody else's.
 */
async function lostSince(
  transaction: Transaction,
  { centre: { emergency }, now }: MergingDeps,
  head: Head,
  given: EmergencyNumber,
  { leased, isHeld }: { leased: GrantedLease | undefined; isHeld: boolean },
): Promise<number | undefined> {
  if (given.letter !== emergency.letter || given.epoch >= firstEpochOf(head)) return undefined;
  const isOver = given.serviceDay < serviceDay(now());
  const isLost =
    leased === undefined
      ? isOver || isHeld || (await isPassedOver(transaction, given))
      : leased.epoch < firstEpochOf(head);
  return isLost ? Date.parse(`${given.serviceDay}T00:00:00+07:00`) : undefined;
}

/**
 * Whether the kiosk is not known to have had another lease of this epoch: then a number that lies in none may be of one that this
 * database has lost, of the kiosk's present name or a former one. When its day is over, it is taken in.
 */
async function isOfUnknownLease(
  transaction: Transaction,
  { centre: { emergency }, now }: MergingDeps,
  kiosk: string,
  given: EmergencyNumber,
): Promise<boolean> {
  if (given.letter !== emergency.letter || given.serviceDay > serviceDay(now())) return false;
  return !(await hasLease(transaction, kiosk, given.epoch));
}

/**
 * What a service's own definition lets a kiosk give without a check. A priority that a card had proved before the server was gone
 * is declared only, now that nobody can look.
 */
function mayGive({ queue, priority }: EmergencyNumber, service: ServiceDefinition): boolean {
  if (!isGivenUnchecked(service) || (priority !== 'none' && !knowsPriority(service))) return false;
  const request: NumberRequest = { service: service.id, queue, priority, answers: {} };
  return [{ status: 'unverified' as const }, undefined].some((eligibility) =>
    mayAsk(request, service, { eligibility, proven: priority, isDisproved: false }),
  );
}

async function keep(
  transaction: Transaction,
  { sealing, now }: MergingDeps,
  given: EmergencyNumber,
  { service, queue, since, copy }: { service: ServiceDefinition; queue: Queue; since: number; copy: number },
): Promise<void> {
  const at = now();
  // The kiosk's clock may be wrong: she came after the lease and before now.
  const arrivedAt = Math.min(at, Math.max(since, Date.parse(given.arrivedAt)));
  const number: NumberResponse = {
    number: formatQueueNumber(given.letter, given.serial),
    queue: queue.id,
    serviceDay: given.serviceDay,
    place: queue.place,
    queueLabel: queue.label,
    ticketToken: given.ticketToken,
    priority: given.priority,
    unverified: service.identity !== 'none',
    repeated: false,
    issuedAt: new Date(arrivedAt).toISOString(),
  };
  const request: NumberRequest = { service: service.id, queue: queue.id, priority: given.priority, answers: {} };
  const entry = newToken();
  await addVisits(transaction, sealing, [
    { letter: given.letter, serial: given.serial, copy, arrivedAt, personMark: undefined, visit: { number, request } },
  ]);
  await addEntries(transaction, [
    {
      id: entry,
      ticket_token: given.ticketToken,
      step: 1,
      queue: queue.id,
      service_day: given.serviceDay,
      arrived_at: arrivedAt,
      changed_at: at,
      appointment_at: null,
      priority: given.priority,
      priority_proven: 0,
      state: 'waiting',
    },
  ]);
  await openGap(transaction, given);
  await tell(transaction, at, [
    { entry, number: number.number, queue: queue.id, serviceDay: given.serviceDay, state: 'waiting', calls: 0 },
  ]);
}
