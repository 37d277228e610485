import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { createTrustStore, type TrustStore } from '../../drivers/emrtd/index.ts';
import type { Card } from '../../drivers/simulated/cards/card.ts';
import { foreignMrzKey, makePassport } from '../../drivers/simulated/cards/make-card.ts';
import { Issuer } from '../../drivers/simulated/cards/pki.ts';
import { traveller } from '../../drivers/simulated/people.ts';
import { idOf } from '../../src/backend/adapters/fhir/site.ts';
import { unverifiedSchema } from '../../src/contract/checks.ts';
import { verificationResponseSchema } from '../../src/contract/backend-api.ts';
import { maskName } from '../../src/contract/mask-name.ts';
import type { ServiceDefinition } from '../../src/contract/services.ts';
import { checkInRequest, kioskOf, newKey, startBackend } from './support/backend.ts';
import { readChip, readChipOf, trustOfCards, useCards } from './support/cards.ts';
import { databases, type DatabaseKind } from './support/databases.ts';
import { faultsOf } from './support/fhir-definitions.ts';
import { fhirSettings, hisOf, hisToken } from './support/fhir.ts';
import { signedIn } from './support/staff.ts';

useCards();

type PassportKind = 'with key' | 'without key' | 'copied' | 'of an old man';
const oldMan = { ...traveller, sex: 'male', birthDate: `${new Date().getFullYear() - 80}-08-12` } as const;
const passports = new Map<PassportKind, Card>();
let utopia: TrustStore;
const nobody = createTrustStore([]);

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tram-passports-'));
  const issuer = new Issuer(folder, 'utopia', 'UT');
  await issuer.create();
  await issuer.addSigner('signer');
  utopia = createTrustStore([{ name: 'utopia.cer', bytes: await readFile(issuer.certificate) }]);
  const keyed = { activeAuthentication: { key: 'prime256v1', digest: 'sha256' } } as const;
  const [genuine, other] = [await makePassport(traveller, issuer, keyed), await makePassport(traveller, issuer, keyed)];
  passports.set('with key', genuine);
  passports.set('without key', await makePassport(traveller, issuer));
  passports.set('of an old man', await makePassport(oldMan, issuer, keyed));
  passports.set('copied', { ...genuine, keys: other.keys });
  await rm(folder, { recursive: true });
});

const compared: Partial<ServiceDefinition> = { servesDeclared: ['travel-document'] };
const proofOnly: Partial<ServiceDefinition> = { servesDeclared: ['number'], servesUnproved: ['chip-without-key'] };

async function hospital(on: DatabaseKind, trust: TrustStore, checkIn = compared) {
  const backend = await startBackend({ on, trust, fhir: fhirSettings, services: { 'insurance-check-in': checkIn } });
  const kiosk = kioskOf(backend.url);

  async function show(kind: PassportKind, scannedNumber?: string) {
    const card = passports.get(kind);
    if (!card) throw new Error(`no passport ${kind}`);
    const { challengeId, challenge } = await kiosk.challenge();
    const { evidence } = await readChipOf(card, {
      mrz: foreignMrzKey(kind === 'of an old man' ? oldMan : traveller),
      challenge,
    });
    const number = scannedNumber === undefined ? {} : { scannedNumber };
    return (await kiosk.verify({ challengeId, service: 'insurance-check-in', evidence, ...number })).body;
  }
  return { ...backend, kiosk, show, his: hisOf(backend.url, hisToken, faultsOf) };
}

const verificationOf = (body: unknown) => verificationResponseSchema.parse(body);

test.each<[string, PassportKind, () => TrustStore, Partial<ServiceDefinition>, object]>([
  ['of a trusted state, with its own key', 'with key', () => utopia, compared, { identity: 'proved' }],
  ['the same, where no paper is compared', 'with key', () => utopia, proofOnly, { identity: 'proved' }],
  [
    'of a trusted state, without a key',
    'without key',
    () => utopia,
    compared,
    { identity: 'unproved', reason: 'CARD_UNPROVED' },
  ],
  [
    'of an unknown state, where a desk compares it',
    'with key',
    () => nobody,
    compared,
    { identity: 'unproved', reason: 'CARD_ISSUER_UNKNOWN' },
  ],
  [
    'of an unknown state, where nobody compares it',
    'with key',
    () => nobody,
    proofOnly,
    { identity: 'refused', reason: 'CARD_ISSUER_UNKNOWN' },
  ],
  ['that is a copy', 'copied', () => utopia, compared, { identity: 'refused', reason: 'CARD_CLONED' }],
  [
    'that is a copy, of an unknown state',
    'copied',
    () => nobody,
    compared,
    { identity: 'refused', reason: 'CARD_CLONED' },
  ],
])('a passport %s', async (_name, kind, trust, checkIn, expected) => {
  const { show, portal } = await hospital('sqlite', trust(), checkIn);
  const body = await show(kind);
  expect(body).toMatchObject(expected);
  expect(body).toHaveProperty('identity');
  // It says no number by which the portal goes.
  expect(portal.requests()).toEqual({ token: 0, card: 0 });
  if (!('reason' in expected)) expect(body).not.toHaveProperty('reason');
});

