import { expect, test } from 'vitest';
import { people, type SyntheticPerson } from '../../drivers/simulated/people.ts';
import { idOf } from '../../src/backend/adapters/fhir/site.ts';
import { issueNumbers } from '../../src/backend/queues/issue.ts';
import { declarePerson } from '../../src/backend/verification/declare.ts';
import { usualLimits } from '../../src/backend/limits.ts';
import { auditRecordsSchema } from '../../src/contract/audit-records.ts';
import type { DeclaredPerson } from '../../src/contract/backend-api.ts';
import { unverifiedSchema } from '../../src/contract/checks.ts';
import { maskName } from '../../src/contract/mask-name.ts';
import type { ServiceDefinition } from '../../src/contract/services.ts';
import { checkInRequest, kioskOf, newKey, startBackend, ticketRequest } from './support/backend.ts';
import { atCounter } from './support/calling.ts';
import { trustOfCards, useCards } from './support/cards.ts';
import { databases, type DatabaseKind } from './support/databases.ts';
import { faultsOf } from './support/fhir-definitions.ts';
import { fhirSettings, hisOf, hisToken, typedNumber } from './support/fhir.ts';
import { issuingOn } from './support/issuing.ts';
import { signedIn } from './support/staff.ts';

useCards();

const [valid, expired] = people;

const byCard = ({ personalNumber, fullName, birthDate }: SyntheticPerson = valid): DeclaredPerson => ({
  by: 'citizen-card',
  personalNumber,
  fullName,
  birthDate,
});
const byNumber: DeclaredPerson = { by: 'number', personalNumber: valid.personalNumber };
const { fullName, birthDate } = valid;
/** As the simulated portal has it. */
const cardNumber = `DN499${valid.personalNumber.slice(-10)}`;

const services: Readonly<Record<string, Partial<ServiceDefinition>>> = {
  'insurance-check-in': { servesDeclared: ['citizen-card', 'number', 'insurance-card'] },
};

async function hospital(on: DatabaseKind = 'sqlite', limits = usualLimits) {
  const backend = await startBackend({ on, limits, trust: await trustOfCards(), fhir: fhirSettings, services });
  return { ...backend, kiosk: kioskOf(backend.url), his: hisOf(backend.url, hisToken, faultsOf) };
}

test.each<[string, DeclaredPerson, string, number, string[], string?]>([
  ['a citizen card’s QR', byCard(), 'valid', 1, ['identity']],
  ['the QR of an insurance card', { by: 'insurance-card', cardNumber, fullName, birthDate }, 'valid', 1, ['identity']],
  [
    'a bare card number',
    { by: 'insurance-card', cardNumber },
    'unverified',
    0,
    ['identity', 'insurance'],
    cardNumber.slice(-4),
  ],
  [
    'a card without a birth date',
    { by: 'insurance-card', cardNumber, fullName },
    'unverified',
    0,
    ['identity', 'insurance'],
  ],
  ['a typed number', byNumber, 'unverified', 0, ['identity', 'insurance'], valid.personalNumber.slice(-4)],
])('who declares %s is served and compared by staff', async (_how, person, status, asked, missing, ends) => {
  const { url, kiosk, portal, ...backend } = await hospital();
  const verification = await kiosk.declared(person);
  expect(verification).toMatchObject({ identity: 'declared', reason: 'IDENTITY_DECLARED', eligibility: { status } });
  expect(verification).not.toHaveProperty('proof');
  expect(verification).not.toHaveProperty('known');
  expect(portal.requests().card).toBe(asked);
  const issued = await kiosk.numberOf(checkInRequest(verification.verificationId));
  expect(issued).toMatchObject({ number: 'A001', unverified: true });

  const clerk = await signedIn({ url, ...backend }, 'clerk');
  const { visits } = unverifiedSchema.parse((await clerk.call('GET', '/v1/unverified')).body);
  expect(visits).toMatchObject([{ number: 'A001', missing, reason: 'IDENTITY_DECLARED' }]);
  const maskedName = 'fullName' in person && person.fullName !== undefined ? maskName(fullName) : undefined;
  expect(visits[0]?.maskedName).toBe(maskedName);
  // By the name, or else by the end of the number, a desk finds her papers right; the portal is asked where it could be.
  expect(visits[0]?.declaredNumberEnds).toBe(ends);
  expect(visits[0]?.canAskPortal).toBe(asked > 0);
});

