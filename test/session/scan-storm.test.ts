import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { people } from '../../drivers/simulated/people.ts';
import type { Command } from '../../src/contract/commands.ts';
import { failed, ok } from '../../src/contract/result.ts';
import type { ScannedCode } from '../../src/contract/scanned-code.ts';
import { waits } from '../../src/main/session/waits.ts';
import { repetitions } from '../support/repetitions.ts';
import { documentRead, number, verifiedIdentity } from '../support/samples.ts';
import { Session } from './driver.ts';

const [valid, other] = people;
const own: ScannedCode = { kind: 'citizen-card', personalNumber: valid.personalNumber };
const codes: ScannedCode[] = [
  own,
  { kind: 'citizen-card', personalNumber: other.personalNumber },
  { kind: 'number', digits: valid.personalNumber },
  { kind: 'driving-licence', licenceNumber: '990151000017' },
  { kind: 'ticket', ticketToken: 'B'.repeat(22) },
  { kind: 'refused', code: 'SCAN_UNREADABLE' },
];

const unworn = { lines: 0, cuts: 0, life: { head: 1, cutter: 1 }, worn: [], metresLeft: 65, ticketsLeft: 400 };

type Act = { scan: ScannedCode } | { touch: Command } | { card: boolean } | 'answer';

const touches: Command[] = [
  { type: 'choose-service', service: 'insurance-check-in' },
  { type: 'choose-service', service: 'licence-renewal' },
  { type: 'choose-service', service: 'queue-ticket' },
  { type: 'confirm' },
  { type: 'without-paper' },
  { type: 'reprint' },
  { type: 'answer', option: 'none' },
  { type: 'answer', option: 'general' },
  { type: 'answer', option: 'cashier' },
  { type: 'answer', option: 'A1' },
  { type: 'answer', option: 'lost' },
  { type: 'back' },
  { type: 'more-time' },
  { type: 'finish' },
];

const noise: fc.Arbitrary<Act> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...codes).map((scan): Act => ({ scan })) },
  { weight: 3, arbitrary: fc.constantFrom(...touches).map((touch): Act => ({ touch })) },
  { weight: 1, arbitrary: fc.boolean().map((card): Act => ({ card })) },
  { weight: 2, arbitrary: fc.constant<Act>('answer') },
);

/** What a visit needs, in order. */
const visit: Act[] = [
  { touch: { type: 'choose-service', service: 'insurance-check-in' } },
  { scan: own },
  { card: true },
  ...Array<Act>(3).fill('answer'),
  { touch: { type: 'confirm' } },
  { touch: { type: 'answer', option: 'general' } },
  { touch: { type: 'confirm' } },
  ...Array<Act>(4).fill('answer'),
  { touch: { type: 'reprint' } },
  'answer',
];

/** The visit, with anything before each of its steps. */
const acts = fc
  .tuple(...visit.map(() => fc.array(noise, { maxLength: 8, size: 'small' })))
  .map((disturbed) => disturbed.flatMap((before, step) => [...before, ...visit.slice(step, step + 1)]));

/** Every effect succeeds, late: when its turn in the queue of answers comes. */
function answer(session: Session, held: Session['effects']): void {
  const effect = held.shift();
  switch (effect?.type) {
    case 'ask-printer':
      session.answerPrinter('ready');
      return;
    case 'read-chip': {
      const read = documentRead(effect.personalNumber);
      return void session.event({ type: 'chip-read', result: ok({ read, challengeId: 'C'.repeat(22) }) });
    }
    case 'verify':
      return void session.event({ type: 'verified', result: ok(verifiedIdentity()) });
    case 'issue':
      return void session.event({ type: 'issued', result: ok(number()) });
    case 'print-number':
      return void session.event({ type: 'printed', outcome: { outcome: 'unknown', code: 'PRINTER_NO_PAPER' } });
    default:
  }
}

it('scans and touches in any order and number: one number a visit, and no more numbers or papers than touches', () => {
  let numbers = 0;
  let reprints = 0;
  fc.assert(
    fc.property(acts, (acts) => {
      const session = new Session();
      session.printer = undefined;
      const held: Session['effects'] = [];
      const issued: number[] = [];
      let papers = 0;
      let touched = 0;
      for (const one of acts) {
        if (one === 'answer') answer(session, held);
        else if ('scan' in one) session.event({ type: 'scan', code: one.scan });
        else if ('card' in one) session.card(one.card);
        else {
          touched += 1;
          session.command(one.touch);
        }
        const wanted = session.effects.splice(0);
        held.push(...wanted);
        for (const { type } of wanted) {
          if (type === 'issue') issued.push(session.state.turn);
          if (type === 'print-number') papers += 1;
        }
        expect(issued.length).toBeLessThanOrEqual(touched);
        expect(papers).toBeLessThanOrEqual(touched);
      }
      expect(new Set(issued).size).toBe(issued.length);
      numbers += issued.length;
      if (papers > issued.length) reprints += 1;
    }),
    { numRuns: repetitions(500) },
  );
  // So that the above means something.
  expect(numbers).toBeGreaterThan(repetitions(50));
  expect(reprints).toBeGreaterThan(repetitions(5));
});

