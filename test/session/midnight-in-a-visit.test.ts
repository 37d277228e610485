import { expect, it } from 'vitest';
import { people } from '../../drivers/simulated/people.ts';
import { ok } from '../../src/contract/result.ts';
import { documentRead, verifiedIdentity } from '../support/samples.ts';
import { Session } from './driver.ts';

const [valid] = people;

it('a birthday at midnight takes no question away from under the finger', () => {
  const session = new Session();
  session.at = Date.parse('2026-11-21T23:59:00+07:00');
  session.command({ type: 'choose-service', service: 'insurance-check-in' });
  session.scanCard(valid.personalNumber);
  session.card(true);
  // 75 on the next day: she may say today what her age does not prove yet.
  session.event({ type: 'chip-read', result: ok({ read: documentRead(), challengeId: 'C'.repeat(22) }) });
  session.event({ type: 'verified', result: ok(verifiedIdentity({ birthDate: '1951-11-22' })) });
  session.command({ type: 'confirm' }, { type: 'answer', option: 'eyes' }, { type: 'change', question: 'priority' });
  session.at = Date.parse('2026-11-22T00:01:00+07:00');
  expect(session.page).toMatchObject({ name: 'question', question: { title: { en: 'Do you have priority?' } } });
  session.command({ type: 'answer', option: 'merit' }, { type: 'confirm' });
  expect(session.take('issue')).toMatchObject([{ request: { queue: 'eyes', priority: 'merit' } }]);
});

it('a kiosk whose clock stands in 1970 still knows the law', () => {
  const session = new Session();
  session.at = 0;
  session.command({ type: 'choose-service', service: 'insurance-check-in' });
  session.scanCard(valid.personalNumber);
  session.card(true);
  session.event({ type: 'chip-read', result: ok({ read: documentRead(), challengeId: 'C'.repeat(22) }) });
  session.event({ type: 'verified', result: ok(verifiedIdentity()) });
  session.command({ type: 'confirm' });
  expect(session.page.name).toBe('question');
});

it('a check that the server has forgotten is made once more, with the card', () => {
  const session = new Session();
  session.command({ type: 'choose-service', service: 'insurance-check-in' });
  session.scanCard(valid.personalNumber);
  session.card(true);
  session.event({ type: 'chip-read', result: ok({ read: documentRead(), challengeId: 'C'.repeat(22) }) });
  session.event({ type: 'verified', result: ok(verifiedIdentity()) });
  session.command({ type: 'confirm' }, { type: 'answer', option: 'general' }, { type: 'confirm' });
  session.event({ type: 'issued', result: { ok: false, code: 'CHALLENGE_EXPIRED' } });
  expect(session.page).toMatchObject({ name: 'identify', problem: 'CHALLENGE_EXPIRED' });
});
