import { describe, expect, it } from 'vitest';
import { people } from '../../drivers/simulated/people.ts';
import { failed, ok } from '../../src/contract/result.ts';
import { documentRead } from '../support/samples.ts';
import { Session } from './driver.ts';

const [valid, other] = people;

function reading(order: 'number first' | 'card first'): Session {
  const session = new Session();
  session.command({ type: 'choose-service', service: 'insurance-check-in' });
  if (order === 'card first') session.card(true);
  session.scanCard(valid.personalNumber);
  if (order === 'number first') session.card(true);
  return session;
}

describe('number and card, in either order', () => {
  it.each(['number first', 'card first'] as const)('%s: the chip is read once', (order) => {
    const session = reading(order);
    expect(session.take('read-chip')).toEqual([{ type: 'read-chip', personalNumber: valid.personalNumber }]);
    session.card(true);
    expect(session.take('read-chip')).toEqual([]);
  });

  it('typing the twelve digits serves where the QR cannot be read', () => {
    const session = new Session();
    session.command({ type: 'choose-service', service: 'insurance-check-in' }, { type: 'type-number' });
    session.card(true);
    for (const digit of valid.personalNumber) session.command({ type: 'digit', digit });
    expect(session.page).toMatchObject({ name: 'number-entry', digits: '•••••••••345' });
    session.command({ type: 'submit' });
    expect(session.take('read-chip')).toHaveLength(1);
  });
});

describe('the chip refuses the number', () => {
  it('forgets the number and does not try it again, whatever the card does', () => {
    const session = reading('number first');
    session.take('read-chip');
    session.event({ type: 'chip-read', result: failed('CARD_ACCESS_DENIED') });
    expect(session.page).toMatchObject({ name: 'identify', number: 'missing', problem: 'CARD_ACCESS_DENIED' });
    session.card(false);
    session.card(true);
    session.command({ type: 'confirm' });
    expect(session.take('read-chip')).toEqual([]);
    session.scanCard(other.personalNumber);
    expect(session.take('read-chip')).toHaveLength(1);
  });

  it('typed again, it leads back to the reason, not to a page on which nothing moves', () => {
    const session = reading('number first');
    session.take('read-chip');
    session.event({ type: 'chip-read', result: failed('CARD_ACCESS_DENIED') });
    session.command({ type: 'type-number' });
    for (const digit of valid.personalNumber) session.command({ type: 'digit', digit });
    session.command({ type: 'submit' });
    expect(session.page).toMatchObject({ name: 'identify', problem: 'CARD_ACCESS_DENIED' });
    expect(session.take('read-chip')).toEqual([]);
  });

  it('a chip with another number than the QR is not believed', () => {
    const session = reading('number first');
    const read = documentRead(other.personalNumber);
    session.event({ type: 'chip-read', result: ok({ read, challengeId: 'C'.repeat(22) }) });
    expect(session.page).toMatchObject({ name: 'identify', number: 'missing', problem: 'CARD_NUMBER_MISMATCH' });
    expect(session.take('verify')).toEqual([]);
  });
});

describe('a card that could not be read', () => {
  it('is read again once it was lifted and laid down, not before', () => {
    const session = reading('number first');
    session.take('read-chip');
    session.event({ type: 'chip-read', result: failed('CARD_UNREADABLE') });
    session.card(true);
    expect(session.take('read-chip')).toEqual([]);
    session.card(false);
    session.card(true);
    expect(session.take('read-chip')).toHaveLength(1);
  });

  it('pulled while being read: back to the same page, reading again when it returns', () => {
    const session = reading('card first');
    session.take('read-chip');
    session.card(false);
    session.event({ type: 'chip-read', result: failed('CARD_REMOVED') });
    expect(session.page).toMatchObject({ name: 'identify', number: 'scanned', problem: 'CARD_REMOVED' });
    session.card(true);
    expect(session.take('read-chip')).toHaveLength(1);
  });
});

it('a worn card that is lost again and again is not read for ever', () => {
  const session = reading('card first');
  let readings = 0;
  for (let time = 0; time < 20; time += 1) {
    readings += session.take('read-chip').length;
    session.card(false);
    session.event({ type: 'chip-read', result: failed('CARD_REMOVED') });
    session.card(true);
  }
  expect(readings).toBe(5);
  session.command({ type: 'confirm' });
  expect(session.take('read-chip')).toHaveLength(1);
});

it('a number that a card refused is not tried on it again, however often it is scanned; the next card may have it', () => {
  const session = reading('number first');
  session.take('read-chip');
  session.event({ type: 'chip-read', result: failed('CARD_ACCESS_DENIED') });
  for (let time = 0; time < 3; time += 1) session.scanCard(valid.personalNumber);
  expect(session.take('read-chip')).toEqual([]);
  expect(session.page).toMatchObject({ name: 'identify', problem: 'CARD_ACCESS_DENIED' });
  session.card(false);
  session.card(true);
  session.scanCard(valid.personalNumber);
  expect(session.take('read-chip')).toHaveLength(1);
});

describe('another card is laid down', () => {
  const typeAgain = (session: Session) => {
    for (const digit of valid.personalNumber) session.command({ type: 'digit', digit });
    session.command({ type: 'submit' });
  };

  it('while the number is being typed: it may take the number that the first one refused', () => {
    const session = reading('number first');
    session.take('read-chip');
    session.event({ type: 'chip-read', result: failed('CARD_ACCESS_DENIED') });
    session.command({ type: 'type-number' });
    session.card(false);
    session.card(true);
    expect(session.page.name).toBe('number-entry');
    typeAgain(session);
    expect(session.take('read-chip')).toHaveLength(1);
  });

  it('while the number is being typed: nothing is read before she is done', () => {
    const session = reading('number first');
    session.take('read-chip');
    session.event({ type: 'chip-read', result: failed('CARD_UNREADABLE') });
    session.command({ type: 'type-number' });
    session.card(false);
    session.card(true);
    expect(session.take('read-chip')).toEqual([]);
    session.command({ type: 'back' });
    expect(session.take('read-chip')).toHaveLength(1);
  });

  it('while the first is read, and is not blamed for it: it is read in turn', () => {
    const session = reading('number first');
    session.take('read-chip');
    session.card(false);
    session.card(true);
    session.event({ type: 'chip-read', result: failed('CARD_REMOVED') });
    expect(session.take('read-chip')).toHaveLength(1);
  });

  it('while the first refuses the number: it may take it', () => {
    const session = reading('number first');
    session.take('read-chip');
    session.card(false);
    session.card(true);
    session.event({ type: 'chip-read', result: failed('CARD_ACCESS_DENIED') });
    expect(session.take('read-chip')).toEqual([]);
    session.scanCard(valid.personalNumber);
    expect(session.take('read-chip')).toHaveLength(1);
  });
});

it('a worn card that is lost and found within each reading is not read for ever', () => {
  const session = reading('card first');
  let readings = 0;
  for (let time = 0; time < 20; time += 1) {
    readings += session.take('read-chip').length;
    session.card(false);
    session.card(true);
    session.event({ type: 'chip-read', result: failed('CARD_REMOVED') });
  }
  expect(readings).toBe(5);
});
