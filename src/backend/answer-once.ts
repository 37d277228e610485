import { failed, ok, type Result } from '../contract/result.ts';
import { claimRequest, findClaimed, forgetAnswered, keepAnswer, releaseRequest, type Claim } from './store/answered.ts';
import type { Database, Transaction } from './store/database.ts';
import type { Sealing } from './store/sealing.ts';

export interface AnsweringDeps {
  database: Database;
  sealing: Sealing;
  now: () => number;
}

export interface AskedOnce {
  /** Whose key it is: two actors may use the same one. `kiosk kiosk-1`, `staff lan.nt`. */
  actor: string;
  idempotencyKey: string;
  /** All that the request says, its path included. */
  body: unknown;
}

/** Stores the answer, as JSON has it, within the transaction that does the work. */
export type Settle = (transaction: Transaction, value: unknown) => Promise<void>;

/** Whoever claimed a request and did not answer it in this time has died. */
const claimLife = 60_000;
const answerLife = 24 * 3_600_000;

/**
 * Does what a POST asks for once, however often it arrives, on whichever server (draft-ietf-httpapi-idempotency-key-header): the
 * answer is stored in the transaction that does the work, and given again to the same key and body for 24 hours. Failures are not
 * kept: the same key may be tried again.
 *
 * Errors: the work's own; REQUEST_UNDER_WAY where another one works on it.
 * @param work settles exactly once where it succeeds
 * @returns `other-body` where the key came before with another request
 */
export async function answerOnce<T>(
  deps: AnsweringDeps,
  asked: AskedOnce,
  work: (settle: Settle) => Promise<Result<T>>,
): Promise<Result<T> | 'other-body'> {
  const { database, sealing, now } = deps;
  const claim: Claim = { actor: asked.actor, idempotencyKey: asked.idempotencyKey, startedAt: now() };
  const requestMark = sealing.requestMark(asked.body);
  if (!(await claimRequest(database, claim, requestMark, claim.startedAt - claimLife)))
    return answerOf(deps, claim, requestMark);

  const settled = { isDone: false };
  try {
    const result = await work(async (transaction, value) => {
      if (!(await keepAnswer(transaction, claim, sealing.seal(recordOf(claim), { value })))) throw new TakenOver();
      settled.isDone = true;
    });
    if (!result.ok) await releaseRequest(database, claim);
    else if (!settled.isDone) throw new Error('work was done and its answer not stored');
    return result;
  } catch (error) {
    // Where this fails too, the claim is free after its life.
    await releaseRequest(database, claim).catch(() => undefined);
    if (error instanceof TakenOver) return failed('REQUEST_UNDER_WAY');
    throw error;
  }
}

async function answerOf<T>(
  { database, sealing }: AnsweringDeps,
  claim: Claim,
  requestMark: Buffer,
): Promise<Result<T> | 'other-body'> {
  const claimed = await findClaimed(database, claim);
  // Released a moment ago: who asks again may have it.
  if (!claimed) return failed('REQUEST_UNDER_WAY');
  if (!claimed.requestMark.equals(requestMark)) return 'other-body';
  if (claimed.sealed === null) return failed('REQUEST_UNDER_WAY');
  const { value } = sealing.open(recordOf(claim), claimed.sealed) as { value: T };
  return ok(value);
}

const recordOf = ({ actor, idempotencyKey }: Claim): string => `answer ${actor} ${idempotencyKey}`;

/** The work took longer than its claim lives, and another one does it now. */
class TakenOver extends Error {}

/** Deletes the answers that nobody will ask for again. */
export const forgetAnswers = ({ database, now }: AnsweringDeps): Promise<void> =>
  forgetAnswered(database, now() - answerLife);
