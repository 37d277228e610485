import type { EntryState } from '../../contract/queue-entries.ts';
import { serviceDay } from '../../contract/queue.ts';
import type { Centre } from '../../contract/services.ts';
import { transact, type Database } from '../store/database.ts';
import { endEntries, findEntries } from '../store/entries.ts';
import { tell } from '../store/events.ts';
import { holdHead } from '../store/head.ts';
import { shownEntry } from './work.ts';

/** So long after midnight who came before it may still wait, at a centre that is open at night. */
const longestWait = 4 * 3_600_000;

/** What becomes of an entry that nobody ended. */
const ends: readonly [from: EntryState, to: EntryState][] = [
  ['waiting', 'left'],
  ['called', 'no-show'],
  ['serving', 'done'],
];

/**
 * Ends what is left of the days before. It depends on the date alone, so that any server may do it at any time: one that was off
 * at midnight does it when it starts.
 */
export async function endDaysBefore({
  database,
  centre,
  now,
}: {
  database: Database;
  centre: Centre;
  now: () => number;
}): Promise<void> {
  await transact(database, async (transaction) => {
    // First, as calls do: who takes entries before it and who takes it before entries would wait for each other.
    await holdHead(transaction);
    const at = now();
    const old = { beforeDay: serviceDay(at), unheardSince: at - longestWait, at };
    const ended: string[] = [];
    for (const [from, to] of ends) ended.push(...(await endEntries(transaction, old, from, to)));
    if (ended.length === 0) return;
    const entries = await findEntries(transaction, ended);
    await tell(
      transaction,
      at,
      entries.map((entry) => shownEntry(entry, centre)),
    );
  });
}
