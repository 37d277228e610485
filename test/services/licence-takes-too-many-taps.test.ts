import { expect, it } from 'vitest';
import { people } from '../../drivers/simulated/people.ts';
import type { Command } from '../../src/contract/commands.ts';
import type { LicenceRecord } from '../../src/contract/licence.ts';
import { failed, ok, type Result } from '../../src/contract/result.ts';
import { serviceDefinitionSchema } from '../../src/contract/services.ts';
import { ticketSchema } from '../../src/contract/ticket.ts';
import handOver from '../../resources/services/licence-hand-over.json' with { type: 'json' };
import { Session } from '../session/driver.ts';
import { context, documentRead, number, verifiedIdentity } from '../support/samples.ts';

const [valid] = people;
const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0xff, 0xd9]).toString('base64');

const record: LicenceRecord = {
  licences: [
    { number: '990151000017', class: 'B', expiresOn: '2026-12-12', suspended: false },
    { number: '990151000018', class: 'A1', suspended: false },
  ],
  unsettledViolations: false,
  healthCertificate: { issuedOn: '2026-11-02' },
};

const question = (session: Session) => {
  const { page } = session.view;
  return page.name === 'question' ? page.question : page.name;
};

const begins = { code: 'H99.01.05-261121-0001', resultOn: '2026-11-27' };

/** Holds her card to the machine, and says that it is her; each command is a tap. */
function begun(taps: Command[], looked: Result<LicenceRecord> = ok(record)) {
  const session = new Session();
  const tap = (...commands: Command[]) => {
    for (const command of commands) {
      taps.push(command);
      expect(session.event({ type: 'command', command }).refused).toBeUndefined();
    }
  };
  tap({ type: 'choose-service', service: 'licence-renewal' });
  session.scanCard(valid.personalNumber);
  session.card(true);
  session.event({ type: 'chip-read', result: ok({ read: documentRead(), challengeId: 'C'.repeat(22) }) });
  session.event({ type: 'verified', result: ok(verifiedIdentity()) });
  tap({ type: 'confirm' });
  expect(session.take('look-up-licence')).toHaveLength(1);
  session.event({ type: 'licence-looked-up', result: looked });
  return { session, tap };
}

it('by card, with the register answering: twelve choice taps at most before payment, and a receipt at the end', () => {
  const taps: Command[] = [];
  const { session, tap } = begun(taps);
  tap({ type: 'confirm' });
  tap({ type: 'answer', option: '1' });
  tap({ type: 'answer', option: 'expiring' });
  expect(question(session)).toMatchObject({ kind: 'photo' });
  // Its page takes a first tap itself, "Chụp"; this is "Dùng ảnh này".
  tap({ type: 'photo', jpeg });
  tap({ type: 'answer', option: 'here' });
  expect(question(session)).toMatchObject({ kind: 'consent' });
  expect(JSON.stringify(session.view)).not.toContain('990151000017');
  // What she agrees to is what she checked: it is not shown twice.
  tap({ type: 'confirm' });
  expect(taps.length + 1).toBeLessThanOrEqual(12);

  const [issue] = session.take('issue');
  expect(issue?.request).toMatchObject({
    queue: 'licence-desk',
    photo: jpeg,
    answers: { 'licence-number': '990151000017', 'licence-class': 'B', consent: 'yes' },
    awaitsDesk: false,
  });
  const dossier = { ...begins, awaitsDesk: false };
  session.event({ type: 'issued', result: ok(number({ dossier })) });
  const [printing] = session.take('print-number');
  expect(ticketSchema.parse(printing?.receipt)).toMatchObject({
    awaitsDesk: false,
    dossierCode: dossier.code,
    resultAt: '2026-11-27T09:30:00.000Z',
    fee: { vi: '135.000 đồng (mức tại đây), nộp tại quầy' },
  });
  expect(session.view.page).toMatchObject({ name: 'ticket', papers: [], dossier: { ...dossier, fee: 135_000 } });
});

