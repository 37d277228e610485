/** What is done about a reader or a host in trouble, the cheapest first. */
export const steps = ['retry', 'new-context', 'new-host', 'restart-service', 'out-of-service'] as const;
/**
 * `retry`: nothing; the next use tries again. `new-context`: a new connection to pcscd. `new-host`: SIGKILL and a new process.
 * `restart-service`: the same with a new pcscd between, since only that frees a reader with a stuck exchange.
 * `out-of-service`: a host that leaves the reader alone, so that scanner and printer serve on; the reader is tried now and then.
 */
export type Step = (typeof steps)[number];

/** What ends a trouble. A card that answered ends all. `host-settled`: it lived for `deadlines.settled`. */
export type Cure = 'card-answered' | 'service-answered' | 'reader-found' | 'host-settled';

interface Rungs {
  over: Cure;
  /** Those that can help, the cheapest first. */
  steps: readonly Step[];
}

/**
 * The ladder. Each trouble climbs to the first of its steps that costs more than what was tried since all was well.
 * Native code that does not return cannot be tried again, so there the first step is a new process. What pcscd has no part in
 * does not restart it. A pcscd that is away is used as soon as it is back, so the reader stays in service for it.
 */
export const ladder = {
  /** The reader is there and a card lies on it, yet PC/SC refuses the connection for another reason than the card. */
  'connect-refused': {
    over: 'card-answered',
    steps: ['retry', 'new-context', 'new-host', 'restart-service', 'out-of-service'],
  },
  'connect-overdue': { over: 'card-answered', steps: ['new-host', 'restart-service', 'out-of-service'] },
  'exchange-overdue': { over: 'card-answered', steps: ['new-host', 'restart-service', 'out-of-service'] },
  /** Both for `deadlines.readerAway`. */
  'service-down': { over: 'service-answered', steps: ['new-context', 'restart-service'] },
  'reader-absent': { over: 'reader-found', steps: ['new-context', 'restart-service'] },
  'host-exit': { over: 'host-settled', steps: ['new-host', 'restart-service', 'out-of-service'] },
  /** No status within `deadlines.start`. */
  'host-late': { over: 'host-settled', steps: ['new-host', 'restart-service', 'out-of-service'] },
  'host-silent': { over: 'host-settled', steps: ['new-host', 'restart-service', 'out-of-service'] },
  /** It sent what no schema knows, or more than anybody has to say. */
  'host-garbled': { over: 'host-settled', steps: ['new-host'] },
  'printer-overdue': { over: 'host-settled', steps: ['new-host'] },
} as const satisfies Record<string, Rungs>;
/** A row of the ladder. */
export type Trouble = keyof typeof ladder;

/** What a child can say of its reader, besides that a card answered. */
export const readerTroubles = ['connect-refused', 'connect-overdue', 'exchange-overdue'] as const satisfies Trouble[];
/** One of `readerTroubles`. */
export type ReaderTrouble = (typeof readerTroubles)[number];

/** Where on the ladder the devices are. */
export interface Position {
  /** The dearest that was tried since all was well. */
  readonly tried: Step | undefined;
  /** Those that are not over. */
  readonly troubles: readonly Trouble[];
  /** When pcscd was last restarted, on the clock of `Means`. */
  readonly restartedAt: number | undefined;
}
/** Where a kiosk begins. */
export const allWell: Position = { tried: undefined, troubles: [], restartedAt: undefined };

/** What `climb` must know besides the trouble. */
export interface Means {
  /** Milliseconds that only grow. */
  now: number;
  /** Whether this kiosk may restart pcscd at all. */
  mayRestartService: boolean;
  /** Milliseconds between two restarts of it. */
  serviceRest: number;
}

/** @returns the step to take; none where everything cheaper was tried and only time is left */
export function climb(
  position: Position,
  trouble: Trouble,
  means: Means,
): { position: Position; step: Step | undefined } {
  const rungs: readonly Step[] = ladder[trouble].steps;
  const possible = rungs.filter((step) => step !== 'restart-service' || isServiceRested(position, means));
  const dearer = possible.find((step) => costOf(step) > costOf(position.tried));
  const last = rungs.at(-1);
  const step = dearer ?? (last && possible.includes(last) ? last : undefined);
  return {
    step,
    position: {
      tried: costOf(step) > costOf(position.tried) ? step : position.tried,
      troubles: [...new Set([...position.troubles, trouble])],
      restartedAt: step === 'restart-service' ? means.now : position.restartedAt,
    },
  };
}

/**
 * Where all is well again, the next trouble begins at the bottom; only pcscd's rest goes on. A reader out of service is not in use,
 * so that nothing speaks for it but a trial.
 */
export function recover(position: Position, cure: Cure): Position {
  const { tried, troubles, restartedAt } = position;
  if (tried === 'out-of-service') return position;
  const left = cure === 'card-answered' ? [] : troubles.filter((trouble) => ladder[trouble].over !== cure);
  return { tried: left.length > 0 ? tried : undefined, troubles: left, restartedAt };
}

/** A reader out of service is given to a host again, which counts as a new host: the next trouble climbs from there. */
export const onTrial = (position: Position): Position => ({ ...position, tried: 'new-host' });

/** Milliseconds before the next process starts, after so many were lost without one that lived for `deadlines.settled`. */
export const pauseBeforeHost = (losses: number): number => (losses === 0 ? 0 : Math.min(125 * 2 ** losses, 30_000));

const isServiceRested = ({ restartedAt }: Position, { now, mayRestartService, serviceRest }: Means): boolean =>
  mayRestartService && (restartedAt === undefined || now - restartedAt >= serviceRest);

const costOf = (step: Step | undefined): number => (step === undefined ? -1 : steps.indexOf(step));
