import { describe, expect, it } from 'vitest';
import { ok } from '../../src/contract/result.ts';
import type { Command } from '../../src/contract/commands.ts';
import { number } from '../support/samples.ts';
import { Session } from './driver.ts';

const answer = (option: string): Command => ({ type: 'answer', option });
const change = (question: string): Command => ({ type: 'change', question });

/** Somebody whose age proves nothing, before the last touch. */
function reviewing() {
  const session = new Session().identified('insurance-check-in', { birthDate: '1985-11-20' });
  session.command({ type: 'confirm' }, answer('general'));
  return session;
}

const notHere = { birthDate: '1985-11-20', eligibility: { status: 'valid', registeredHere: false } } as const;

/** What the page asks by its English title. */
const asked = (session: Session) => (session.page.name === 'question' ? session.page.question.title.en : undefined);

describe('taps', () => {
  it('an insured person who is registered here needs more than four', () => {
    const session = new Session();
    let taps = 0;
    const tap = (command: Command) => {
      taps += 1;
      expect(session.event({ type: 'command', command })).not.toHaveProperty('refused');
    };
    session.identified();
    // Chosen by `identified`: the service.
    taps += 1;
    tap({ type: 'confirm' });
    tap(answer('general'));
    expect(session.page.name).toBe('review');
    tap({ type: 'confirm' });
    session.event({ type: 'issued', result: ok(number()) });
    expect(session.page.name).toBe('ticket');
    expect(taps).toBe(4);
  });

  it.each([
    ['queue-ticket', 'cashier', 'cashier'],
    ['self-paid-visit', 'pregnant', 'self-paid'],
  ])('%s needs more than two', (service, option, queue) => {
    const session = new Session();
    session.command({ type: 'choose-service', service }, answer(option));
    expect(session.take('issue')).toMatchObject([{ request: { service, queue } }]);
  });
});

describe('an answer that holds without being asked for', () => {
  it('is sent though nobody saw it, or cannot be changed', () => {
    const session = reviewing();
    const { page } = session;
    expect(page).toMatchObject({
      name: 'review',
      changes: [
        { question: 'entitlement', answer: { vi: 'Tôi đăng ký khám ban đầu tại đây' } },
        { question: 'priority', answer: { vi: 'Không' } },
      ],
    });
    expect(JSON.stringify(page.name === 'review' && page.lines)).not.toContain('ưu tiên');
    session.command(change('priority'), answer('pregnant'));
    expect(session.page).toMatchObject({ name: 'review', changes: [{}, { answer: { vi: 'Phụ nữ có thai' } }] });
    session.command({ type: 'confirm' });
    expect(session.take('issue')).toMatchObject([
      {
        request: {
          queue: 'general',
          priority: 'pregnant',
          answers: { entitlement: 'registered-here', priority: 'pregnant', clinic: 'general' },
        },
      },
    ]);
  });

  it('is lost when she looks at the other ones and goes back', () => {
    const session = reviewing();
    session.command(change('priority'), answer('merit'), change('priority'), { type: 'back' });
    expect(session.page).toMatchObject({ name: 'review', changes: [{}, { answer: { en: 'Person of merit' } }] });
  });

  it('is asked on the way back, before the question that she did answer', () => {
    const session = reviewing();
    session.command({ type: 'back' });
    expect(asked(session)).toBe('What is the visit for?');
    session.command({ type: 'back' });
    expect(session.page.name).toBe('person');
  });

  it('is changed by naming another question, which stays', () => {
    const session = reviewing();
    const { page } = session;
    for (const question of ['clinic', 'referral-date', 'nothing'])
      expect(session.event({ type: 'command', command: change(question) }).refused).toBe('COMMAND_INVALID');
    expect(session.page).toEqual(page);
  });
});

describe('a question that is asked no more', () => {
  it('is answered all the same, in the request or on the page', () => {
    const session = new Session().identified('insurance-check-in', notHere);
    session.command({ type: 'confirm' }, answer('referral'));
    expect(asked(session)).toBe('When was the referral slip signed?');
    for (const digit of '16112026') session.command({ type: 'digit', digit });
    session.command({ type: 'submit' }, answer('eyes'));
    expect(JSON.stringify(session.page)).toContain('16/11/2026');
    // Back over clinic and date to the slip, of which she has none after all.
    session.command({ type: 'back' }, { type: 'back' }, { type: 'back' }, answer('self-presenting'), answer('eyes'));
    expect(session.page.name).toBe('review');
    expect(JSON.stringify(session.page)).not.toContain('16/11/2026');
    session.command({ type: 'confirm' });
    const [issue] = session.take('issue');
    expect(issue?.request.answers).toEqual({ entitlement: 'self-presenting', priority: 'none', clinic: 'eyes' });
  });

  it('is answered all the same, though she changed what it hung on', () => {
    const session = reviewing();
    session.command(change('entitlement'), answer('referral'));
    for (const digit of '16112026') session.command({ type: 'digit', digit });
    session.command({ type: 'submit' });
    expect(JSON.stringify(session.page)).toContain('16/11/2026');
    session.command(change('entitlement'), answer('follow-up'));
    expect(session.page.name).toBe('review');
    expect(JSON.stringify(session.page)).not.toContain('16/11/2026');
    session.command({ type: 'confirm' });
    expect(session.take('issue')[0]?.request.answers).not.toHaveProperty('referral-date');
  });

  it('an option that no longer stands is taken', () => {
    const session = new Session().identified('insurance-check-in', notHere);
    session.command({ type: 'confirm' });
    expect(JSON.stringify(session.page)).not.toContain('registered-here');
    expect(session.event({ type: 'command', command: answer('registered-here') }).refused).toBe('COMMAND_INVALID');
  });
});
