import type { ShownEntry } from '../../contract/queue-entries.ts';
import { ok, type Result } from '../../contract/result.ts';
import type { Centre } from '../../contract/services.ts';
import { answerOnce, type AskedOnce } from '../answer-once.ts';
import type { CallingRules } from '../order/rule.ts';
import type { CurrentSession } from '../staff/sessions.ts';
import { inTransaction, type Database, type Transaction } from '../store/database.ts';
import type { Entry } from '../store/entries.ts';
import { tell } from '../store/events.ts';
import { holdHead } from '../store/head.ts';
import type { Sealing } from '../store/sealing.ts';

export interface CallingDeps {
  database: Database;
  sealing: Sealing;
  centre: Centre;
  callingRules: CallingRules;
  now: () => number;
}

/** What a piece of work goes by. */
export interface Circumstances {
  transaction: Transaction;
  centre: Centre;
  callingRules: CallingRules;
  by: Pick<CurrentSession, 'staff' | 'role'>;
  at: number;
}

/** The entry asked about, after the work; and those that it moved. */
export interface Worked {
  entry: Entry;
  moved: readonly Entry[];
}

/** Does the work once, in one transaction with its answer and its events. */
export function workOnce(
  { database, sealing, centre, callingRules, now }: CallingDeps,
  asked: AskedOnce,
  by: Circumstances['by'],
  work: (circumstances: Circumstances) => Promise<Result<Worked>>,
): Promise<Result<ShownEntry> | 'other-body'> {
  return answerOnce({ database, sealing, now }, asked, (settle) =>
    inTransaction(database, async (transaction) => {
      // First, as issuing does: one server calls at a time, and sees what every other one did.
      await holdHead(transaction);
      const at = now();
      const worked = await work({ transaction, centre, callingRules, by, at });
      if (!worked.ok) return worked;
      const answer = shownEntry(worked.value.entry, centre);
      await settle(transaction, answer);
      await tell(
        transaction,
        at,
        worked.value.moved.map((entry) => shownEntry(entry, centre)),
      );
      return ok(answer);
    }),
  );
}

export function shownEntry(entry: Entry, centre: Centre): ShownEntry {
  const { id, number, queue, serviceDay, state, calls } = entry;
  const counter = counterOf(entry, centre);
  return { entry: id, number, queue, serviceDay, state, ...(counter && { counter }), calls };
}

/** Where it was called to; absent, too, where the centre has closed that counter since. */
function counterOf({ counter: id, queue }: Entry, centre: Centre): ShownEntry['counter'] {
  const counter = centre.counters.find((one) => one.id === id);
  const place = counter?.place ?? centre.queues.find((one) => one.id === queue)?.place;
  return counter && place && { id: counter.id, label: counter.label, place };
}
