import type { HelpCall, OpenHelpCalls } from '../../contract/help.ts';
import { failed, ok, type Result } from '../../contract/result.ts';
import { answerOnce, type AnsweringDeps, type AskedOnce } from '../answer-once.ts';
import { audit } from '../store/audit.ts';
import { inTransaction, type Database } from '../store/database.ts';
import { tellOfHelpCalls } from '../store/events.ts';
import {
  acknowledgeHelpCall,
  addHelpCall,
  askAfterHelpCall,
  endHelpCall,
  findHelpCall,
  findOpenHelpCalls,
  openHelpCallOf,
  type StoredHelpCall,
} from '../store/help-calls.ts';
import { newToken } from '../tokens.ts';

/** A kiosk asks every few seconds; one that has not asked for this long is dead, and so is its call. */
const openFor = 120_000;
const mostShown = 200;

const stateOf = ({ isAcknowledged }: StoredHelpCall) => (isAcknowledged ? 'coming' : 'waiting');

/** A kiosk has one open call: a second one is the first. */
export function callHelp(
  deps: AnsweringDeps,
  asked: AskedOnce,
  kiosk: string,
): Promise<Result<HelpCall> | 'other-body'> {
  return answerOnce(deps, asked, (settle) =>
    inTransaction(deps.database, async (transaction) => {
      const at = deps.now();
      const open = await openHelpCallOf(transaction, kiosk, at - openFor, at);
      const call: HelpCall = open
        ? { callId: open.id, state: stateOf(open) }
        : { callId: newToken(), state: 'waiting' };
      if (!open) {
        await addHelpCall(transaction, { id: call.callId, kiosk, calledAt: at }, at - openFor);
        await audit(transaction, { at, actor: kiosk, action: 'help-called', subject: kiosk, outcome: 'done' });
      }
      await settle(transaction, call);
      if (!open) await tellOfHelpCalls(transaction, at);
      return ok(call);
    }),
  );
}

/**
 * How a call of this kiosk stands, which by this is asked about.
 *
 * Errors: NOT_FOUND where this kiosk has made no such call, or long ago.
 */
export async function helpCallOf(
  { database, now }: { database: Database; now: () => number },
  callId: string,
  kiosk: string,
): Promise<Result<HelpCall>> {
  const at = now();
  const isOpen = await askAfterHelpCall(database, callId, kiosk, at - openFor, at);
  const call = await findHelpCall(database, callId, kiosk);
  if (!call) return failed('NOT_FOUND');
  return ok({ callId, state: isOpen ? stateOf(call) : 'over' });
}

/**
 * She is helped, or gone.
 *
 * Errors: NOT_FOUND as of {@link helpCallOf}.
 */
export function endHelp(
  { database, now }: { database: Database; now: () => number },
  callId: string,
  kiosk: string,
): Promise<Result> {
  return inTransaction(database, async (transaction) => {
    const at = now();
    if (!(await findHelpCall(transaction, callId, kiosk))) return failed('NOT_FOUND');
    if (await endHelpCall(transaction, callId, at - openFor, at)) {
      await audit(transaction, { at, actor: kiosk, action: 'help-ended', subject: kiosk, outcome: 'done' });
      await tellOfHelpCalls(transaction, at);
    }
    return ok(undefined);
  });
}

/** Those that are open, oldest first. */
export async function openHelpCalls({
  database,
  now,
}: {
  database: Database;
  now: () => number;
}): Promise<OpenHelpCalls> {
  const calls = await findOpenHelpCalls(database, now() - openFor, mostShown);
  return {
    calls: calls.map((call) => ({
      callId: call.id,
      kiosk: call.kiosk,
      calledAt: new Date(call.calledAt).toISOString(),
      state: stateOf(call),
    })),
  };
}

/**
 * Somebody is on the way. That a second one says so too changes nothing.
 *
 * Errors: NOT_FOUND where no such call is open.
 */
export function acknowledgeHelp(
  deps: AnsweringDeps,
  asked: AskedOnce,
  callId: string,
  staff: string,
): Promise<Result<null> | 'other-body'> {
  return answerOnce(deps, asked, (settle) =>
    inTransaction(deps.database, async (transaction) => {
      const at = deps.now();
      const acknowledged = await acknowledgeHelpCall(transaction, callId, at - openFor, at);
      if (!acknowledged) return failed('NOT_FOUND');
      const { kiosk, isFirst } = acknowledged;
      await settle(transaction, null);
      if (isFirst) {
        await audit(transaction, { at, actor: staff, action: 'help-acknowledged', subject: kiosk, outcome: 'done' });
        await tellOfHelpCalls(transaction, at);
      }
      return ok(null);
    }),
  );
}