it('a register that does not answer leaves her to say it herself, to the same end', () => {
  const taps: Command[] = [];
  const { session, tap } = begun(taps, failed('BACKEND_UNREACHABLE'));
  const type = (digits: string) => {
    tap(...Array.from(digits, (digit): Command => ({ type: 'digit', digit })), { type: 'submit' });
  };
  tap({ type: 'confirm' });
  session.event({ type: 'scan', code: { kind: 'driving-licence', licenceNumber: '990151000017' } });
  tap({ type: 'answer', option: 'B' });
  type('12122026');
  tap({ type: 'answer', option: 'expiring' }, { type: 'answer', option: 'paper' });
  type('22112026');
  expect(question(session)).toMatchObject({ kind: 'date', problem: 'DATE_INVALID' });
  tap(...Array<Command>(8).fill({ type: 'delete-digit' }));
  type('01112026');
  tap({ type: 'answer', option: 'unsure' }, { type: 'confirm' }, { type: 'answer', option: 'post' });
  tap({ type: 'text', text: 'Số 1 Đường Mẫu, Phường Mẫu, Thành phố Mẫu' });
  type('091234567');
  expect(question(session)).toMatchObject({ kind: 'digits', problem: 'NUMBER_INVALID' });
  type('8');
  expect(question(session)).toMatchObject({ kind: 'consent' });
  tap({ type: 'confirm' });
  const [issue] = session.take('issue');
  expect(issue?.request.answers).toMatchObject({ phone: '0912345678', delivery: 'post', photo: 'at-desk' });
  expect(issue?.request.awaitsDesk).toBe(true);
  session.event({ type: 'issued', result: ok(number({ dossier: { ...begins, awaitsDesk: true } })) });
  expect(session.view.page).toMatchObject({ name: 'ticket', dossier: { awaitsDesk: true } });
  expect(JSON.stringify(session.view.page)).toContain('Giấy phép lái xe cũ');
});

it.each([
  ['received', false],
  ['still to be received', true],
  ['of a kiosk that did not say', undefined],
])(
  'a number that she holds already tells of its dossier what was told then, and nothing unknown: %s',
  (_name, awaitsDesk) => {
    const { session, tap } = begun([]);
    tap({ type: 'confirm' }, { type: 'answer', option: '1' }, { type: 'answer', option: 'damaged' });
    tap({ type: 'confirm' }, { type: 'answer', option: 'here' }, { type: 'confirm' });
    const dossier = { ...begins, ...(awaitsDesk !== undefined && { awaitsDesk }) };
    session.event({ type: 'issued', result: ok(number({ dossier, repeated: true })) });
    expect(session.take('print-number')[0]).not.toHaveProperty('receipt');
    const { page } = session.view;
    expect(page.name === 'ticket' && page.dossier?.awaitsDesk).toBe(awaitsDesk);
  },
);

it('whoever does not agree goes to the desk, and nothing of hers is sent', () => {
  const { session, tap } = begun([]);
  tap({ type: 'confirm' }, { type: 'answer', option: '1' }, { type: 'answer', option: 'damaged' });
  tap({ type: 'confirm' }, { type: 'answer', option: 'here' }, { type: 'deny' });
  expect(session.view.page).toMatchObject({ name: 'desk', reason: 'CONSENT_REFUSED' });
  expect(session.take('issue')).toEqual([]);
});

it('a centre that receives no dossiers gives a number without a receipt, or the way to the portal', () => {
  const session = new Session();
  const services = [serviceDefinitionSchema.parse(handOver)];
  session.context = { ...context, catalogue: { ...context.catalogue, services } };
  const commands: Command[] = [
    { type: 'choose-service', service: 'licence-hand-over' },
    { type: 'confirm' },
    { type: 'answer', option: 'A1' },
    { type: 'answer', option: 'damaged' },
    { type: 'answer', option: 'none' },
    { type: 'answer', option: 'desk' },
  ];
  session.command(...commands);
  const [issue] = session.take('issue');
  expect(issue?.words.service.title.vi).toContain('không nhận hồ sơ');
  session.event({ type: 'issued', result: ok(number()) });
  const [printing] = session.take('print-number');
  expect(printing).not.toHaveProperty('receipt');
  expect(session.view.page).toMatchObject({ name: 'ticket' });
  expect(session.view.page).not.toHaveProperty('dossier');

  const alone = new Session();
  alone.context = session.context;
  alone.command(...commands.slice(0, -1), { type: 'answer', option: 'portal' });
  expect(alone.view.page).toMatchObject({
    name: 'missing',
    reason: 'LICENCE_ELSEWHERE',
    portal: 'https://dvc-gplx.csgt.bocongan.gov.vn',
  });
  expect(alone.take('issue')).toEqual([]);
});