test.each<[string, Partial<ServiceDefinition>]>([
  ['wants a chip', { servesDeclared: undefined }],
  ['takes other papers', { servesDeclared: ['insurance-card', 'travel-document'] }],
])('a service that %s takes no typed number', async (_what, checkIn) => {
  const { url, database } = await startBackend({ services: { 'insurance-check-in': checkIn } });
  const kiosk = kioskOf(url);
  const asked = { service: 'insurance-check-in', person: byNumber };
  expect(await kiosk.declare(asked)).toMatchObject({ status: 403, body: { code: 'BACKEND_REFUSED' } });
  expect(await kiosk.declare({ ...asked, service: 'nothing-like-it' })).toMatchObject({ status: 403 });
  expect(await database.selectFrom('verification').select('id').execute()).toEqual([]);
});

test.each(databases)('%s: a stranger is told her number, or takes it from her', async (on) => {
  const { kiosk } = await hospital(on);
  const proved = async () => kiosk.verified('valid');
  const hers = await kiosk.numberOf(checkInRequest((await proved()).verificationId, 'cardiology'));
  expect(hers.number).toBe('H001');
  for (const person of [byNumber, byCard()]) {
    const { verificationId, ...told } = await kiosk.declared(person);
    expect(JSON.stringify(told)).not.toMatch(/known|H001|cardiology/);
    const issued = await kiosk.numberOf(checkInRequest(verificationId));
    expect(issued).toMatchObject({ queue: 'general', repeated: false });
  }
  // And whoever came first as she did not get what she asked for.
  expect(await kiosk.numberOf(checkInRequest((await proved()).verificationId))).toEqual({ ...hers, repeated: true });
});

test.each(databases)('%s: a stranger uses up her appointment, and she may not use it', async (on) => {
  const backend = await hospital(on);
  const { kiosk, clock, database } = backend;
  const counter = await atCounter(backend);
  const at = new Date(clock.now + 60_000).toISOString();
  const { code } = await counter.appointment({ queue: 'general', at, personalNumber: valid.personalNumber });
  const kept = async () =>
    (await database.selectFrom('appointment').select('ticket_token').executeTakeFirst())?.ticket_token ?? undefined;

  const asHer = async (more = {}) =>
    kiosk.numberOf({ ...checkInRequest((await kiosk.declared(byNumber)).verificationId), ...more });
  await asHer();
  expect(await kept()).toBeUndefined();
  // Nor does somebody else's slip.
  const other = await kiosk.declared(byCard(expired));
  const otherNumber = await kiosk.number({ ...checkInRequest(other.verificationId, 'self-paid'), appointment: code });
  expect(otherNumber.status).toBe(201);
  expect(await kept()).toBeUndefined();
  const { ticketToken } = await asHer({ appointment: code });
  expect(await kept()).toBe(ticketToken);
});

test.each(databases)('%s: the birth date on a paper passes for proved', async (on) => {
  const { kiosk, database, his } = await hospital(on);
  const { verificationId } = await kiosk.declared(byCard());
  const { ticketToken, priority } = await kiosk.numberOf({ ...checkInRequest(verificationId), priority: 'age-75' });
  expect(priority).toBe('age-75');
  expect(await database.selectFrom('queue_entry').select(['priority', 'priority_proven']).execute()).toEqual([
    { priority: 'age-75', priority_proven: 0 },
  ]);
  expect(await his.read(`/Encounter/${idOf(ticketToken)}`)).toMatchObject({
    priority: { text: 'Người từ đủ 75 tuổi (tự khai)' },
  });
});

test.each(databases)(
  '%s: the hospital takes a declared person for one whose card was read, or finds none',
  async (on) => {
    const { url, kiosk, his, ...backend } = await hospital(on);
    const uncertain = { meta: { security: [{ code: 'UNCERTREL' }] } };
    const number = async (person: DeclaredPerson) =>
      kiosk.numberOf(checkInRequest((await kiosk.declared(person)).verificationId));
    const read = async (person: DeclaredPerson) => his.read(`/Patient/${idOf((await number(person)).ticketToken)}`);

    const typed = await read(byNumber);
    expect(typed).toMatchObject({ ...uncertain, identifier: [{ value: valid.personalNumber }] });
    for (const element of ['name', 'birthDate', 'gender']) expect(typed).not.toHaveProperty(element);
    const bare = await read({ by: 'insurance-card', cardNumber });
    expect(bare).toMatchObject({
      ...uncertain,
      identifier: [{ type: { coding: [{ code: 'SB' }] }, value: cardNumber }],
    });
    const shown = await number(byCard());
    const id = idOf(shown.ticketToken);
    expect(await his.read(`/Patient/${id}`)).toMatchObject({ ...uncertain, name: [{ text: fullName }], birthDate });
    expect(await his.read(`/Coverage/${id}`)).toMatchObject({ status: 'active', subscriberId: cardNumber });
    expect(await his.read(`/Encounter/${id}`)).toMatchObject({ ...uncertain, subject: { reference: `Patient/${id}` } });

    const byTyped = { 'patient.identifier:of-type': typedNumber(valid.personalNumber) };
    expect((await his.searchForm('Encounter', byTyped)).matches).toHaveLength(2);
    expect((await his.searchForm('Patient', { identifier: valid.personalNumber })).matches).toHaveLength(2);

    const clerk = await signedIn({ url, ...backend }, 'clerk');
    const check = { check: 'papers', of: 'identity', outcome: 'sufficient' };
    const path = `/v1/visits/${shown.ticketToken}/checks`;
    expect(await clerk.call('POST', path, check, newKey())).toMatchObject({ status: 201, body: { missing: [] } });
    expect(await his.read(`/Patient/${id}`)).not.toHaveProperty('meta');
  },
);

