import { expect, it } from 'vitest';
import { people } from '../../drivers/simulated/people.ts';
import { failed, ok } from '../../src/contract/result.ts';
import { waits } from '../../src/main/session/waits.ts';
import { number } from '../support/samples.ts';
import { Session } from './driver.ts';

const [valid] = people;

const pages = {
  'a ticket': () => {
    const session = new Session().reviewing();
    session.command({ type: 'confirm' });
    session.event({ type: 'issued', result: ok(number()) });
    session.event({ type: 'printed', outcome: { outcome: 'confirmed', by: 'fence' } });
    return session;
  },
  'the way to the desk': () => {
    const session = new Session().identified();
    session.command({ type: 'deny' });
    session.event({ type: 'printed', outcome: { outcome: 'confirmed', by: 'fence' } });
    return session;
  },
  'the end': () => {
    const session = new Session().identified();
    session.command({ type: 'cancel' });
    return session;
  },
  'the card’s page, without a number': () => {
    const session = new Session();
    session.command({ type: 'choose-service', service: 'insurance-check-in' });
    return session;
  },
  'the card’s page, after as many readings as are tried': () => {
    const session = new Session();
    session.command({ type: 'choose-service', service: 'insurance-check-in' });
    session.scanCard(valid.personalNumber);
    for (let time = 0; time < 5; time += 1) {
      session.card(true);
      session.card(false);
      session.event({ type: 'chip-read', result: failed('CARD_REMOVED') });
    }
    return session;
  },
  'typing the number': () => {
    const session = new Session();
    session.command({ type: 'choose-service', service: 'insurance-check-in' }, { type: 'type-number' });
    return session;
  },
  'a question that needs no name': () => {
    const session = new Session();
    session.command({ type: 'choose-service', service: 'queue-ticket' });
    return session;
  },
  'the home page in English': () => {
    const session = new Session();
    session.command({ type: 'language', language: 'en' });
    return session;
  },
};

it.each(Object.entries(pages))('%s is not kept open by it', (_, open) => {
  const session = open();
  const { name } = session.page;
  const waiting = waits(session.state);
  for (let time = 0; time < 50; time += 1) session.card(time % 2 === 0);
  expect(session.page.name).toBe(name);
  expect(waits(session.state)).toEqual(waiting);
});

it('nor does it answer the question whether somebody is still there', () => {
  const session = pages['the way to the desk']();
  session.wait();
  for (let time = 0; time < 50; time += 1) session.card(time % 2 === 0);
  expect(session.state.warning).toBe(30);
});
