import { describe, expect, it } from 'vitest';
import { people } from '../../drivers/simulated/people.ts';
import { ok } from '../../src/contract/result.ts';
import { delays } from '../../src/main/delays.ts';
import { documentRead, number } from '../support/samples.ts';
import { Session } from './driver.ts';

const [valid] = people;

const onPersonPage = () => new Session().identified();

const personal = [valid.personalNumber, valid.fullName, valid.personalNumber.slice(-6), valid.birthDate];

describe('a person walks away', () => {
  it('from a page with her data: warned after 45 s, everything forgotten 30 s later', () => {
    const session = onPersonPage();
    expect(session.page).toMatchObject({ name: 'person', maskedName: 'N. T. HƯỜNG', birthYear: '1951' });
    expect(session.wait()).toBe(delays.idlePersonal);
    expect(session.state.warning).toBe(30);
    let waited = 0;
    while (session.state.stage.name === 'person') waited += session.wait();
    expect(waited).toBe(delays.warning);
    expect(session.page.name).toBe('cleared');
    for (const text of personal) expect(JSON.stringify(session.state)).not.toContain(text);
    session.wait();
    expect(session.page.name).toBe('home');
  });

  it('asks for more time as often as she likes', () => {
    const session = onPersonPage();
    for (let times = 0; times < 12; times += 1) {
      session.wait();
      session.wait();
      session.command({ type: 'more-time' });
      expect(session.page.name).toBe('person');
      expect(session.state.warning).toBeUndefined();
    }
  });

  it('leaves the number on the screen: wiped 20 s after the paper, 40 s where there is none', () => {
    for (const [outcome, delay] of [
      [{ outcome: 'confirmed', by: 'process-id' }, delays.ticketAfterPaper],
      [{ outcome: 'not-printed', code: 'PRINTER_NO_PAPER' }, delays.ticketWithoutPaper],
    ] as const) {
      const session = onPersonPage();
      session.command({ type: 'confirm' }, { type: 'answer', option: 'general' }, { type: 'confirm' });
      session.event({ type: 'issued', result: ok(number()) });
      session.event({ type: 'printed', outcome });
      expect(session.page.name).toBe('ticket');
      expect(session.wait()).toBe(delay);
      expect(session.page.name).toBe('cleared');
      for (const text of personal) expect(JSON.stringify(session.state)).not.toContain(text);
    }
  });

  it('an answer that comes after the end belongs to nobody', () => {
    const session = new Session();
    session.command({ type: 'choose-service', service: 'insurance-check-in' });
    session.scanCard(valid.personalNumber);
    session.card(true);
    const turn = session.state.turn;
    session.command({ type: 'cancel' });
    session.wait();
    session.command({ type: 'choose-service', service: 'licence-renewal' });
    session.event({ type: 'chip-read', result: ok({ read: documentRead(), challengeId: 'C'.repeat(22) }) }, turn);
    expect(session.page).toMatchObject({ name: 'identify', number: 'missing' });
    expect(session.take('verify')).toEqual([]);
  });

  it('in English: the next person is met in Vietnamese', () => {
    const session = new Session();
    session.command({ type: 'language', language: 'en' });
    session.wait();
    expect(session.state.language).toBe('vi');
  });
});

it('a card laid down while the warning shows answers it', () => {
  const session = new Session();
  session.command({ type: 'choose-service', service: 'insurance-check-in' });
  session.scanCard(valid.personalNumber);
  session.wait();
  expect(session.state.warning).toBe(30);
  session.card(true);
  expect(session.state.warning).toBeUndefined();
  expect(session.take('read-chip')).toHaveLength(1);
});
