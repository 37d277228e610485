import { describe, expect, it } from 'vitest';
import { people } from '../../drivers/simulated/people.ts';
import { delays } from '../../src/main/delays.ts';
import { Session } from './driver.ts';

const [, other] = people;
const pages = {
  person: () => new Session().identified(),
  question: () => {
    const session = new Session().identified();
    session.command({ type: 'confirm' });
    return session;
  },
  review: () => new Session().reviewing(),
};

describe.each(Object.entries(pages))('on the page %s of somebody else', (page, open) => {
  it('is not read: the machine asks whether she is still there, and forgets her when nobody answers', () => {
    const session = open();
    session.take('read-chip');
    session.card(false);
    expect(session.state.warning).toBeUndefined();
    session.card(true);
    expect(session.state.warning).toBe(30);
    expect(session.page.name).toBe(page);
    expect(session.take('read-chip')).toEqual([]);

    let waited = 0;
    while (session.page.name === page) waited += session.wait();
    expect(waited).toBe(delays.warning);
    expect(session.page.name).toBe('cleared');
  });

  it('neither the card nor a code answers the question: only a touch does', () => {
    const session = open();
    session.card(false);
    session.card(true);
    session.card(false);
    session.scanCard(other.personalNumber);
    expect(session.state.warning).toBe(30);
    session.command({ type: 'more-time' });
    expect(session.state.warning).toBeUndefined();
    expect(session.page.name).toBe(page);
  });

  it('a countdown that runs already is not begun anew', () => {
    const session = open();
    session.wait();
    session.wait();
    expect(session.state.warning).toBe(29);
    session.card(false);
    session.card(true);
    expect(session.state.warning).toBe(29);
  });
});

it('a code that the page waits for is not taken either while it asks', () => {
  const session = new Session().identified('licence-renewal');
  session.command({ type: 'confirm' });
  session.card(false);
  session.card(true);
  const { page } = session;
  session.event({ type: 'scan', code: { kind: 'driving-licence', licenceNumber: '990151000017' } });
  expect(session.page).toEqual(page);
  expect(session.state.warning).toBe(30);
});

it('a reader that comes back with the same card on it alarms nobody', () => {
  const session = new Session().identified();
  session.says({ host: 'restarting', reader: { state: 'starting', card: false } });
  session.says({ host: 'up', reader: { state: 'ready', card: true } });
  expect(session.state.warning).toBeUndefined();
});

it('a visit without anybody’s data takes no notice', () => {
  const session = new Session();
  session.command({ type: 'choose-service', service: 'queue-ticket' });
  session.card(true);
  expect(session.state.warning).toBeUndefined();
});
