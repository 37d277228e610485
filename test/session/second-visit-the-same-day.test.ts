import { describe, expect, it } from 'vitest';
import type { KnownVisitor } from '../../src/contract/backend-api.ts';
import { ok } from '../../src/contract/result.ts';
import type { VerifiedIdentity } from '../../src/main/identity/verified-identity.ts';
import { context, number, verifiedIdentity } from '../support/samples.ts';
import { Session } from './driver.ts';

const { queueLabel, place } = number();
const held: KnownVisitor = { held: { number: 'A042', queueLabel, place } };
const expired = { eligibility: { status: 'expired', maKetQua: '010' } } as const;

function knownAs(known: KnownVisitor, identity: Partial<VerifiedIdentity> = {}): Session {
  const session = new Session().identified();
  session.command({ type: 'cancel' });
  session.wait();
  return session.identified('insurance-check-in', verifiedIdentity({ known, ...identity }));
}

describe('she holds a number already', () => {
  it('the page says which, and she gets it again without a question', () => {
    const session = knownAs(held);
    expect(session.page).toMatchObject({ name: 'person', held: { number: 'A042', place } });
    session.command({ type: 'confirm' });
    expect(session.take('issue')).toMatchObject([
      { request: { queue: 'general', verificationId: 'A'.repeat(22), answers: {} } },
    ]);
    session.event({ type: 'issued', result: ok(number({ repeated: true })) });
    expect(session.page).toMatchObject({ name: 'ticket', number: 'A042' });
  });

  it('her insurance ended since: she was received, and is not sent to pay', () => {
    const session = knownAs(held, expired);
    expect(session.page).not.toHaveProperty('problem');
    session.command({ type: 'confirm' });
    // The only queue that the server lets the uninsured ask for.
    expect(session.take('issue')).toMatchObject([{ request: { queue: 'self-paid' } }]);
  });

  it('she paid this morning and is insured now: no queue is asked for that the insured may not', () => {
    const letter = context.catalogue.centre.queues.find(({ id }) => id === 'self-paid')?.letter ?? '';
    const session = knownAs({ held: { number: `${letter}001`, queueLabel, place } });
    session.command({ type: 'confirm' });
    expect(session.take('issue')).toMatchObject([{ request: { queue: 'triage' } }]);
  });

  it('a kiosk gave it while the server was away, from no queue of the centre', () => {
    const { letter } = context.catalogue.centre.emergency;
    const session = knownAs({ held: { number: `${letter}007`, queueLabel, place } });
    session.command({ type: 'confirm' });
    expect(session.take('issue')).toMatchObject([{ request: { queue: 'triage' } }]);
  });

  it('no paper can be printed: she is told first, and may still take it', () => {
    const session = knownAs(held);
    session.printer = 'no-paper';
    session.command({ type: 'confirm' });
    expect(session.page).toMatchObject({ name: 'review', printer: 'no-paper' });
    session.command({ type: 'without-paper' });
    expect(session.take('issue')).toHaveLength(1);
  });

  it('it is not hers: the slip carries no name, and the number stays untouched', () => {
    const session = knownAs(held);
    session.command({ type: 'deny' });
    expect(session.take('print-desk-slip')[0]).not.toHaveProperty('maskedName');
    expect(session.take('issue')).toEqual([]);
  });
});

describe('she has an appointment', () => {
  const at = '2026-11-21T02:00:00.000Z';

  it('the page says when and where, and the clinic is not asked', () => {
    const session = knownAs({ appointment: { queue: 'cardiology', at } });
    expect(session.page).toMatchObject({ name: 'person', appointment: { at, queueLabel: { en: 'Cardiology' } } });
    session.command({ type: 'confirm' });
    while (session.page.name === 'question') {
      expect(session.page).not.toMatchObject({ question: { title: { en: 'What is the visit for?' } } });
      answerFirst(session);
    }
    session.command({ type: 'confirm' });
    expect(session.take('issue')).toMatchObject([{ request: { queue: 'cardiology' } }]);
  });

  it('at a clinic that the service does not lead to: it is asked', () => {
    const session = knownAs({ appointment: { queue: 'cashier', at } });
    session.command({ type: 'confirm' });
    const titles = titlesAsked(session);
    expect(titles).toContain('What is the visit for?');
  });

  it('at a clinic that the centre has no longer: the page keeps silent about it', () => {
    const session = knownAs({ appointment: { queue: 'closed-down', at } });
    expect(session.page).not.toHaveProperty('appointment');
    session.command({ type: 'confirm' });
    expect(session.page.name).toBe('question');
  });

  it('her insurance ended: what she pays herself is no appointment', () => {
    const session = knownAs({ appointment: { queue: 'cardiology', at } }, expired);
    session.command({ type: 'confirm' });
    titlesAsked(session);
    session.command({ type: 'confirm' });
    expect(session.take('issue')).toMatchObject([{ request: { queue: 'self-paid' } }]);
  });
});

function answerFirst(session: Session): void {
  const { page } = session;
  if (page.name !== 'question' || page.question.kind !== 'choice') throw new Error('no choice');
  const [option] = page.question.options;
  session.command({ type: 'answer', option: option?.id ?? '' });
}

function titlesAsked(session: Session): string[] {
  const titles: string[] = [];
  while (session.page.name === 'question') {
    titles.push(session.page.question.title.en);
    answerFirst(session);
  }
  return titles;
}
