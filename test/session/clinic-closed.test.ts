import { describe, expect, it } from 'vitest';
import type { Centre } from '../../src/contract/services.ts';
import { context } from '../support/samples.ts';
import { Session } from './driver.ts';

const { centre } = context.catalogue;
type Opening = NonNullable<Centre['hours']>[number];

const weekdays = (from: string, to: string): Opening => ({ days: [1, 2, 3, 4, 5], from, to });

/** @param hours of single queues */
function at(time: string, hours: Record<string, Opening[]>, more: Partial<Centre> = {}) {
  const session = new Session();
  session.at = Date.parse(`${time}+07:00`);
  const queues = centre.queues.map((queue) => ({ ...queue, ...(hours[queue.id] && { hours: hours[queue.id] }) }));
  session.context = {
    ...context,
    catalogue: { ...context.catalogue, centre: { ...centre, ...more, queues: queues } },
  };
  return session;
}

const monday = '2026-11-23';
const eyes = { eyes: [weekdays('07:00', '11:30'), weekdays('13:30', '16:00')] };

const clinics = (session: Session) => {
  session.identified().command({ type: 'confirm' });
  const { page } = session;
  if (page.name !== 'question' || page.question.kind !== 'choice') throw new Error(page.name);
  return page.question.options;
};

describe('a clinic', () => {
  it.each([
    ['06:00', { code: 'QUEUE_CLOSED', opensAt: '07:00' }],
    ['07:00', undefined],
    ['12:00', { code: 'QUEUE_CLOSED', opensAt: '13:30' }],
    ['16:00', { code: 'QUEUE_CLOSED' }],
  ])('at %s: %s', (time, closed) => {
    const session = at(`${monday}T${time}:00`, eyes);
    expect(clinics(session).find(({ id }) => id === 'eyes')?.closed).toEqual(closed);
    const { page } = session;
    const refused = session.event({ type: 'command', command: { type: 'answer', option: 'eyes' } }).refused;
    expect(refused).toBe(closed?.code);
    if (closed) expect(session.page).toEqual(page);
  });

  it('of the last visit stands below the others', () => {
    const session = new Session().identified('insurance-check-in', { known: { lastQueue: 'eyes' } });
    session.command({ type: 'confirm' });
    expect(session.page).toMatchObject({
      question: { options: [{ id: 'eyes', last: true }, { id: 'general' }, { id: 'cardiology' }, { id: 'not-sure' }] },
    });
  });
});

describe('a service of which no queue is open', () => {
  const cashierOnly = { hours: [weekdays('07:00', '17:00')], holidays: [] };

  it('is begun', () => {
    const session = at(`${monday}T18:00:00`, { triage: [weekdays('00:00', '24:00')] }, cashierOnly);
    expect(session.page).toMatchObject({
      services: [
        { id: 'insurance-check-in' },
        { id: 'self-paid-visit', problem: 'CENTRE_CLOSED' },
        { id: 'queue-ticket' },
        { id: 'licence-renewal', problem: 'CENTRE_CLOSED' },
      ],
    });
    const [first] = session.page.name === 'home' ? session.page.services : [];
    expect(first).not.toHaveProperty('problem');
    const begun = session.event({ type: 'command', command: { type: 'choose-service', service: 'self-paid-visit' } });
    expect(begun.refused).toBe('CENTRE_CLOSED');
    expect(session.page.name).toBe('home');
  });

  it('on a holiday tells of a time today', () => {
    const session = at(`${monday}T06:00:00`, eyes, { holidays: [monday] });
    expect(session.page).toMatchObject({ services: [{ problem: 'CENTRE_CLOSED' }, {}, {}, {}] });
  });
});
