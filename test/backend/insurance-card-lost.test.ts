import { expect, test } from 'vitest';
import { people } from '../../drivers/simulated/people.ts';
import { idOf } from '../../src/backend/adapters/fhir/site.ts';
import { forgetVisits } from '../../src/backend/store/forget-visits.ts';
import { findVisits } from '../../src/backend/store/visits.ts';
import { serviceDay } from '../../src/contract/queue.ts';
import { checkInRequest, kioskOf, newKey, startBackend } from './support/backend.ts';
import { trustOfCards, useCards } from './support/cards.ts';
import { databases, type DatabaseKind } from './support/databases.ts';
import { faultsOf } from './support/fhir-definitions.ts';
import { base, fhirSettings, hisOf, hisToken } from './support/fhir.ts';
import { checkedOf, documentOf, portalForTest } from './support/portal.ts';
import { signedIn } from './support/staff.ts';

useCards();

const [valid] = people;
const validUntil = valid.portal.validUntil;
/** As the simulated portal has it. */
const number = `DN499${valid.personalNumber.slice(-10)}`;

async function hospital(on: DatabaseKind) {
  const backend = await startBackend({ on, trust: await trustOfCards(), fhir: fhirSettings });
  return { ...backend, kiosk: kioskOf(backend.url), his: hisOf(backend.url, hisToken, faultsOf) };
}

const coding = (system: string, code: string, display: string) => [
  { system: `http://terminology.hl7.org/CodeSystem/${system}`, code, display },
];
const told = {
  status: 'active',
  extension: [
    {
      url: `${base}/StructureDefinition/registered-facility`,
      valueIdentifier: { use: 'official', type: { text: 'Mã cơ sở KCB' }, value: '99001' },
    },
  ],
  identifier: [
    {
      use: 'official',
      type: { coding: coding('v2-0203', 'SB', 'Social Beneficiary Identifier'), text: 'Mã thẻ BHYT' },
      system: 'http://benhvien.example.vn/sid/bhyt',
      value: number,
    },
  ],
  type: { coding: coding('v3-ActCode', 'PUBLICPOL', 'public healthcare') },
  subscriberId: number,
  period: { start: '2025-01-01', end: validUntil },
  payor: [{ reference: 'Organization/vss' }],
  class: [
    { type: { coding: coding('coverage-class', 'group', 'Group'), text: 'Mã đối tượng' }, value: 'DN' },
    { type: { coding: coding('coverage-class', 'plan', 'Plan'), text: 'Mã quyền lợi' }, value: '4' },
  ],
};

test.each(databases)('%s: the hospital is not told the card that the portal told of, or the kiosk is', async (on) => {
  const { kiosk, his, database, sealing, log } = await hospital(on);
  const verified = await kiosk.verified('valid');
  const issued = await kiosk.numberOf(checkInRequest(verified.verificationId));
  const id = idOf(issued.ticketToken);
  expect(await his.read(`/Coverage/${id}`)).toMatchObject(told);
  expect(await his.read(`/CoverageEligibilityResponse/${id}`)).toMatchObject({
    outcome: 'complete',
    disposition: 'maKetQua 000',
    insurance: [{ coverage: { reference: `Coverage/${id}` }, inforce: true, benefitPeriod: told.period }],
  });
  const [visit] = await findVisits(database, sealing, [issued.ticketToken]);
  expect(visit?.verification).toHaveProperty('insuranceCard.number', number);
  // What a kiosk is answered is kept sealed to be answered again, and has no need of it either.
  expect(JSON.stringify([verified, issued, log])).not.toContain(number);
  expect(JSON.stringify(await his.read(`/Patient/${id}`))).not.toContain(number);
});

test.each(databases)('%s: what staff asked the portal afterwards does not reach the hospital', async (on) => {
  const { url, kiosk, his, portal, ...backend } = await hospital(on);
  const clerk = await signedIn({ url, ...backend }, 'clerk');
  portal.setMode('error');
  const { verificationId } = await kiosk.verified('valid');
  const { ticketToken } = await kiosk.numberOf(checkInRequest(verificationId));
  const id = idOf(ticketToken);
  const draft = await his.read(`/Coverage/${id}`);
  expect(draft).toMatchObject({ status: 'draft', subscriberId: valid.personalNumber });
  for (const element of ['identifier', 'class', 'period', 'extension']) expect(draft).not.toHaveProperty(element);

  portal.setMode('up');
  backend.clock.now += 60_000;
  const askedAgain = new Date(backend.clock.now).toISOString();
  const checked = await clerk.call('POST', `/v1/visits/${ticketToken}/checks`, { check: 'portal' }, newKey());
  expect(checked).toMatchObject({ status: 201, body: { eligibility: { status: 'valid' } } });
  expect(JSON.stringify(checked.body)).not.toContain(number);
  expect(await his.read(`/Coverage/${id}`)).toMatchObject(told);
  expect(await his.read(`/CoverageEligibilityResponse/${id}`)).toMatchObject({
    outcome: 'complete',
    created: askedAgain,
    insurance: [{ inforce: true, benefitPeriod: told.period }],
  });
});

test.each(databases)('%s: a card is kept longer than its visit', async (on) => {
  const { kiosk, his, database, sealing, clock } = await hospital(on);
  const { verificationId } = await kiosk.verified('valid');
  const { ticketToken } = await kiosk.numberOf(checkInRequest(verificationId));
  // The visit has taken it over.
  expect(await database.selectFrom('verification').select('id').execute()).toEqual([]);
  const kept = () => findVisits(database, sealing, [ticketToken]);
  await forgetVisits(database, serviceDay(clock.now));
  expect(await kept()).toHaveLength(1);
  await forgetVisits(database, serviceDay(clock.now + 86_400_000));
  expect(await kept()).toEqual([]);
  for (const type of ['Patient', 'Coverage', 'CoverageEligibilityResponse'])
    expect(await his.send(`/${type}/${idOf(ticketToken)}`)).toMatchObject({ status: 404 });
});

test.each([
  ['000', number],
  ['004', number],
  ['001', number],
  ['002', number],
  ['010', number],
  ['050', undefined],
  ['060', undefined],
  ['061', undefined],
  ['070', undefined],
  ['100', undefined],
])('with %s the card is %s', async (maKetQua, kept) => {
  const { portal } = await portalForTest({}, [{ ...valid, portal: { maKetQua } }]);
  const { insuranceCard } = await checkedOf(documentOf(valid), portal);
  expect(insuranceCard?.number).toBe(kept);
});

test('of a card that another took the place of the new number is kept', async () => {
  const maTheMoi = 'HT2991510123456';
  const { portal } = await portalForTest({}, [{ ...valid, portal: { maKetQua: '003', maTheMoi } }]);
  const { insuranceCard } = await checkedOf(documentOf(valid), portal);
  expect(insuranceCard).toEqual({ number: maTheMoi, registeredFacility: '99001', validFrom: '2025-01-01' });
});
