import { describe, expect, it } from 'vitest';
import { insuranceCardNumber, people } from '../../drivers/simulated/people.ts';
import type { OtherPaper } from '../../src/contract/other-papers.ts';
import { failed, ok } from '../../src/contract/result.ts';
import type { ScannedCode } from '../../src/contract/scanned-code.ts';
import type { ServiceId } from '../../src/contract/services.ts';
import { delays } from '../../src/main/delays.ts';
import { declaredIdentity } from '../support/samples.ts';
import { Session } from './driver.ts';

const [valid] = people;
const holder = { fullName: valid.fullName, birthDate: valid.birthDate };
const cardNumber = insuranceCardNumber(valid);
const insuranceCard: ScannedCode = { kind: 'insurance-card', cardNumber, holder };
const qr: ScannedCode = { kind: 'citizen-card', personalNumber: valid.personalNumber, holder };
const unknown: ScannedCode = { kind: 'refused', code: 'SCAN_NOT_FOR_KIOSK' };

function papers(service: ServiceId = 'insurance-check-in'): Session {
  const session = new Session();
  session.command({ type: 'choose-service', service }, { type: 'other-papers' });
  return session;
}

function showing(paper: OtherPaper): Session {
  const session = papers();
  session.command({ type: 'show-paper', paper });
  return session;
}

const scan = (session: Session, code: ScannedCode) => session.event({ type: 'scan', code });
const declared = (session: Session) => session.take('declare').map(({ person }) => person);

it('what may be shown depends on the service; a desk helps with every one', () => {
  expect(papers().page).toMatchObject({
    papers: ['insurance-card', 'passport', 'number', 'child', 'vneid', 'none'],
  });
  const licence = papers('licence-renewal');
  expect(licence.page).toMatchObject({ name: 'papers', papers: ['vneid', 'none'] });
  const step = licence.event({ type: 'command', command: { type: 'show-paper', paper: 'insurance-card' } });
  expect(step.refused).toBe('COMMAND_INVALID');
});

describe('a health-insurance card', () => {
  const person = { by: 'insurance-card', cardNumber, ...holder } as const;

  it('is declared wherever it is scanned, without another touch', () => {
    const identify = new Session();
    identify.command({ type: 'choose-service', service: 'insurance-check-in' });
    const typing = new Session();
    typing.command({ type: 'choose-service', service: 'insurance-check-in' }, { type: 'type-number' });
    for (const session of [identify, typing, papers(), showing('insurance-card'), showing('passport')]) {
      scan(session, insuranceCard);
      expect(session.page).toMatchObject({ name: 'checking', what: 'insurance' });
      expect(declared(session)).toEqual([person]);
    }
  });

  it('an old one says a number alone: the page shows its last digits', () => {
    const session = showing('insurance-card');
    scan(session, { kind: 'insurance-card', cardNumber });
    const [bare] = declared(session);
    expect(bare).toEqual({ by: 'insurance-card', cardNumber });
    if (!bare) return;
    session.event({ type: 'verified', result: ok(declaredIdentity(bare)) });
    expect(session.page).toMatchObject({ name: 'person', maskedNumber: '••••••••••345', identity: 'declared' });
  });

  it('twelve bare digits are its number where it was asked for, and the citizen card’s elsewhere', () => {
    const digits: ScannedCode = { kind: 'number', digits: valid.personalNumber };
    const asked = showing('insurance-card');
    scan(asked, digits);
    expect(declared(asked)).toEqual([{ by: 'insurance-card', cardNumber: valid.personalNumber }]);
    const elsewhere = papers();
    scan(elsewhere, digits);
    expect(elsewhere.page).toMatchObject({ name: 'identify', asks: 'citizen-card', number: 'scanned' });
  });

  it('no service that wants a chip takes it', () => {
    const session = new Session();
    session.command({ type: 'choose-service', service: 'licence-renewal' });
    scan(session, insuranceCard);
    expect(session.page).toMatchObject({ name: 'identify', problem: 'SCAN_NOT_FOR_KIOSK' });
    expect(declared(session)).toEqual([]);
  });

  it('is asked for without a word of the reader, which it does not need', () => {
    const session = showing('insurance-card');
    session.says({ reader: { state: 'absent', card: false } });
    expect(session.page).toMatchObject({ name: 'identify', asks: 'insurance-card' });
    expect(session.page).not.toHaveProperty('problem');
  });

  it('was said and the citizen card is found after all: it is read', () => {
    const session = showing('insurance-card');
    scan(session, qr);
    expect(session.page).toMatchObject({ asks: 'citizen-card', number: 'scanned' });
    session.card(true);
    expect(session.take('read-chip')).toHaveLength(1);
  });
});

