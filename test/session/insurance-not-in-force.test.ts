import { describe, expect, it } from 'vitest';
import type { Eligibility } from '../../src/contract/backend-api.ts';
import type { FailureCode } from '../../src/contract/failures.ts';
import { insuranceProblem, mayPayInstead } from '../../src/main/services/insurance-result.ts';
import { failed } from '../../src/contract/result.ts';
import { verifiedIdentity } from '../support/samples.ts';
import { Session } from './driver.ts';

/** What the portal answers (services-and-law: agreement of five hospital systems), what it means, and whether she may pay instead. */
const results: [string[], Eligibility['status'], FailureCode, 'pays' | 'desk'][] = [
  [['001', '002'], 'at-counter', 'INSURANCE_FORCES', 'desk'],
  [['003'], 'at-counter', 'INSURANCE_RENEWED', 'desk'],
  [['130'], 'at-counter', 'INSURANCE_CHILD', 'desk'],
  [['010'], 'expired', 'INSURANCE_EXPIRED', 'pays'],
  [['050', '051', '052', '053'], 'not-found', 'INSURANCE_NOT_FOUND', 'pays'],
  [['110', '120', '121', '122', '123', '124'], 'not-found', 'INSURANCE_WITHDRAWN', 'pays'],
  [['060', '061', '070'], 'mismatch', 'INSURANCE_MISMATCH', 'desk'],
];
const each = results.flatMap(([codes, status, problem, way]) =>
  codes.map((maKetQua) => ({ maKetQua, status, problem, way })),
);

const shown = (eligibility: Eligibility) =>
  new Session().identified('insurance-check-in', verifiedIdentity({ eligibility }));

describe.each(each)('$maKetQua: $problem', ({ maKetQua, status, problem, way }) => {
  it('says so, and leads on', () => {
    const session = shown({ status, maKetQua });
    expect(session.page).toMatchObject({ name: 'person', problem });
    session.command({ type: 'confirm' });
    if (way === 'pays') {
      expect(session.page.name).not.toBe('desk');
      expect(session.state.stage).toMatchObject({ visit: { selfPaid: true } });
    } else expect(session.page).toMatchObject({ name: 'desk', reason: problem });
  });

  it('a desk slip tells the clerk the same', () => {
    const session = shown({ status, maKetQua });
    session.command({ type: 'ask-staff' });
    expect(session.take('print-desk-slip')).toMatchObject([{ reason: problem, maskedName: 'N. T. HƯỜNG' }]);
  });
});

it.each(['000', '004'])('%s is valid', (maKetQua) => {
  expect(shown({ status: 'valid', maKetQua }).page).not.toHaveProperty('problem');
});

it.each([undefined, '100', '101', '205', '401', '500', '054', '055'])(
  'the portal at fault (%s): she is served, unverified',
  (maKetQua) => {
    const session = shown({ status: 'unverified', ...(maKetQua !== undefined && { maKetQua }) });
    expect(session.page).not.toHaveProperty('problem');
    session.command({ type: 'confirm' });
    expect(session.page.name).toBe('question');
  },
);

describe('a result that this table does not know', () => {
  it.each<[Eligibility['status'], FailureCode]>([
    ['expired', 'INSURANCE_EXPIRED'],
    ['not-found', 'INSURANCE_NOT_FOUND'],
    ['at-counter', 'INSURANCE_AT_COUNTER'],
    ['mismatch', 'INSURANCE_MISMATCH'],
  ])('%s is told by its status', (status, problem) => {
    for (const maKetQua of [undefined, '080', '003.1', 'toString', '__proto__'])
      expect(insuranceProblem({ status, ...(maKetQua !== undefined && { maKetQua }) })).toBe(problem);
  });
});

it('whoever pays and is sent to the desk has a slip of a self-paid visit, not of an insured one', () => {
  const session = shown({ status: 'expired', maKetQua: '010' });
  session.command({ type: 'confirm' });
  while (session.page.name === 'question') session.command({ type: 'answer', option: 'none' });
  session.command({ type: 'confirm' });
  expect(session.take('issue')).toMatchObject([{ request: { queue: 'self-paid' } }]);
  session.event({ type: 'issued', result: failed('QUEUE_CLOSED') });
  expect(session.take('print-desk-slip')).toMatchObject([{ service: { vi: 'Khám dịch vụ' } }]);
});

it('nobody is asked to pay whose insurance is not denied', () => {
  expect(mayPayInstead('INSURANCE_FORCES')).toBe(false);
  expect(mayPayInstead('INSURANCE_CHILD')).toBe(false);
});
