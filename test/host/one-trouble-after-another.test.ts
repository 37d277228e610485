import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deadlines } from '../../drivers/host/deadlines.ts';
import {
  allWell,
  climb,
  ladder,
  onTrial,
  pauseBeforeHost,
  recover,
  type Position,
  type Step,
  type Trouble,
} from '../../drivers/host/ladder.ts';
import { repetitions } from '../support/repetitions.ts';

const hour = 3_600_000;
const { serviceRest } = deadlines;
const troubles = Object.keys(ladder) as Trouble[];
const cures = ['card-answered', 'service-answered', 'reader-found', 'host-settled'] as const;
const runs = { numRuns: repetitions(500) };

/** The steps that these troubles take one second after another, without anything that works between. */
function stepsOf(inARow: Trouble[], mayRestartService = true): (Step | undefined)[] {
  let position = allWell;
  return inARow.map((trouble, second) => {
    const climbed = climb(position, trouble, { now: second * 1_000, mayRestartService, serviceRest });
    position = climbed.position;
    return climbed.step;
  });
}

test.each<[string, Trouble[], (Step | undefined)[], (Step | undefined)[]]>([
  [
    'an exchange that hangs, and hangs again',
    ['exchange-overdue', 'connect-overdue', 'connect-overdue', 'connect-overdue'],
    ['new-host', 'restart-service', 'out-of-service', 'out-of-service'],
    ['new-host', 'out-of-service', 'out-of-service', 'out-of-service'],
  ],
  [
    'a reader that stops every process that opens it',
    ['host-silent', 'host-late', 'host-exit'],
    ['new-host', 'restart-service', 'out-of-service'],
    ['new-host', 'out-of-service', 'out-of-service'],
  ],
  [
    'a reader that refuses',
    Array<Trouble>(5).fill('connect-refused'),
    ['retry', 'new-context', 'new-host', 'restart-service', 'out-of-service'],
    ['retry', 'new-context', 'new-host', 'out-of-service', 'out-of-service'],
  ],
  [
    'a pcscd that stays away stays asked for',
    Array<Trouble>(3).fill('service-down'),
    ['new-context', 'restart-service', undefined],
    ['new-context', undefined, undefined],
  ],
  [
    'a reader that stays away',
    Array<Trouble>(3).fill('reader-absent'),
    ['new-context', 'restart-service', undefined],
    ['new-context', undefined, undefined],
  ],
  [
    'a printer that hangs costs the reader nothing',
    Array<Trouble>(3).fill('printer-overdue'),
    ['new-host', 'new-host', 'new-host'],
    ['new-host', 'new-host', 'new-host'],
  ],
])('%s', (_, inARow, withService, without) => {
  expect(stepsOf(inARow)).toEqual(withService);
  expect(stepsOf(inARow, false)).toEqual(without);
});

/** Anything that can happen to the devices, a while after what happened before. */
const happening = fc.record({
  after: fc.oneof(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 0, max: hour })),
  what: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...troubles) },
    fc.constantFrom(...cures),
    fc.constant('trial' as const),
  ),
});
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

interface Taken {
  at: number;
  step: Step | undefined;
  trouble: Trouble;
  before: Position;
}

function live(happenings: Happening[], mayRestartService: boolean, see: (taken: Taken) => void, rest = serviceRest) {
  let position = allWell;
  let now = 0;
  for (const { after, what } of happenings) {
    now += after;
    if (what === 'trial') {
      if (position.tried === 'out-of-service') position = onTrial(position);
    } else if (isTrouble(what)) {
      const climbed = climb(position, what, { now, mayRestartService, serviceRest: rest });
      see({ at: now, step: climbed.step, trouble: what, before: position });
      position = climbed.position;
    } else position = recover(position, what);
  }
  return position;
}
const isTrouble = (what: string): what is Trouble => what in ladder;

