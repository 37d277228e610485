import { describe, expect, it } from 'vitest';
import { people } from '../../drivers/simulated/people.ts';
import type { FailureCode } from '../../src/contract/failures.ts';
import { failed, ok } from '../../src/contract/result.ts';
import type { ScannedCode } from '../../src/contract/scanned-code.ts';
import type { ServiceId } from '../../src/contract/services.ts';
import { declaredIdentity } from '../support/samples.ts';
import { Session } from './driver.ts';

const [valid, other] = people;
const holder = { fullName: valid.fullName, birthDate: valid.birthDate };
const qr: ScannedCode = { kind: 'citizen-card', personalNumber: valid.personalNumber, holder };
const herself = { by: 'citizen-card', personalNumber: valid.personalNumber, ...holder } as const;
const byNumber = { by: 'number', personalNumber: valid.personalNumber } as const;

function begun(service: ServiceId = 'insurance-check-in'): Session {
  const session = new Session();
  session.command({ type: 'choose-service', service });
  return session;
}

const scan = (session: Session, code: ScannedCode = qr) => session.event({ type: 'scan', code });

function type(session: Session): void {
  session.command({ type: 'type-number' });
  for (const digit of valid.personalNumber) session.command({ type: 'digit', digit });
  session.command({ type: 'submit' });
}

/** The card is laid down, read and lifted again. */
function fail(session: Session, ...codes: FailureCode[]): void {
  for (const code of codes) {
    session.card(true);
    session.event({ type: 'chip-read', result: failed(code) });
    session.card(false);
  }
}

function expectDeclared(session: Session, person: typeof herself | typeof byNumber): void {
  expect(session.page).toMatchObject({ name: 'identify', canDeclare: true });
  session.command({ type: 'declare' });
  expect(session.take('declare')).toEqual([{ type: 'declare', service: 'insurance-check-in', person }]);
  expect(session.page).toMatchObject({ name: 'checking', what: 'insurance' });
}

describe('a card whose QR was scanned', () => {
  it('fails twice in one way: she goes on with what the QR says, and a desk compares', () => {
    const session = begun();
    scan(session);
    fail(session, 'CARD_UNREADABLE');
    expect(session.page).toMatchObject({ canDeclare: false });
    expect(session.page).not.toHaveProperty('staffFirst');
    fail(session, 'CARD_UNREADABLE');
    expect(session.page).toMatchObject({ problem: 'CARD_UNREADABLE', staffFirst: true });
    expectDeclared(session, herself);
    session.event({ type: 'verified', result: ok(declaredIdentity(herself)) });
    expect(session.page).toMatchObject({
      name: 'person',
      maskedName: 'N. T. HƯỜNG',
      birthYear: '1951',
      identity: 'declared',
    });
  });

  it('is pressed in vain in between: a retry does not make the failures few again', () => {
    const session = begun();
    scan(session);
    session.card(true);
    session.event({ type: 'chip-read', result: failed('CARD_UNREADABLE') });
    session.command({ type: 'confirm' });
    session.event({ type: 'chip-read', result: failed('CARD_UNREADABLE') });
    expectDeclared(session, herself);
  });

  it('fails once in each of two ways: it is tried on', () => {
    const session = begun();
    scan(session);
    fail(session, 'CARD_UNREADABLE', 'CARD_REMOVED');
    expect(session.page).toMatchObject({ canDeclare: false });
    expect(session.event({ type: 'command', command: { type: 'declare' } }).refused).toBe('OUT_OF_TURN');
    expect(session.take('declare')).toEqual([]);
  });

  it('has no chip of this kind: once is enough', () => {
    const session = begun();
    scan(session);
    fail(session, 'CARD_NOT_SUPPORTED');
    expectDeclared(session, herself);
  });

  it('has a chip that is dead: laid down twice without an answer', () => {
    const session = begun();
    scan(session);
    for (let time = 0; time < 2; time += 1) {
      expect(session.page).toMatchObject({ canDeclare: false });
      session.says({ reader: { state: 'ready', card: true, mute: true } });
      session.card(false);
    }
    expectDeclared(session, herself);
  });

  it('refuses what its QR says, twice: the QR still says who she is', () => {
    const session = begun();
    scan(session);
    fail(session, 'CARD_ACCESS_DENIED');
    scan(session);
    fail(session, 'CARD_ACCESS_DENIED');
    expect(session.page).toMatchObject({ number: 'missing' });
    expectDeclared(session, herself);
  });

  it('lies there while it is read once more: nothing is declared before that ended', () => {
    const session = begun();
    scan(session);
    fail(session, 'CARD_UNREADABLE', 'CARD_UNREADABLE');
    session.card(true);
    expect(session.page).toMatchObject({ canDeclare: false, otherPapers: false });
    for (const command of ['declare', 'other-papers'] as const)
      expect(session.event({ type: 'command', command: { type: command } }).refused).toBe('OUT_OF_TURN');
  });

  it('is read well at the third attempt: nothing was declared', () => {
    const session = begun();
    scan(session);
    fail(session, 'CARD_UNREADABLE', 'CARD_UNREADABLE');
    session.card(true);
    expect(session.take('read-chip')).toHaveLength(3);
    expect(session.take('declare')).toEqual([]);
  });
});

