import type { NumberResponse } from '../../contract/backend-api.ts';
import { failed, ok, unreachable, type Result } from '../../contract/result.ts';
import { transact, type Database, type Transaction } from '../store/database.ts';
import { tell } from '../store/events.ts';
import { holdHead } from '../store/head.ts';
import { addAnswered } from '../store/requests.ts';
import { forgetVerifications } from '../store/verifications.ts';
import { decide, type Asked, type Decision, type Rules, type Wish } from './decide.ts';
import { give, shown, type Given, type Ordering } from './give.ts';
import { readKnown, replaysAmong } from './known.ts';
import { linesSeen } from './lines-seen.ts';
import { writeMark } from './mark.ts';
import { isOutdated } from './outdated.ts';

export interface IssuingDeps extends Rules, Ordering {
  database: Database;
  now: () => number;
}

/** `other-body`: the key was used before for something else. `replay`: this very request came before. `mark`: what the kiosk shows with its next request. */
export type Issued =
  | { kind: 'number'; number: NumberResponse; mark: string | undefined }
  | { kind: 'other-body' }
  | { kind: 'replay' };

/**
 * Numbers for requests that arrived together, each with its idempotency key, its sealed visit and its queue entry, in one
 * transaction: after a power cut there are all or none. A person who already holds a number of this service today gets that one
 * again.
 *
 * Errors of each: CENTRE_CLOSED, QUEUE_CLOSED, QUOTA_REACHED, CHALLENGE_EXPIRED (the verification's time is over), BACKEND_REFUSED;
 * of all: NUMBERS_SUSPENDED.
 * @param seen the lines as this server last saw them
 * @returns in the order of asking
 */
export async function issueNumbers(
  deps: IssuingDeps,
  asked: readonly Asked[],
  seen = linesSeen(),
): Promise<Result<Issued>[]> {
  const { results, lines, event } = await transact(deps.database, async (transaction) => {
    const head = await holdHead(transaction);
    const replays = await replaysAmong(transaction, asked);
    if (await isOutdated(transaction, deps.sealing, head, asked))
      return { results: asked.map(() => failed('NUMBERS_SUSPENDED')) };
    const at = deps.now();
    const decisions = decide(deps, asked, await readKnown(transaction, deps.sealing, asked, replays, at), at);
    const { given, lines } = await give(transaction, deps, wishesOf(decisions), at, (queues, serviceDay) =>
      seen.read(transaction, queues, serviceDay, head.lastEvent),
    );
    await keepAnswers(transaction, asked, decisions, given);
    const last = [...given.values()].at(-1);
    if (!last) return { results: decisions.map((decision) => answerTo(decision, given, undefined)) };
    const event = await tell(transaction, at, [...given.values()].map(shown));
    const mark = writeMark(deps.sealing, { generation: head.generation, event, entry: last.entry });
    return { results: decisions.map((decision) => answerTo(decision, given, mark)), lines, event };
  });
  if (event !== undefined) seen.keep(lines, event);
  return results;
}

const wishesOf = (decisions: readonly Decision[]): ReadonlySet<Wish> =>
  new Set(decisions.flatMap((decision) => (decision.kind === 'wish' ? decision.wish : [])));

/** The number that a decision leads to; undefined where there is none. */
function numberOf(decision: Decision, given: ReadonlyMap<Wish, Given>): NumberResponse | undefined {
  if (decision.kind === 'held') return decision.number;
  return decision.kind === 'wish' ? given.get(decision.wish)?.number : undefined;
}

/** A key has had its answer, and a verification has served, once there is a number. */
async function keepAnswers(
  transaction: Transaction,
  asked: readonly Asked[],
  decisions: readonly Decision[],
  given: ReadonlyMap<Wish, Given>,
): Promise<void> {
  const answered = asked.flatMap(({ key, request }, index) => {
    const decision = decisions[index];
    if (!decision || !('requestMark' in decision) || decision.isAnswered) return [];
    const ticketToken = numberOf(decision, given)?.ticketToken;
    return ticketToken === undefined ? [] : { key, request, ticketToken, decision };
  });
  await addAnswered(
    transaction,
    answered.map(({ key, ticketToken, decision: { requestMark, repeated } }) => ({
      ...key,
      requestMark,
      ticketToken,
      repeated,
    })),
  );
  await forgetVerifications(
    transaction,
    answered.flatMap(({ request }) => request.verificationId ?? []),
  );
}

function answerTo(decision: Decision, given: ReadonlyMap<Wish, Given>, mark: string | undefined): Result<Issued> {
  switch (decision.kind) {
    case 'refused':
      return failed(decision.code);
    case 'other-body':
    case 'replay':
      return ok({ kind: decision.kind });
    case 'held':
    case 'wish': {
      const number = numberOf(decision, given);
      if (number) return ok({ kind: 'number', number: { ...number, repeated: decision.repeated }, mark });
      const hasQuota = decision.kind === 'wish' && decision.wish.queue.quota !== undefined;
      return failed(hasQuota ? 'QUOTA_REACHED' : 'QUEUE_CLOSED');
    }
    default:
      return unreachable(decision);
  }
}
