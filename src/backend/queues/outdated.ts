import type { Transaction } from '../store/database.ts';
import { findEvents } from '../store/events.ts';
import { noteBehind, type Head } from '../store/head.ts';
import type { Sealing } from '../store/sealing.ts';
import { readMark, type Mark } from './mark.ts';

/** A mark of the centre's history, as the kiosk saw it last (`mark.ts`). */
interface Shown {
  mark?: string | undefined;
}

/**
 * Whether this database is older than what kiosks were told: then it would give numbers that people hold. Once it is, it stays so
 * until an operator says that it was restored (`restored.ts`).
 */
export async function isOutdated(
  transaction: Transaction,
  sealing: Sealing,
  head: Head,
  asked: readonly Shown[],
): Promise<boolean> {
  const marks = new Set(asked.flatMap(({ mark }) => mark ?? []));
  const unknown = await unknownOf(
    transaction,
    head,
    [...marks].flatMap((mark) => readMark(sealing, mark) ?? []),
  );
  if (unknown.length === 0) return head.behind !== null;
  const behind = Math.max(head.behind ?? 0, ...unknown.map(({ event }) => event - head.lastEvent));
  if (behind !== head.behind) await noteBehind(transaction, behind);
  return true;
}

/** Marks that this database never gave. Those from before a restore are of a history that was lost with an operator's knowledge. */
async function unknownOf(transaction: Transaction, head: Head, marks: readonly Mark[]): Promise<Mark[]> {
  const [newer, same] = [
    marks.filter(({ generation }) => generation > head.generation),
    marks.filter(({ generation }) => generation === head.generation),
  ];
  const entries = await findEvents(
    transaction,
    same.map(({ event }) => event),
  );
  // Events that are too old to be kept prove nothing.
  const isUnknown = ({ event, entry }: Mark) => event > head.lastEvent || (entries.get(event) ?? entry) !== entry;
  return [...newer, ...same.filter(isUnknown)];
}
