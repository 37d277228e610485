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
  'a reader that is %s closes the services that want a chip, and no other',
  (state) => {
    const session = new Session();
    session.says({ reader: { state, card: false } });
    expect(closedOn(session)).toEqual(['licence-renewal: READER_MISSING']);
  },
);

it('a device host that is on its way back closes all that need one of its devices', () => {
  const session = new Session();
  session.says({ host: 'restarting' });
  expect(closedOn(session)).toEqual(['insurance-check-in: DEVICE_LOST', 'licence-renewal: DEVICE_LOST']);
});

const closedOn = ({ page }: Session) =>
  page.name === 'home' ? page.services.flatMap(({ id, problem }) => (problem ? `${id}: ${problem}` : [])) : [];
