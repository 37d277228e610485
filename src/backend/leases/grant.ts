import { isNearlySpent, type Lease, type LeaseRequest } from '../../contract/lease.ts';
import { serviceDay } from '../../contract/queue.ts';
import { failed, ok, type Result } from '../../contract/result.ts';
import type { Centre } from '../../contract/services.ts';
import { answerOnce, type AnsweringDeps, type AskedOnce } from '../answer-once.ts';
import { isOutdated } from '../queues/outdated.ts';
import { transact, type Database, type Transaction } from '../store/database.ts';
import { holdHead, type Head } from '../store/head.ts';
import {
  addGaps,
  addLease,
  countSpent,
  endLeases,
  latestLease,
  spentSerials,
  type GrantedLease,
  type SerialRange,
} from '../store/leases.ts';
import { takeSerials } from '../store/serials.ts';
import { firstEpochOf, isOfLaterDatabase } from './epochs.ts';

/** More than a kiosk spends before the server hears of it; one in wrong hands cannot take the whole day's. */
const mostUnspent = 3;

export interface LeasingDeps extends AnsweringDeps {
  centre: Centre;
}

/**
 * Emergency numbers for a kiosk: those it holds where they still serve, else others under a new epoch.
 *
 * Errors: LEASE_OUTDATED, REQUEST_UNDER_WAY; QUEUE_CLOSED where the day has none left, or the kiosk enough; NUMBERS_SUSPENDED while
 * the database is older than what kiosks know.
 * @param mark of the centre's history, as the kiosk saw it last
 */
export function grantLease(
  deps: LeasingDeps,
  kiosk: string,
  asked: AskedOnce,
  { held }: LeaseRequest,
  mark?: string,
): Promise<Result<Lease> | 'other-body'> {
  return answerOnce(deps, asked, (settle) =>
    // What fails has written nothing but that the database is an old one, which stays.
    transact(deps.database, async (transaction): Promise<Result<Lease>> => {
      const head = await holdHead(transaction);
      if (await isOutdated(transaction, deps.sealing, head, [{ mark }])) return failed('NUMBERS_SUSPENDED');
      const now = deps.now();
      const latest = await latestLease(transaction, kiosk);
      if (held && isOfLaterDatabase(held.epoch, latest, head)) return failed('NUMBERS_SUSPENDED');
      if (held && !(await isLatest(transaction, latest, held))) return failed('LEASE_OUTDATED');
      const own = held && latest?.serviceDay === serviceDay(now) ? { ...latest, next: held.next } : undefined;
      const granted =
        own && !isNearlySpent(own, own.next) ? own : await nextLease(transaction, deps.centre, kiosk, head, now);
      // There are no numbers left but those that the kiosk still holds.
      const answer = granted ?? (own && own.next <= own.last ? own : undefined);
      if (!answer) return failed('QUEUE_CLOSED');
      const { epoch, serviceDay: day, letter, first, last } = answer;
      const lease: Lease = { epoch, serviceDay: day, letter, first, last };
      await settle(transaction, lease);
      return ok(lease);
    }),
  );
}

/** Not so where the disk was copied, or is an earlier one: it would give numbers that are somebody's. */
async function isLatest(
  transaction: Transaction,
  latest: GrantedLease | undefined,
  held: NonNullable<LeaseRequest['held']>,
): Promise<boolean> {
  if (latest?.epoch !== held.epoch) return false;
  const spent = await spentSerials(transaction, latest);
  return spent.every((serial) => serial < held.next);
}

async function nextLease(
  transaction: Transaction,
  { emergency }: Centre,
  kiosk: string,
  head: Head,
  now: number,
): Promise<GrantedLease | undefined> {
  const today = serviceDay(now);
  const unspent = (await countSpent(transaction, kiosk, today)).filter(
    ({ lease, spent }) => !isNearlySpent(lease, lease.first + spent),
  );
  if (unspent.length >= mostUnspent) return undefined;
  const [taken] = await takeSerials(transaction, today, [{ letter: emergency.letter, count: emergency.lease }]);
  if (!taken) return undefined;
  const latest = await latestLease(transaction, kiosk);
  const lease: GrantedLease = {
    kiosk,
    epoch: Math.max((latest?.epoch ?? 0) + 1, firstEpochOf(head)),
    serviceDay: today,
    letter: taken.letter,
    first: taken.first,
    last: taken.first + taken.count - 1,
    grantedAt: now,
  };
  await addLease(transaction, lease);
  return lease;
}

/**
 * What was leased for days that are over and, as far as is known, given to nobody. Not before: until then a kiosk that is cut off
 * may give it.
 */
export function noteUnspent(database: Database, now: number): Promise<void> {
  return transact(database, async (transaction) => {
    // No number of theirs is merged meanwhile.
    await holdHead(transaction);
    for (const lease of await endLeases(transaction, serviceDay(now), now))
      await addGaps(transaction, lease, unspent(lease, await spentSerials(transaction, lease)), 'lease-unspent', now);
  });
}

/** @param spent from the lowest */
function unspent({ first, last }: Lease, spent: readonly number[]): SerialRange[] {
  const starts = [first, ...spent.map((serial) => serial + 1)];
  const ends = [...spent.map((serial) => serial - 1), last];
  return starts
    .map((start, index) => ({ first: start, last: ends[index] ?? last }))
    .filter((range) => range.first <= range.last);
}