test('never out of service while something cheaper was not tried', () => {
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 60 }), fc.boolean(), (happenings, mayRestartService) => {
      let tried: (Step | undefined)[] = [];
      let restartedAt = -Infinity;
      live(happenings, mayRestartService, ({ at, step, before }) => {
        if (before.tried === undefined) tried = [];
        if (step === 'out-of-service' && before.tried !== 'out-of-service') {
          // A new host is also a new context and another try.
          expect(tried.some((one) => one === 'new-host' || one === 'restart-service' || one === step)).toBe(true);
          const mayRestart = mayRestartService && at - restartedAt >= serviceRest;
          expect(tried.includes('restart-service') || !mayRestart).toBe(true);
        }
        if (step === 'restart-service') restartedAt = at;
        tried.push(step);
      });
    }),
    runs,
  );
});

test('where a card answered, the next trouble begins at the bottom', () => {
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 30 }), fc.constantFrom(...troubles), (happenings, trouble) => {
      let position = live(happenings, true, () => undefined);
      // The reader is not in use.
      if (position.tried === 'out-of-service') position = onTrial(position);
      const well = recover(position, 'card-answered');
      const { step } = climb(well, trouble, { now: Infinity, mayRestartService: true, serviceRest });
      expect(step).toBe(ladder[trouble].steps[0]);
    }),
    runs,
  );
});

test('whatever else works, a reader that hung is not taken for well until a card answered', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...cures.slice(1)), { maxLength: 10 }), (others) => {
      const first = climb(allWell, 'exchange-overdue', { now: 0, mayRestartService: true, serviceRest });
      const later = others.reduce(recover, first.position);
      expect(climb(later, 'connect-overdue', { now: 1, mayRestartService: true, serviceRest }).step).toBe(
        'restart-service',
      );
    }),
    runs,
  );
});

test('a process that cannot go on is always replaced', () => {
  const survivable: Trouble[] = ['connect-refused', 'service-down', 'reader-absent'];
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 60 }), fc.boolean(), (happenings, mayRestartService) => {
      live(happenings, mayRestartService, ({ step, trouble }) => {
        if (!survivable.includes(trouble)) expect(step).toMatch(/^(new-host|restart-service|out-of-service)$/);
      });
    }),
    runs,
  );
});

test('out of service: nothing speaks for the reader but a trial', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...cures), { maxLength: 10 }), (works) => {
      const out: Position = { tried: 'out-of-service', troubles: ['exchange-overdue', 'host-exit'], restartedAt: 0 };
      const later = works.reduce(recover, out);
      const means = { now: 1, mayRestartService: true, serviceRest };
      expect(climb(later, 'host-exit', means).step).toBe('out-of-service');
      expect(recover(onTrial(later), 'card-answered').tried).toBe(undefined);
    }),
    runs,
  );
});

test('pcscd is restarted once in ten minutes at most, whatever works between', () => {
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 200 }), (happenings) => {
      const restarts: number[] = [];
      live(happenings, true, ({ at, step }) => step === 'restart-service' && restarts.push(at));
      const pauses = restarts.slice(1).map((at, index) => at - (restarts[index] ?? at));
      expect(pauses.filter((pause) => pause < serviceRest)).toEqual([]);
      expect(serviceRest).toBe(hour / 6);
    }),
    runs,
  );
});

test('a process that cannot stay alive is started 400 times an hour at most, the first time at once', () => {
  expect([0, 1, 2, 3, 7, 8, 9, 1_000].map(pauseBeforeHost)).toEqual([
    0, 250, 500, 1_000, 16_000, 30_000, 30_000, 30_000,
  ]);
  const life = fc.oneof(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 0, max: deadlines.settled + 1_000 }));
  fc.assert(
    fc.property(fc.array(life, { minLength: 500, maxLength: 1_000 }), (lives) => {
      let now = 0;
      let losses = 0;
      const starts: number[] = [];
      for (const lived of lives) {
        starts.push(now);
        now += lived;
        if (lived >= deadlines.settled) losses = 0;
        now += pauseBeforeHost(losses++);
      }
      for (const first of starts)
        expect(starts.filter((at) => at >= first && at < first + hour).length).toBeLessThanOrEqual(400);
    }),
    { numRuns: repetitions(20) },
  );
});
