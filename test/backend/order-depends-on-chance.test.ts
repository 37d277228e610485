import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Line } from '../../src/backend/order/line.ts';
import { inOrder } from '../../src/backend/order/order.ts';
import { callingRulesSchema } from '../../src/backend/order/rule.ts';
import { standingOf } from '../../src/backend/order/standing.ts';
import { repetitions } from '../support/repetitions.ts';
import {
  aRule,
  callFirst,
  callOne,
  comers,
  emptyLine,
  minute,
  morning,
  rules,
  someone,
  waitingOf,
} from './support/lines.ts';

/** A line in the middle of a morning: some were called, in whatever order a supervisor wanted. */
const lines = fc.tuple(fc.array(comers, { maxLength: 30 }), fc.array(fc.nat(30), { maxLength: 12 })).map(([all, out]) =>
  out.reduce<Line>(
    (line, place, index) => {
      const one = line.waiting[place];
      return one ? callOne(line, one, morning + index) : line;
    },
    { ...emptyLine, waiting: all.map(waitingOf) },
  ),
);

const entries = (line: Line, rule = aRule()) => inOrder(line, rule).map(({ waiting }) => waiting.entry);

test('the order has everybody once and does not depend on the order of rows', () => {
  fc.assert(
    fc.property(lines, rules, fc.array(fc.nat(), { minLength: 30, maxLength: 30 }), (line, rule, keys) => {
      const order = entries(line, rule);
      expect(order.toSorted()).toEqual(line.waiting.map(({ entry }) => entry).toSorted());
      const shuffled = line.waiting
        .map((one, index) => ({ one, key: keys[index] ?? 0 }))
        .sort((a, b) => a.key - b.key)
        .map(({ one }) => one);
      expect(entries({ ...line, waiting: shuffled, overtakers: line.overtakers.toReversed() }, rule)).toEqual(order);
    }),
    { numRuns: repetitions(300) },
  );
});

test('emergencies stand before everybody', () => {
  fc.assert(
    fc.property(lines, rules, (line, rule) => {
      const isEmergency = inOrder(line, rule).map(({ waiting }) => waiting.priority === 'emergency');
      expect(isEmergency.lastIndexOf(true)).toBe(isEmergency.filter(Boolean).length - 1);
    }),
    { numRuns: repetitions(300) },
  );
});

test('a newcomer changes the place only of those behind him', () => {
  fc.assert(
    fc.property(lines, rules, comers, (line, rule, comer) => {
      const newcomer = waitingOf(comer, 999);
      const before = entries(line, rule);
      const after = entries({ ...line, waiting: [...line.waiting, newcomer] }, rule);
      const place = after.indexOf(newcomer.entry);
      expect(after.slice(0, place)).toEqual(before.slice(0, place));
    }),
    { numRuns: repetitions(500) },
  );
});

test('a call takes the first, and the others keep their order', () => {
  fc.assert(
    fc.property(lines, rules, (line, rule) => {
      const order = entries(line, rule);
      let rest = line;
      const called: string[] = [];
      while (rest.waiting.length > 0) {
        const next = callFirst(rest, rule, morning + 60 * minute + called.length);
        called.push(next.called.entry);
        rest = next.line;
      }
      expect(called).toEqual(order);
    }),
    { numRuns: repetitions(300) },
  );
});

test('everybody is told as many ahead as stand before him, and how many of them came later', () => {
  fc.assert(
    fc.property(lines, rules, (line, rule) => {
      for (const [place, { waiting }] of inOrder(line, rule).entries()) {
        const { ahead, overtaking } = standingOf(waiting, line, rule, morning);
        expect(ahead).toBe(place);
        expect(overtaking.priority + overtaking.appointment).toBeLessThanOrEqual(ahead);
      }
    }),
    { numRuns: repetitions(50) },
  );
});

test.each([
  ['early, he stands by his arrival', -60, ['him', 'before', 'after']],
  ['in time, half an hour sooner than his appointment', -5, ['before', 'him', 'after']],
  ['a few minutes late, the same', 10, ['before', 'him', 'after']],
  ['later, he stands by his arrival', 11, ['before', 'after', 'him']],
])('who has an appointment and comes %s', (_name, minutes, order) => {
  const at = morning + 120 * minute;
  const waiting = [
    someone('before', { arrivedAt: at - 31 * minute }),
    someone('after', { arrivedAt: at - 29 * minute }),
    someone('him', { arrivedAt: at + minutes * minute, appointmentAt: at }),
  ];
  expect(entries({ ...emptyLine, waiting })).toEqual(order);
});

test('each is told why he stands where he does', () => {
  const at = (minutes: number) => morning + minutes * minute;
  const waiting = [
    someone('1', { arrivedAt: at(0) }),
    someone('2', { arrivedAt: at(20), appointmentAt: at(25) }),
    someone('3', { arrivedAt: at(9), priority: 'age-75' }),
    someone('4', { arrivedAt: at(10), priority: 'pregnant' }),
    someone('5', { arrivedAt: at(11), priority: 'merit' }),
    someone('6', { arrivedAt: at(12), priority: 'emergency' }),
    someone('7', { arrivedAt: at(13), priority: 'under-6', returned: true }),
  ];
  expect(inOrder({ ...emptyLine, waiting }, aRule()).map(({ waiting: { entry }, reason }) => [entry, reason])).toEqual([
    ['6', 'priority'],
    ['3', 'priority'],
    ['4', 'priority'],
    ['2', 'waited-long'],
    ['5', 'priority'],
    ['1', 'arrival'],
    ['7', 'returned'],
  ]);
  const { overtaking } = standingOf(waiting[0] ?? someone('1'), { ...emptyLine, waiting }, aRule(), at(30));
  expect(overtaking).toEqual({ priority: 4, appointment: 1 });
});

test('the example of docs/order.md', () => {
  const at = (time: string) => Date.parse(`2026-11-23T0${time}:00+07:00`);
  const before: Line = [1, 2].reduce(
    (line, calledAt) =>
      callOne(line, someone(`A00${calledAt}`, { arrivedAt: at('7:30'), priority: 'merit' }), calledAt),
    emptyLine,
  );
  const waiting = [
    someone('A021', { arrivedAt: at('8:00') }),
    someone('A022', { arrivedAt: at('8:05') }),
    someone('A025', { arrivedAt: at('8:12'), priority: 'age-75' }),
    someone('A027', { arrivedAt: at('8:20'), priority: 'pregnant' }),
    someone('A028', { arrivedAt: at('8:22'), appointmentAt: at('8:30') }),
    someone('A030', { arrivedAt: at('8:28'), priority: 'emergency' }),
  ];
  const [rule] = callingRulesSchema.parse(JSON.parse(readFileSync('resources/rules/calling.json', 'utf8')));
  if (!rule) throw new Error('no rule');
  const line = { ...before, waiting };
  expect(inOrder(line, rule).map(({ waiting: { entry }, reason }) => `${entry} ${reason}`)).toEqual([
    'A030 priority',
    'A021 waited-long',
    'A025 priority',
    'A027 priority',
    'A028 appointment',
    'A022 arrival',
  ]);
  const last = waiting[1] ?? someone('A022');
  expect(standingOf(last, line, rule, at('8:30'))).toEqual({ ahead: 5, overtaking: { priority: 3, appointment: 1 } });
});