describe('a code that lies under the scanner', () => {
  it('is read with the chip once, whatever becomes of it', () => {
    const session = new Session();
    session.command({ type: 'choose-service', service: 'insurance-check-in' });
    session.card(true);
    for (let time = 0; time < 50; time += 1) session.event({ type: 'scan', code: own });
    expect(session.take('read-chip')).toHaveLength(1);
    session.event({ type: 'chip-read', result: failed('CARD_UNREADABLE') });
    for (let time = 0; time < 50; time += 1) session.event({ type: 'scan', code: own });
    expect(session.take('read-chip')).toEqual([]);
    session.command({ type: 'confirm' });
    expect(session.take('read-chip')).toHaveLength(1);
  });

  it.each(['identify', 'person'] as const)('keeps no page open for ever: %s', (page) => {
    const session = new Session();
    if (page === 'person') session.identified();
    else session.command({ type: 'choose-service', service: 'insurance-check-in' });
    session.event({ type: 'scan', code: own });
    const waiting = waits(session.state);
    for (let time = 0; time < 50; time += 1) session.event({ type: 'scan', code: own });
    expect(waits(session.state)).toEqual(waiting);
    session.wait();
    session.event({ type: 'scan', code: own });
    expect(session.state.warning).toBe(30);
  });

  it.each(codes.filter(({ kind }) => kind !== 'citizen-card' && kind !== 'number'))(
    'takes nobody away from typing: $kind',
    (code) => {
      const session = typing();
      session.event({ type: 'scan', code });
      expect(session.page).toMatchObject({ name: 'number-entry', digits: '0' });
    },
  );

  it('takes nobody away from typing: the number that the card refused', () => {
    const session = new Session();
    session.command({ type: 'choose-service', service: 'insurance-check-in' });
    session.card(true);
    session.event({ type: 'scan', code: own });
    session.event({ type: 'chip-read', result: failed('CARD_ACCESS_DENIED') });
    session.command({ type: 'type-number' }, { type: 'digit', digit: '0' });
    session.event({ type: 'scan', code: own });
    expect(session.page).toMatchObject({ name: 'number-entry', digits: '0' });
  });

  it('ends the typing where it gives the number', () => {
    const session = typing();
    session.event({ type: 'scan', code: own });
    expect(session.page).toMatchObject({ name: 'identify', number: 'scanned' });
  });
});

function typing(): Session {
  const session = new Session();
  session.command({ type: 'choose-service', service: 'insurance-check-in' });
  session.command({ type: 'type-number' }, { type: 'digit', digit: '0' });
  return session;
}

describe('codes that are read in turn, of which none is for the page', () => {
  const inTurn: ScannedCode[] = [
    { kind: 'refused', code: 'SCAN_UNREADABLE' },
    { kind: 'ticket', ticketToken: 'B'.repeat(22) },
  ];
  const pages = {
    identify: () => {
      const session = new Session();
      session.command({ type: 'choose-service', service: 'insurance-check-in' });
      return session;
    },
    question: () => new Session().askedForLicence(),
  };

  it.each(Object.entries(pages))('keep no page open for ever: %s', (_, open) => {
    const session = open();
    for (const code of inTurn) session.event({ type: 'scan', code });
    const waiting = waits(session.state);
    for (let time = 0; time < 50; time += 1) for (const code of inTurn) session.event({ type: 'scan', code });
    expect(waits(session.state)).toEqual(waiting);
    session.wait();
    for (const code of inTurn) session.event({ type: 'scan', code });
    expect(session.state.warning).toBe(30);
  });
});

it('the test card’s QR, forgotten under the scanner, keeps no maintenance open', () => {
  const session = new Session();
  session.command(...['F2', 'F8', 'F2', 'F4'].map((key) => ({ type: 'key' as const, key })));
  session.event({ type: 'access', result: ok(undefined) });
  session.event({ type: 'diagnosed', backend: 'up', unsent: [], unsettled: [], wear: unworn, checks: [] });
  session.command({ type: 'maintenance', action: 'test-read' });
  session.event({ type: 'scan', code: own });
  expect(session.page).toMatchObject({ name: 'maintenance', busy: 'test-card' });
  const waiting = waits(session.state);
  for (let time = 0; time < 50; time += 1) session.event({ type: 'scan', code: own });
  expect(waits(session.state)).toEqual(waiting);
});
