import { isNearlySpent, type Lease, type LeaseRequest } from '../../contract/lease.ts';
import { serviceDay } from '../../contract/queue.ts';
import { failed, ok, type Result } from '../../contract/result.ts';
import type { Centre } from '../../contract/services.ts';
import { answerOnce, type AnsweringDeps, type AskedOnce } from '../answer-once.ts';
import { inTransaction, transact, type Database, type Transaction } from '../store/database.ts';
import { holdHead, isBehind } from '../store/head.ts';
import {
  addGaps,
  addLease,
  endLeases,
  latestLease,
  spentSerials,
  type GrantedLease,
  type SerialRange,
} from '../store/leases.ts';
import { lastSerial, takeSerials } from '../store/serials.ts';

export interface LeasingDeps extends AnsweringDeps {
  centre: Centre;
}

/**
 * Emergency numbers for a kiosk: those it holds where they still serve, else others under a new epoch.
 *
 * Errors: LEASE_OUTDATED, QUEUE_CLOSED, REQUEST_UNDER_WAY; NUMBERS_SUSPENDED while the database is older than what kiosks know.
 */
export function grantLease(
  deps: LeasingDeps,
  kiosk: string,
  asked: AskedOnce,
  { held }: LeaseRequest,
): Promise<Result<Lease> | 'other-body'> {
  return answerOnce(deps, asked, (settle) =>
    inTransaction(deps.database, async (transaction) => {
      if (await isBehind(transaction)) return failed('NUMBERS_SUSPENDED');
      const now = deps.now();
      const latest = await latestLease(transaction, kiosk);
      if (held && !(await isLatest(transaction, latest, held))) return failed('LEASE_OUTDATED');
      const own = held && latest?.serviceDay === serviceDay(now) ? { ...latest, next: held.next } : undefined;
      const granted =
        own && !isNearlySpent(own, own.next) ? own : await nextLease(transaction, deps.centre, kiosk, now);
      // The day has no numbers left but those that the kiosk still holds.
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
  now: number,
): Promise<GrantedLease | undefined> {
  const today = serviceDay(now);
  const { first, count } = await takeSerials(transaction, emergency.letter, today, emergency.lease, lastSerial);
  if (count === 0) return undefined;
  // Whoever else leases numbers waits for the day's counter, so that this is still the latest when it is granted.
  const latest = await latestLease(transaction, kiosk);
  const lease: GrantedLease = {
    kiosk,
    epoch: (latest?.epoch ?? 0) + 1,
    serviceDay: today,
    letter: emergency.letter,
    first,
    last: first + count - 1,
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