describe('VNeID', () => {
  it('its code, of which nothing is known, leads to the desk', () => {
    const session = showing('vneid');
    expect(session.page).toMatchObject({ asks: 'vneid' });
    scan(session, unknown);
    expect(session.page).toMatchObject({ name: 'desk', reason: 'VNEID_AT_COUNTER' });
  });

  it.each<ScannedCode>([
    { kind: 'refused', code: 'SCAN_UNREADABLE' },
    { kind: 'ticket', ticketToken: 'B'.repeat(22) },
  ])('what surely is none is complained of: $kind', (code) => {
    const session = showing('vneid');
    scan(session, code);
    expect(session.page).toMatchObject({ name: 'identify', asks: 'vneid' });
    expect(session.page).toHaveProperty('problem');
  });

  it('on the ordinary page the same code is a mistake', () => {
    const session = new Session();
    session.command({ type: 'choose-service', service: 'insurance-check-in' });
    scan(session, unknown);
    expect(session.page).toMatchObject({ name: 'identify', problem: 'SCAN_NOT_FOR_KIOSK' });
  });
});

describe('a number that she knows by heart', () => {
  const submitted = (digits: string) => {
    const session = showing('number');
    for (const digit of digits) session.command({ type: 'digit', digit });
    session.command({ type: 'submit' });
    return session;
  };

  it('is declared at once, since there is no card to wait for', () => {
    expect(declared(submitted(valid.personalNumber))).toEqual([{ by: 'number', personalNumber: valid.personalNumber }]);
  });

  it('of eleven digits is none', () => {
    const session = submitted(valid.personalNumber.slice(1));
    expect(session.page).toMatchObject({ name: 'number-entry', problem: 'NUMBER_INVALID' });
    session.command({ type: 'digit', digit: '0' });
    expect(session.page).not.toHaveProperty('problem');
    session.command({ type: 'submit' });
    expect(declared(session)).toHaveLength(1);
  });
});

describe('a child without a card', () => {
  it.each([
    ['its insurance card', insuranceCard, { by: 'insurance-card', cardNumber, ...holder }],
    ['the QR of its card', qr, { by: 'citizen-card', personalNumber: valid.personalNumber, ...holder }],
  ] as const)('%s is declared, and no chip is waited for', (_, code, person) => {
    const session = showing('child');
    session.card(true);
    scan(session, code);
    expect(declared(session)).toEqual([person]);
    expect(session.take('read-chip')).toEqual([]);
  });

  it('shows its year of birth, and goes on to the questions', () => {
    const session = showing('child');
    scan(session, insuranceCard);
    const person = { by: 'insurance-card', cardNumber, fullName: 'NGUYỄN MẪU AN', birthDate: '2022-03-08' } as const;
    session.event({ type: 'verified', result: ok(declaredIdentity(person, { eligibility: { status: 'valid' } })) });
    expect(session.page).toMatchObject({ name: 'person', maskedName: 'N. M. AN', birthYear: '2022' });
    session.command({ type: 'confirm' });
    expect(session.page.name).toBe('question');
  });
});

it('no paper at all: the desk, with a slip that says so', () => {
  const session = showing('none');
  expect(session.page).toMatchObject({ name: 'desk', reason: 'WITHOUT_PAPERS' });
  expect(session.take('print-desk-slip')).toHaveLength(1);
});

describe('back', () => {
  it.each(['insurance-card', 'passport', 'vneid', 'child', 'number'] as const)(
    'goes one step at a time: from %s to the papers, to the card, home',
    (paper) => {
      const session = showing(paper);
      session.command({ type: 'back' });
      expect(session.page.name).toBe('papers');
      session.command({ type: 'back' });
      expect(session.page).toMatchObject({ name: 'identify', asks: 'citizen-card', otherPapers: true });
      session.command({ type: 'back' });
      expect(session.page.name).toBe('cleared');
    },
  );

  it('finds the number that was scanned already', () => {
    const session = new Session();
    session.command({ type: 'choose-service', service: 'insurance-check-in' });
    scan(session, qr);
    session.command({ type: 'other-papers' }, { type: 'back' });
    expect(session.page).toMatchObject({ name: 'identify', number: 'scanned' });
  });

  it('does not try again what the card refused', () => {
    const session = new Session();
    session.command({ type: 'choose-service', service: 'insurance-check-in' });
    session.card(true);
    scan(session, qr);
    session.event({ type: 'chip-read', result: failed('CARD_ACCESS_DENIED') });
    session.take('read-chip');
    session.command({ type: 'other-papers' }, { type: 'show-paper', paper: 'vneid' });
    session.command({ type: 'back' }, { type: 'back' });
    scan(session, qr);
    expect(session.take('read-chip')).toEqual([]);
    expect(session.page).toMatchObject({ problem: 'CARD_ACCESS_DENIED' });
  });
});

it('a card laid down while she looks at the other papers is read once she is back', () => {
  const session = new Session();
  session.command({ type: 'choose-service', service: 'insurance-check-in' });
  scan(session, qr);
  session.command({ type: 'other-papers' });
  session.card(true);
  expect(session.take('read-chip')).toEqual([]);
  session.command({ type: 'back' });
  expect(session.take('read-chip')).toHaveLength(1);
});

it('the page of papers is left alone for as long as the card’s', () => {
  expect(papers().wait()).toBe(delays.idle);
});

it('a code that is nobody’s paper leaves the page of papers as it is', () => {
  const session = papers();
  const { page } = session;
  for (const code of [unknown, { kind: 'ticket', ticketToken: 'B'.repeat(22) } as const]) scan(session, code);
  expect(session.page).toEqual(page);
});
