import type { Estimate } from '../../contract/queue-entries.ts';
import { estimateOf } from './estimate.ts';
import type { Line, Waiting } from './line.ts';
import { inOrder } from './order.ts';
import type { CallingRule } from './rule.ts';

export interface Standing {
  /** People who will be called before. */
  ahead: number;
  /** How many of them came later, by why they go first. */
  overtaking: { priority: number; appointment: number };
  /** Minutes; absent where the day's service times say little. */
  estimate?: Estimate;
}

/** Where somebody stands in a line; he need not be among those who wait yet. */
export function standingOf(entry: Waiting, line: Line, rule: CallingRule, now: number): Standing {
  const isIn = line.waiting.some((waiting) => waiting.entry === entry.entry);
  const order = inOrder(isIn ? line : { ...line, waiting: [...line.waiting, entry] }, rule);
  const ahead = order.findIndex(({ waiting }) => waiting.entry === entry.entry);
  const later = order
    .slice(0, ahead)
    .map(({ waiting }) => waiting)
    .filter(({ arrivedAt }) => arrivedAt > entry.arrivedAt);
  const estimate = estimateOf(line, entry, ahead, rule, now);
  return {
    ahead,
    overtaking: {
      priority: later.filter(({ priority, returned }) => priority !== 'none' && !returned).length,
      appointment: later.filter(({ priority, appointmentAt }) => priority === 'none' && appointmentAt !== null).length,
    },
    ...(estimate && { estimate }),
  };
}
