import { describe, expect, it } from 'vitest';
import { people } from '../../drivers/simulated/people.ts';
import { Session } from './driver.ts';

const [valid] = people;

describe('a card that gives no answer', () => {
  const session = () => {
    const begun = new Session();
    begun.command({ type: 'choose-service', service: 'insurance-check-in' });
    begun.scanCard(valid.personalNumber);
    begun.says({ reader: { state: 'ready', card: true, mute: true } });
    return begun;
  };

  it('is not read but told, and read once it was turned over', () => {
    const turned = session();
    expect(turned.take('read-chip')).toEqual([]);
    expect(turned.page).toMatchObject({ name: 'identify', card: 'absent', problem: 'CARD_MUTE' });
    turned.card(false);
    expect(turned.page).not.toHaveProperty('problem');
    turned.card(true);
    expect(turned.take('read-chip')).toHaveLength(1);
  });

  it('tells the clerk why', () => {
    const sent = session();
    sent.command({ type: 'ask-staff' });
    expect(sent.take('print-desk-slip')).toMatchObject([{ reason: 'CARD_MUTE' }]);
  });
});

it.each(['absent', 'service-down', 'denied', 'failed'] as const)(
  'a reader that is %s closes card services',
  (state) => {
    const session = new Session();
    session.says({ reader: { state, card: false } });
    expect(session.page).toMatchObject({
      services: [{ problem: 'READER_MISSING' }, { problem: 'READER_MISSING' }, { id: 'queue-ticket' }],
    });
  },
);
