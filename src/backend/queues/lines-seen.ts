import type { Line } from '../order/line.ts';
import type { Transaction } from '../store/database.ts';
import { readLines } from '../store/lines.ts';

/**
 * The lines of a day as they stood after an event. Whatever changes a line tells an event, and who gives numbers holds the head: so
 * while no event was told since, they need not be read again.
 */
export interface LinesSeen {
  /** @param lastEvent that of the head, which the transaction holds */
  read(
    transaction: Transaction,
    queues: readonly string[],
    serviceDay: string,
    lastEvent: number,
  ): Promise<ReadonlyMap<string, Line>>;
  /** What these lines became by an event that is committed. */
  keep(lines: ReadonlyMap<string, Line>, event: number): void;
}

export function linesSeen(): LinesSeen {
  const lines = new Map<string, Line>();
  let day = '';
  let after = -1;
  return {
    async read(transaction, queues, serviceDay, lastEvent) {
      if (serviceDay !== day || lastEvent !== after) lines.clear();
      [day, after] = [serviceDay, lastEvent];
      const unseen = queues.filter((queue) => !lines.has(queue));
      for (const [queue, line] of await readLines(transaction, unseen, serviceDay)) lines.set(queue, line);
      return lines;
    },
    keep(changed, event) {
      for (const [queue, line] of changed) lines.set(queue, line);
      after = event;
    },
  };
}
