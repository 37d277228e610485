import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Line, Waiting } from '../../src/backend/order/line.ts';
import { repetitions } from '../support/repetitions.ts';
import { aRule, callFirst, comers, emptyLine, minute, morning, rules, someone, waitingOf } from './support/lines.ts';

const isEmergency = ({ priority }: Waiting) => priority === 'emergency';

test('nobody is overtaken more often than the rule says, whoever comes, and everybody is called in the end', () => {
  // Each step: some come, then some are called.
  const days = fc.array(
    fc.record({ come: fc.array(comers, { maxLength: 8 }), calls: fc.integer({ min: 0, max: 8 }) }),
    { maxLength: 25 },
  );
  fc.assert(
    fc.property(rules, days, (rule, day) => {
      let line: Line = emptyLine;
      let now = morning;
      let count = 0;
      const overtaken = new Map<string, number>();
      const call = () => {
        now += 1;
        const { called, line: rest } = callFirst(line, rule, now);
        line = rest;
        if (isEmergency(called)) return;
        for (const one of line.waiting)
          if (!isEmergency(one) && one.arrivedAt < called.arrivedAt)
            overtaken.set(one.entry, (overtaken.get(one.entry) ?? 0) + 1);
      };
      for (const { come, calls } of day) {
        now += 5 * minute;
        const arriving = come.map((comer) => {
          count += 1;
          // An arrival lies before now; one that a kiosk gave by itself may lie hours before.
          return { ...waitingOf(comer, count), arrivedAt: now - comer.minute };
        });
        line = { ...line, waiting: [...line.waiting, ...arriving] };
        for (let index = 0; index < calls && line.waiting.length > 0; index += 1) call();
      }
      while (line.waiting.length > 0) call();
      expect(Math.max(0, ...overtaken.values())).toBeLessThanOrEqual(rule.mostOvertaken);
    }),
    { numRuns: repetitions(300) },
  );
});

test('while priority comes without end, of each three calls one is somebody else’s', () => {
  const rule = aRule({ mostOvertaken: 100 });
  let line: Line = {
    ...emptyLine,
    waiting: Array.from({ length: 20 }, (_, index) => someone(String(100 + index), { arrivedAt: morning - index })),
  };
  const called: string[] = [];
  for (let index = 0; index < 30; index += 1) {
    const old = someone(String(200 + index), { arrivedAt: morning + index, priority: 'age-75' });
    line = { ...line, waiting: [...line.waiting, old] };
    const next = callFirst(line, rule, morning + index);
    line = next.line;
    called.push(next.called.priority === 'none' ? 'other' : 'priority');
  }
  expect(called.slice(0, 9).join(' ')).toBe('priority priority other priority priority other priority priority other');
  expect(called.filter((one) => one === 'other')).toHaveLength(10);
});

test('who was called, did not come and came back has no way past those who wait', () => {
  const rule = aRule();
  const back = someone('900', { arrivedAt: morning + minute, priority: 'pregnant', returned: true });
  const line: Line = { ...emptyLine, waiting: [someone('100'), back, someone('101', { arrivedAt: morning + 2 })] };
  expect(
    [1, 2, 3].reduce<{ line: Line; order: string[] }>(
      ({ line, order }, at) => {
        const next = callFirst(line, rule, morning + at);
        return { line: next.line, order: [...order, next.called.entry] };
      },
      { line, order: [] },
    ).order,
  ).toEqual(['100', '101', '900']);
});
