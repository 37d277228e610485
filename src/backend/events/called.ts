import type { ShownEntry } from '../../contract/queue-entries.ts';

/** Entries that were called and are not done, by id, in the order of their last call: what the board shows. */
export type Called = Map<string, ShownEntry>;

/** What a change of an entry makes of them. */
export function show(called: Called, entry: ShownEntry): void {
  const before = called.get(entry.entry);
  const isOnBoard = entry.state === 'called' || entry.state === 'serving';
  if (!isOnBoard || before?.calls !== entry.calls) called.delete(entry.entry);
  if (isOnBoard) called.set(entry.entry, entry);
}

/** Those of a day, newest call first. Others are forgotten: nobody comes any more. */
export function shownOn(called: Called, serviceDay: string): ShownEntry[] {
  for (const entry of called.values()) if (entry.serviceDay < serviceDay) called.delete(entry.entry);
  return [...called.values()].reverse();
}