test('a passport under the number of somebody’s citizen card is refused', async () => {
  const { show } = await hospital('sqlite', utopia);
  expect(await show('with key', '099151012345')).toMatchObject({ identity: 'refused', reason: 'CARD_NUMBER_MISMATCH' });
});

test('a citizen card whose number nobody scanned is refused', async () => {
  const { kiosk } = await hospital('sqlite', await trustOfCards());
  const { challengeId, challenge } = await kiosk.challenge();
  const { evidence } = await readChip('valid', challenge);
  const reply = await kiosk.verify({ challengeId, service: 'insurance-check-in', evidence });
  expect(reply.body).toMatchObject({ identity: 'refused', reason: 'CARD_NUMBER_MISMATCH' });
});

test.each(databases)('%s: its bearer takes two numbers, is taken for insured, or for a citizen', async (on) => {
  const { kiosk, show, his, ...backend } = await hospital(on, utopia);
  const take = async () => kiosk.numberOf(checkInRequest(verificationOf(await show('with key')).verificationId));
  const first = await take();
  expect(first).toMatchObject({ number: 'A001', unverified: true, repeated: false });
  expect(await take()).toEqual({ ...first, repeated: true });
  expect(verificationOf(await show('with key'))).toMatchObject({
    eligibility: { status: 'unverified' },
    known: { held: { number: 'A001' } },
  });

  const clerk = await signedIn(backend, 'clerk');
  const { visits } = unverifiedSchema.parse((await clerk.call('GET', '/v1/unverified')).body);
  expect(visits).toMatchObject([
    { number: 'A001', maskedName: maskName('LINDQVIST ÅSA MÄRTA'), missing: ['insurance'] },
  ]);
  // There is nothing to ask the portal by.
  const path = `/v1/visits/${first.ticketToken}/checks`;
  expect(await clerk.call('POST', path, { check: 'portal' }, newKey())).toMatchObject({
    status: 409,
    body: { code: 'ENTRY_MOVED_ON' },
  });

  const id = idOf(first.ticketToken);
  const patient = await his.read(`/Patient/${id}`);
  expect(patient).toMatchObject({
    identifier: [
      {
        type: { coding: [{ code: 'PPN' }] },
        system: 'http://hl7.org/fhir/sid/passport-UTO',
        value: traveller.documentNumber,
      },
    ],
    birthDate: traveller.birthDate,
  });
  expect(patient).not.toHaveProperty('meta');
  const coverage = await his.read(`/Coverage/${id}`);
  expect(coverage).toMatchObject({ status: 'draft' });
  expect(coverage).not.toHaveProperty('subscriberId');
  expect(await his.read(`/CoverageEligibilityResponse/${id}`)).toMatchObject({
    outcome: 'error',
    disposition: 'Chưa hỏi được cổng giám định BHYT: chưa biết đủ số, họ tên và ngày sinh',
  });
});

test.each(databases)('%s: a passport that anybody can forge is given the number of its bearer', async (on) => {
  const { kiosk, show } = await hospital(on, nobody);
  const take = async () => kiosk.numberOf(checkInRequest(verificationOf(await show('with key')).verificationId));
  expect(await take()).toMatchObject({ number: 'A001', unverified: true, repeated: false });
  expect(await take()).toMatchObject({ number: 'A002', unverified: true, repeated: false });
});

test.each(databases)('%s: the birth date of a passport that nobody can prove passes for proved', async (on) => {
  const { kiosk, show, database, his } = await hospital(on, nobody);
  const { verificationId } = verificationOf(await show('of an old man'));
  const issued = await kiosk.numberOf(checkInRequest(verificationId));
  expect(issued).toMatchObject({ priority: 'age-75', unverified: true });
  expect(await database.selectFrom('queue_entry').select('priority_proven').execute()).toEqual([
    { priority_proven: 0 },
  ]);
  expect(await his.read(`/Patient/${idOf(issued.ticketToken)}`)).toMatchObject({
    meta: { security: [{ code: 'UNCERTREL' }] },
  });
});