describe('a QR without a name, as a scanner that types leaves it', () => {
  it('declares the number alone', () => {
    const session = begun();
    scan(session, { kind: 'citizen-card', personalNumber: valid.personalNumber });
    fail(session, 'CARD_UNREADABLE', 'CARD_UNREADABLE');
    expectDeclared(session, byNumber);
  });

  it('is better than bare digits: the QR that follows them says the name', () => {
    const session = begun();
    scan(session, { kind: 'number', digits: valid.personalNumber });
    scan(session);
    fail(session, 'CARD_UNREADABLE', 'CARD_UNREADABLE');
    expectDeclared(session, herself);
  });
});

describe('a number that was typed', () => {
  it('is declared where the chip fails twice, and the page shows its end', () => {
    const session = begun();
    type(session);
    fail(session, 'CARD_REMOVED', 'CARD_REMOVED');
    expectDeclared(session, byNumber);
    session.event({ type: 'verified', result: ok(declaredIdentity(byNumber)) });
    expect(session.page).toMatchObject({ name: 'person', maskedNumber: '•••••••••345', identity: 'declared' });
    expect(session.page).not.toHaveProperty('maskedName');
  });

  it('is not hers where the card refuses it, however often', () => {
    const session = begun();
    for (let time = 0; time < 3; time += 1) {
      type(session);
      fail(session, 'CARD_ACCESS_DENIED');
    }
    expect(session.page).toMatchObject({ canDeclare: false, staffFirst: true });
  });
});

describe('no reader at all', () => {
  const withoutReader = (service?: ServiceId) => {
    const session = new Session();
    session.says({ reader: { state: 'absent', card: false } });
    session.command({ type: 'choose-service', service: service ?? 'insurance-check-in' });
    return session;
  };

  it('the QR is enough', () => {
    const session = withoutReader();
    expect(session.page).toMatchObject({ problem: 'READER_MISSING', canDeclare: false });
    scan(session);
    expectDeclared(session, herself);
  });

  it('a typed number is enough', () => {
    const session = withoutReader();
    type(session);
    expectDeclared(session, byNumber);
  });

  it('it comes back while she is there: the chip is read after all', () => {
    const session = withoutReader();
    scan(session);
    session.card(true);
    expect(session.take('read-chip')).toHaveLength(1);
  });

  it('a service that wants the chip stays shut to whoever scans', () => {
    const session = withoutReader('licence-renewal');
    scan(session);
    expect(session.page).toMatchObject({ problem: 'READER_MISSING', canDeclare: false });
    expect(session.event({ type: 'command', command: { type: 'declare' } }).refused).toBe('OUT_OF_TURN');
  });
});

it('a licence is renewed with a chip only: after two failures there is the desk, and nothing is declared', () => {
  const session = begun('licence-renewal');
  scan(session);
  fail(session, 'CARD_UNREADABLE', 'CARD_UNREADABLE');
  expect(session.page).toMatchObject({ canDeclare: false, staffFirst: true });
  session.command({ type: 'declare' });
  expect(session.take('declare')).toEqual([]);
  session.command({ type: 'ask-staff' });
  expect(session.take('print-desk-slip')).toMatchObject([{ reason: 'CARD_UNREADABLE' }]);
});

it('the server is away when she declares: she is received unchecked, and what the QR said is forgotten', () => {
  const session = begun();
  scan(session);
  fail(session, 'CARD_UNREADABLE', 'CARD_UNREADABLE');
  session.command({ type: 'declare' });
  session.event({ type: 'verified', result: failed('BACKEND_UNREACHABLE'), hasOwnNumber: true });
  expect(session.page.name).toBe('question');
  expect(JSON.stringify(session.state)).not.toContain(valid.personalNumber);
  expect(JSON.stringify(session.state)).not.toContain(valid.fullName);
});

it('the server does not serve who declares: the desk', () => {
  const session = begun();
  scan(session);
  fail(session, 'CARD_NOT_SUPPORTED');
  session.command({ type: 'declare' });
  session.event({ type: 'verified', result: failed('BACKEND_REFUSED') });
  expect(session.page).toMatchObject({ name: 'desk', reason: 'BACKEND_REFUSED' });
});

it('"not me" on a declared person: the slip carries no name', () => {
  const session = begun();
  scan(session);
  fail(session, 'CARD_NOT_SUPPORTED');
  session.command({ type: 'declare' });
  session.event({ type: 'verified', result: ok(declaredIdentity(herself)) });
  session.command({ type: 'deny' });
  const [slip] = session.take('print-desk-slip');
  expect(slip).toMatchObject({ reason: 'PERSON_DENIED' });
  expect(slip).not.toHaveProperty('maskedName');
});

it('the QR of another person, scanned afterwards, is declared and not the first one', () => {
  const session = begun();
  scan(session);
  fail(session, 'CARD_UNREADABLE', 'CARD_UNREADABLE');
  const [, { fullName, birthDate, personalNumber }] = people;
  scan(session, { kind: 'citizen-card', personalNumber, holder: { fullName, birthDate } });
  session.command({ type: 'declare' });
  expect(session.take('declare')).toMatchObject([{ person: { personalNumber: other.personalNumber, fullName } }]);
});
