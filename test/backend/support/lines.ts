import fc from 'fast-check';
import type { Line, Waiting } from '../../../src/backend/order/line.ts';
import { inOrder } from '../../../src/backend/order/order.ts';
import type { CallingRule } from '../../../src/backend/order/rule.ts';
import { entryPrioritySchema } from '../../../src/contract/queue-entries.ts';

export const minute = 60_000;
/** 07:00 in Saigon. */
export const morning = Date.parse('2026-11-23T00:00:00Z');

export const aRule = (changes: Partial<CallingRule> = {}): CallingRule => ({
  from: '2024-01-01',
  source: 'test',
  ordinaryEvery: 3,
  mostOvertaken: 15,
  appointment: { headStartMinutes: 30, lateMinutes: 10 },
  ...changes,
});

export const emptyLine: Line = { waiting: [], called: [], overtakers: [] };

export const someone = (entry: string, changes: Partial<Waiting> = {}): Waiting => ({
  entry,
  number: `A${entry}`,
  arrivedAt: morning,
  appointmentAt: null,
  priority: 'none',
  returned: false,
  ...changes,
});

export const rules = fc
  .record({ ordinaryEvery: fc.integer({ min: 2, max: 6 }), mostOvertaken: fc.integer({ min: 1, max: 12 }) })
  .map(aRule);

/** Minutes after 7 when somebody comes, and what he is. Many come in the same minute. */
export const comers = fc.record({
  minute: fc.integer({ min: 0, max: 90 }),
  priority: fc.oneof(
    { weight: 5, arbitrary: fc.constant('none' as const) },
    { weight: 4, arbitrary: fc.constantFrom(...entryPrioritySchema.exclude(['none', 'emergency']).options) },
    { weight: 1, arbitrary: fc.constant('emergency' as const) },
  ),
  appointment: fc.option(fc.integer({ min: -20, max: 60 }), { freq: 3 }),
  returned: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
});

export type Comer = typeof comers extends fc.Arbitrary<infer Value> ? Value : never;

export const waitingOf = ({ minute: at, priority, appointment, returned }: Comer, index: number): Waiting =>
  someone(String(index).padStart(3, '0'), {
    arrivedAt: morning + at * minute,
    priority,
    appointmentAt: appointment === null ? null : morning + (at + appointment) * minute,
    returned,
  });

/** What the store would say of the line after the first of it was called. */
export function callFirst(line: Line, rule: CallingRule, calledAt: number): { called: Waiting; line: Line } {
  const [first] = inOrder(line, rule);
  if (!first) throw new Error('nobody waits');
  return { called: first.waiting, line: callOne(line, first.waiting, calledAt) };
}

export function callOne(line: Line, one: Waiting, calledAt: number): Line {
  return {
    waiting: line.waiting.filter(({ entry }) => entry !== one.entry),
    called: [...line.called, { ...one, calledAt, endedAt: null, counter: '1', estimate: undefined }],
    overtakers: one.priority === 'emergency' ? line.overtakers : [...line.overtakers, one.arrivedAt],
  };
}
