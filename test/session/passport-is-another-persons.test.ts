import { describe, expect, it } from 'vitest';
import { people, traveller } from '../../drivers/simulated/people.ts';
import type { DocumentRead } from '../../src/contract/chip.ts';
import type { FailureCode } from '../../src/contract/failures.ts';
import { failed, ok } from '../../src/contract/result.ts';
import { verifiedIdentity as judged } from '../../src/main/identity/verified-identity.ts';
import { documentRead, passportRead } from '../support/samples.ts';
import { Session } from './driver.ts';

const [valid] = people;
const mrz = { documentNumber: traveller.documentNumber, birthDate: '740812', expiryDate: '300415' };
const challengeId = 'C'.repeat(22);

function asked(): Session {
  const session = new Session();
  session.command({ type: 'choose-service', service: 'insurance-check-in' });
  session.command({ type: 'other-papers' }, { type: 'show-paper', paper: 'passport' });
  return session;
}

function reading(): Session {
  const session = asked();
  session.event({ type: 'scan', code: { kind: 'travel-document', mrz } });
  session.card(true);
  return session;
}

const read = (session: Session, document: DocumentRead) =>
  session.event({ type: 'chip-read', result: ok({ read: document, challengeId }) });
const fails = (session: Session, code: FailureCode) => session.event({ type: 'chip-read', result: failed(code) });

it('its MRZ alone opens it, and the server is told no number', () => {
  const session = reading();
  expect(session.take('read-chip')).toEqual([{ type: 'read-chip', personalNumber: undefined, mrz }]);
  read(session, passportRead());
  expect(session.take('verify')).toEqual([
    { type: 'verify', service: 'insurance-check-in', personalNumber: undefined, challengeId, read: passportRead() },
  ]);
  session.event({
    type: 'verified',
    result: ok(judged(passportRead(), { verificationId: 'A'.repeat(22), identity: 'proved' })),
  });
  expect(session.page).toMatchObject({ name: 'person', maskedName: 'L. Å. MÄRTA', birthYear: '1974' });
});

it('shown on the page of the citizen card it is taken all the same, and asked for from then on', () => {
  const session = new Session();
  session.command({ type: 'choose-service', service: 'insurance-check-in' });
  session.event({ type: 'scan', code: { kind: 'travel-document', mrz } });
  expect(session.page).toMatchObject({ name: 'identify', asks: 'passport', number: 'scanned' });
});

it('no service that does not take passports takes it', () => {
  const session = new Session();
  session.command({ type: 'choose-service', service: 'licence-renewal' });
  session.event({ type: 'scan', code: { kind: 'travel-document', mrz } });
  session.card(true);
  expect(session.page).toMatchObject({ problem: 'SCAN_NOT_FOR_KIOSK', number: 'missing' });
  expect(session.take('read-chip')).toEqual([]);
});

describe('what lies on the reader is not what was scanned', () => {
  it.each([
    ['another passport', passportRead('X0000000')],
    ['a citizen card', documentRead()],
  ])('%s is not believed', (_, other) => {
    const session = reading();
    read(session, other);
    expect(session.page).toMatchObject({ number: 'missing', problem: 'CARD_NUMBER_MISMATCH' });
    expect(session.take('verify')).toEqual([]);
  });

  it('a passport, for a citizen card’s number: nor is it', () => {
    const session = new Session();
    session.command({ type: 'choose-service', service: 'insurance-check-in' });
    session.scanCard(valid.personalNumber);
    session.card(true);
    read(session, passportRead());
    expect(session.page).toMatchObject({ problem: 'CARD_NUMBER_MISMATCH' });
  });

  it('the chip refuses the MRZ: it is not tried on it again', () => {
    const session = reading();
    session.take('read-chip');
    fails(session, 'CARD_ACCESS_DENIED');
    session.event({ type: 'scan', code: { kind: 'travel-document', mrz } });
    session.command({ type: 'confirm' });
    expect(session.take('read-chip')).toEqual([]);
    expect(session.page).toMatchObject({ number: 'missing', problem: 'CARD_ACCESS_DENIED' });
  });
});

it('its chip fails twice: the desk is offered first, and nothing can be declared', () => {
  const session = reading();
  fails(session, 'CARD_UNREADABLE');
  session.command({ type: 'confirm' });
  fails(session, 'CARD_UNREADABLE');
  expect(session.page).toMatchObject({ staffFirst: true, canDeclare: false });
  expect(session.event({ type: 'command', command: { type: 'declare' } }).refused).toBe('OUT_OF_TURN');
  session.command({ type: 'ask-staff' });
  expect(session.take('print-desk-slip')).toMatchObject([{ reason: 'CARD_UNREADABLE' }]);
});

it('she goes back while it is read: the reading is dropped, and does not come in the way of what she shows next', () => {
  const session = reading();
  const { turn } = session.state;
  session.command({ type: 'back' });
  expect(session.page.name).toBe('papers');
  session.command({ type: 'back' });
  session.event({ type: 'chip-read', result: ok({ read: passportRead(), challengeId }) }, turn);
  expect(session.page).toMatchObject({ name: 'identify', asks: 'citizen-card', number: 'missing' });
  expect(session.take('verify')).toEqual([]);
  session.scanCard(valid.personalNumber);
  expect(session.take('read-chip')).toHaveLength(2);
});

it('a citizen card that was scanned before is forgotten with the choice of a passport', () => {
  const session = new Session();
  session.command({ type: 'choose-service', service: 'insurance-check-in' });
  session.scanCard(valid.personalNumber);
  session.command({ type: 'other-papers' }, { type: 'show-paper', paper: 'passport' });
  session.card(true);
  expect(session.take('read-chip')).toEqual([]);
  expect(session.page).toMatchObject({ asks: 'passport', number: 'missing' });
});
