import { expect, it } from 'vitest';
import { deskFor } from '../../src/contract/desk.ts';
import { context } from '../support/samples.ts';
import { Session } from './driver.ts';

const { centre } = context.catalogue;

it('by a question, a number, or a page that names the wrong place', () => {
  const session = new Session().identified('insurance-check-in', { eligibility: { status: 'unverified' } });
  session.command({ type: 'confirm' }, { type: 'answer', option: 'emergency' });
  expect(session.page).toMatchObject({
    name: 'desk',
    reason: 'EMERGENCY',
    desk: { vi: 'Khoa Cấp cứu, tầng 1, cổng số 2', en: 'Emergency department, ground floor, gate 2' },
  });
  expect(session.take('print-desk-slip')).toMatchObject([{ reason: 'EMERGENCY' }]);
  expect(session.take('issue')).toEqual([]);
});

it('though she is registered here and said so before', () => {
  const session = new Session().reviewing();
  session.command({ type: 'change', question: 'entitlement' }, { type: 'answer', option: 'emergency' });
  expect(session.page).toMatchObject({ name: 'desk', reason: 'EMERGENCY' });
});

it('in a centre that receives none: its desk', () => {
  const { emergencyPlace: _none, ...without } = centre;
  expect(deskFor('EMERGENCY', without)).toEqual(centre.desk);
  expect(deskFor('STAFF_WANTED', centre)).toEqual(centre.desk);
});