test('what the portal says of another’s card is told to whoever has its number', async () => {
  const ghiChu = `Thẻ sai họ tên, họ tên đúng: ${fullName}`;
  const { database, clock } = await hospital();
  const issuing = issuingOn(database, () => clock.now);
  const service = issuing.services.find(({ id }) => id === 'insurance-check-in');
  if (!service) throw new Error('the demonstration has no such service');
  const ask = (maKetQua: string) => {
    const portal = { timeoutMs: 1_000, lookUp: () => Promise.resolve({ maKetQua, ghiChu, hoTen: 'NGƯỜI KHÁC' }) };
    return declarePerson({ ...issuing, portal }, 'kiosk-1', { service, person: byCard() }, () => Promise.resolve());
  };
  const mismatch = await ask('061');
  expect(mismatch).toMatchObject({ value: { eligibility: { status: 'mismatch', maKetQua: '061' } } });
  expect(JSON.stringify(mismatch)).not.toContain(fullName);
  expect(await ask('010')).toMatchObject({ value: { eligibility: { note: ghiChu } } });
});

test.each(databases)('%s: a kiosk in wrong hands fishes in the portal, and nobody sees it', async (on) => {
  const { url, portal, ...backend } = await hospital(on, {
    ...usualLimits,
    kioskRoutes: { 'POST /v1/declarations': 2 },
  });
  expect(usualLimits.kioskRoutes['POST /v1/declarations']).toBeLessThanOrEqual(10);
  const [thief, other] = [kioskOf(url), kioskOf(url, 'kiosk-2')];
  const key = newKey();
  const first = await thief.declare({ service: 'insurance-check-in', person: byCard() }, key);
  expect(await thief.declare({ service: 'insurance-check-in', person: byCard() }, key)).toEqual(first);
  expect(await thief.declare({ service: 'insurance-check-in', person: byCard(expired) })).toMatchObject({
    status: 429,
    body: { code: 'TOO_MANY_REQUESTS' },
  });
  expect(portal.requests().card).toBe(1);
  // It goes on with what it may do, and so does the kiosk beside it.
  expect(await thief.number(ticketRequest())).toMatchObject({ status: 201 });
  const second = await other.declared(byCard());

  const administrator = await signedIn({ url, ...backend }, 'administrator');
  const { records } = auditRecordsSchema.parse((await administrator.call('GET', '/v1/audit-records')).body);
  const { verificationId } = first.body as { verificationId: string };
  expect(records).toMatchObject([
    { actor: 'kiosk-2', action: 'person-declared', subject: second.verificationId, outcome: 'done' },
    { actor: 'kiosk-1', action: 'person-declared', subject: verificationId, outcome: 'done' },
  ]);
});

test.each(databases)('%s: one declaration is good for many numbers that are asked for at once', async (on) => {
  const { database, clock } = await hospital(on);
  const issuing = issuingOn(database, () => clock.now);
  const service = issuing.services.find(({ id }) => id === 'insurance-check-in');
  if (!service) throw new Error('the demonstration has no such service');
  const portal = { timeoutMs: 1_000, lookUp: () => Promise.resolve(undefined) };
  const declared = await declarePerson({ ...issuing, portal }, 'kiosk-1', { service, person: byNumber }, () =>
    Promise.resolve(),
  );
  if (!declared.ok) throw new Error('nobody was declared');
  const request = checkInRequest(declared.value.verificationId);
  const asked = Array.from({ length: 8 }, () => ({ key: { kiosk: 'kiosk-1', idempotencyKey: newKey() }, request }));
  const [first, ...others] = await issueNumbers(issuing, asked);
  expect(first).toMatchObject({ ok: true });
  expect(others).toEqual(others.map(() => ({ ok: false, code: 'CHALLENGE_EXPIRED' })));
});
