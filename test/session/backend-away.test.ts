import { expect, it } from 'vitest';
import { people } from '../../drivers/simulated/people.ts';
import type { FailureCode } from '../../src/contract/failures.ts';
import type { ServiceId } from '../../src/contract/services.ts';
import { failed, ok } from '../../src/contract/result.ts';
import type { LogEvent } from '../../src/main/log/log.ts';
import { toLog } from '../../src/main/session/to-log.ts';
import { documentRead, number } from '../support/samples.ts';
import { Session } from './driver.ts';

const [valid] = people;

function reading(service: ServiceId = 'insurance-check-in') {
  const session = new Session();
  session.command({ type: 'choose-service', service });
  session.scanCard(valid.personalNumber);
  session.card(true);
  session.take('read-chip');
  return session;
}

const noChallenge = (code: FailureCode = 'BACKEND_UNREACHABLE') =>
  ({ type: 'chip-read', result: failed(code), hasOwnNumber: true }) as const;
const noVerdict = { type: 'verified', result: failed('BACKEND_UNREACHABLE'), hasOwnNumber: true } as const;

function expectNumberUnchecked(session: Session): void {
  expect(session.page).toMatchObject({ question: { options: [{ id: 'registered-here' }, {}, {}, {}, {}, {}] } });
  session.command({ type: 'answer', option: 'follow-up' });
  expect(session.page).toMatchObject({ name: 'question', question: { title: { en: 'Do you have priority?' } } });
  session.command({ type: 'answer', option: 'age-75' }, { type: 'answer', option: 'eyes' });
  expect(session.take('issue')).toMatchObject([
    { request: { service: 'insurance-check-in', queue: 'eyes', priority: 'age-75' } },
  ]);
  session.event({ type: 'issued', result: ok(number({ number: 'X007', unverified: true })) });
  expect(session.page).toMatchObject({ name: 'ticket', number: 'X007', unverified: true });
}

it('before the card is read: the patient is received, and asked what no card proves', () => {
  const session = reading();
  const before = session.state;
  const event = noChallenge();
  session.event(event);
  const logged: LogEvent[] = toLog(before, session.state, { at: 0, turn: session.state.turn, ...event });
  expect(logged).toEqual([{ event: 'failure', page: 'identify', code: 'BACKEND_UNREACHABLE' }]);
  expectNumberUnchecked(session);
});

it('after the card was read: the same, and what it said is forgotten', () => {
  const session = reading();
  session.event({ type: 'chip-read', result: ok({ read: documentRead(), challengeId: 'C'.repeat(22) }) });
  session.event(noVerdict);
  expect(JSON.stringify(session.state)).not.toContain(valid.personalNumber);
  expect(JSON.stringify(session.state)).not.toContain(valid.fullName);
  expectNumberUnchecked(session);
  expect(JSON.stringify(session.take('print-number'))).not.toContain('maskedName');
});

it('a licence is not renewed unchecked: the desk', () => {
  const session = reading('licence-renewal');
  session.event(noChallenge());
  expect(session.page).toMatchObject({ name: 'desk', reason: 'BACKEND_UNREACHABLE' });
});

it('no number of the kiosk’s own is left: the desk, before a question is asked', () => {
  const session = reading();
  session.event({ type: 'chip-read', result: failed('BACKEND_UNREACHABLE') });
  expect(session.page).toMatchObject({ name: 'desk', reason: 'BACKEND_UNREACHABLE' });
});

it('the last one went to somebody else meanwhile: the desk', () => {
  const session = reading();
  session.event(noChallenge('BACKEND_ERROR'));
  for (const option of ['registered-here', 'none', 'general']) session.command({ type: 'answer', option });
  session.event({ type: 'issued', result: failed('BACKEND_UNREACHABLE') });
  expect(session.page).toMatchObject({ name: 'desk', reason: 'BACKEND_UNREACHABLE' });
});

it('who walks away between two questions leaves nothing behind', () => {
  const session = reading();
  session.event(noChallenge());
  session.command({ type: 'back' });
  expect(session.page.name).toBe('cleared');
});
