import { expect, it } from 'vitest';
import { people } from '../../drivers/simulated/people.ts';
import type { ScannedCode } from '../../src/contract/scanned-code.ts';
import type { ServiceId } from '../../src/contract/services.ts';
import { Session } from './driver.ts';

const [valid] = people;
const mrz = { documentNumber: 'C1234567', birthDate: '900101', expiryDate: '300101' };

const useless: ScannedCode[] = [
  { kind: 'insurance-card', cardNumber: 'DN4990100000017' },
  { kind: 'appointment', code: 'HK-2026-0042' },
  { kind: 'ticket', ticketToken: 'B'.repeat(22) },
  { kind: 'travel-document', mrz },
];

const identifying = (service: ServiceId = 'insurance-check-in') => {
  const session = new Session();
  session.command({ type: 'choose-service', service });
  return session;
};

const asksForLicence = () => {
  const session = new Session().identified();
  session.command({ type: 'cancel' });
  session.wait();
  return session.askedForLicence();
};

it.each(useless)('$kind is not for this step, and the page says what is', (code) => {
  for (const session of [identifying('licence-renewal'), asksForLicence()]) {
    const { name } = session.page;
    session.event({ type: 'scan', code });
    expect(session.page.name).toBe(name);
    expect(JSON.stringify(session.page)).toContain('SCAN_NOT_FOR_KIOSK');
  }
});

it('a licence at the wrong moment is no identity', () => {
  const session = identifying();
  session.event({ type: 'scan', code: { kind: 'driving-licence', licenceNumber: '990151000017' } });
  expect(session.page).toMatchObject({ number: 'missing', problem: 'SCAN_NOT_FOR_KIOSK' });
});

it('twelve bare digits open the card as typed ones do, and name a licence where one is asked for', () => {
  const session = identifying();
  session.event({ type: 'scan', code: { kind: 'number', digits: valid.personalNumber } });
  expect(session.page).toMatchObject({ number: 'scanned' });
  session.card(true);
  expect(session.take('read-chip')).toEqual([{ type: 'read-chip', personalNumber: valid.personalNumber }]);

  const licence = asksForLicence();
  licence.event({ type: 'scan', code: { kind: 'number', digits: '990151000017' } });
  expect(licence.page).toMatchObject({ name: 'question', question: { kind: 'choice' } });
});

it('the QR of the card adds what the bare digits lack', () => {
  const session = identifying();
  session.event({ type: 'scan', code: { kind: 'number', digits: valid.personalNumber } });
  session.event({ type: 'scan', code: { kind: 'citizen-card', personalNumber: valid.personalNumber, mrz } });
  session.event({ type: 'scan', code: { kind: 'number', digits: valid.personalNumber } });
  session.card(true);
  expect(session.take('read-chip')).toEqual([{ type: 'read-chip', personalNumber: valid.personalNumber, mrz }]);
});
