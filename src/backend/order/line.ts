import type { EntryPriority, Estimate } from '../../contract/queue-entries.ts';

/** Who waits in a queue. Instants are milliseconds since the epoch. */
export interface Waiting {
  entry: string;
  /** Decides between those who came in the same instant. */
  number: string;
  arrivedAt: number;
  appointmentAt: number | null;
  priority: EntryPriority;
  /** Came back after calls that nobody answered: stands behind those who waited then. */
  returned: boolean;
  /** What was told at arrival. */
  estimate?: Estimate | undefined;
}

/** Who was called from it. */
export interface Called {
  arrivedAt: number;
  priority: EntryPriority;
  returned: boolean;
  calledAt: number;
  endedAt: number | null;
  counter: string;
  /** What was told at arrival. */
  estimate: Estimate | undefined;
}

/** One queue on one day, as far as the next calls depend on it. */
export interface Line {
  /** In any order. */
  waiting: readonly Waiting[];
  /** The last ones, by when they were called. */
  called: readonly Called[];
  /** When those came who came later than the first of the waiting and were called already, emergencies apart. */
  overtakers: readonly number[];
}
