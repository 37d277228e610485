import type { ShownEntry } from '../../contract/queue-entries.ts';
import { dayBefore } from '../../contract/queue.ts';

/** Entries that were called and are not done, by id, in the order of their last call: what the board shows. */
export type Called = Map<string, ShownEntry>;

/** What a change of an entry makes of them. */
export function show(called: Called, entry: ShownEntry): void {
  const before = called.get(entry.entry);
  const isOnBoard = entry.state === 'called' || entry.state === 'serving';
  if (!isOnBoard || before?.calls !== entry.calls) called.delete(entry.entry);
  if (isOnBoard) called.set(entry.entry, entry);
}

/** Those of a day and of the one before, whose last wait past midnight; newest call first. Others are forgotten: nobody comes any more. */
export function shownOn(called: Called, serviceDay: string): ShownEntry[] {
  const since = dayBefore(serviceDay);
  for (const entry of called.values()) if (entry.serviceDay < since) called.delete(entry.entry);
  return [...called.values()].reverse();
}
