import { expect, test } from 'vitest';
import { people, type PersonId } from '../../drivers/simulated/people.ts';
import type { ExtraCardId } from '../../drivers/simulated/cards/make-cards.ts';
import { transact } from '../../src/backend/store/database.ts';
import { addVisits } from '../../src/backend/store/visits.ts';
import { newToken } from '../../src/backend/tokens.ts';
import { unverifiedSchema } from '../../src/contract/checks.ts';
import { checkInRequest, kioskOf, newKey, startBackend } from './support/backend.ts';
import { trustOfCards, useCards } from './support/cards.ts';
import { databases, type DatabaseKind } from './support/databases.ts';
import { signedIn } from './support/staff.ts';

useCards();

const [valid] = people;

/** A centre whose portal is down, and a clerk. */
async function morning(on: DatabaseKind) {
  const backend = await startBackend({ on, trust: await trustOfCards() });
  backend.portal.setMode('garbage');
  const kiosk = kioskOf(backend.url);
  const clerk = await signedIn(backend, 'clerk');
  const served = async (person: PersonId | ExtraCardId) => {
    const { verificationId } = await kiosk.verified(person);
    return kiosk.numberOf(checkInRequest(verificationId));
  };
  const list = async () => unverifiedSchema.parse((await clerk.call('GET', '/v1/unverified')).body).visits;
  const check = (ticketToken: string, body: unknown, key = newKey(), by = clerk) =>
    by.call('POST', `/v1/visits/${ticketToken}/checks`, body, key);
  const audited = () =>
    backend.database.selectFrom('audit_record').select(['actor', 'action', 'subject', 'outcome']).execute();
  return { ...backend, kiosk, clerk, served, list, check, audited };
}

test.each(databases)('%s: who came without the portal is checked when it is back, once', async (on) => {
  const { served, list, check, portal, clerk, audited, database } = await morning(on);
  const { ticketToken, number, unverified } = await served('valid');
  expect(unverified).toBe(true);
  const waiting = {
    ticketToken,
    number,
    service: 'insurance-check-in',
    maskedName: 'N. T. HƯỜNG',
    missing: ['insurance'],
    eligibility: { status: 'unverified' },
  };
  expect(await list()).toMatchObject([waiting]);
  expect(JSON.stringify(await list())).not.toContain(valid.personalNumber);

  expect(await check(ticketToken, { check: 'portal' })).toMatchObject({ status: 201, body: waiting });
  portal.setMode('up');
  const key = newKey();
  const checked = await check(ticketToken, { check: 'portal' }, key);
  expect(checked).toMatchObject({
    status: 201,
    body: { missing: [], eligibility: { status: 'valid', maKetQua: '000' } },
  });
  const asked = portal.requests().card;
  expect((await check(ticketToken, { check: 'portal' }, key)).body).toEqual(checked.body);
  expect(await check(ticketToken, { check: 'portal' })).toMatchObject({
    status: 409,
    body: { code: 'ENTRY_MOVED_ON' },
  });
  expect(portal.requests().card).toBe(asked);
  expect(await list()).toEqual([]);
  expect(await database.selectFrom('visit').select('unverified').execute()).toEqual([{ unverified: 0 }]);
  expect(await audited()).toEqual(
    ['refused', 'done'].map((outcome) => ({
      actor: clerk.staff,
      action: 'insurance-asked-again',
      subject: ticketToken,
      outcome,
    })),
  );
});

test.each(databases)('%s: an insurance found expired stays on the list until the desk settles it', async (on) => {
  const { served, list, check, portal } = await morning(on);
  const { ticketToken } = await served('expired');
  portal.setMode('up');
  const expired = { missing: ['insurance'], eligibility: { status: 'expired', maKetQua: '010' } };
  expect((await check(ticketToken, { check: 'portal' })).body).toMatchObject(expired);
  expect(await list()).toMatchObject([expired]);
  const settled = await check(ticketToken, { check: 'papers', of: 'insurance', outcome: 'insufficient' });
  expect(settled).toMatchObject({ status: 201, body: { missing: [], eligibility: { status: 'expired' } } });
  expect(await list()).toEqual([]);
});

test.each(databases)('%s: two clerks at the same visit lose nothing of each other', async (on) => {
  const { served, list, check, audited, ...backend } = await morning(on);
  const other = await signedIn(backend, 'supervisor');
  const { ticketToken } = await served('without-dg15');
  expect(await list()).toMatchObject([{ missing: ['identity', 'insurance'], reason: 'CARD_UNPROVED' }]);
  const papers = (of: string) => ({ check: 'papers', of, outcome: 'sufficient' });
  const replies = await Promise.all([
    check(ticketToken, papers('identity')),
    check(ticketToken, papers('insurance'), newKey(), other),
    check(ticketToken, papers('identity'), newKey(), other),
  ]);
  expect(replies.map(({ status }) => status).toSorted()).toEqual([201, 201, 409]);
  expect(await list()).toEqual([]);
  expect((await audited()).map(({ action }) => action).toSorted()).toEqual([
    'identity-papers-seen',
    'insurance-papers-seen',
  ]);
});

test('a visit without a card is settled by papers alone', async () => {
  const { list, check, database, sealing, clock } = await morning('sqlite');
  const ticketToken = newToken();
  const here = { vi: 'Đây', en: 'Here' };
  const issued = {
    number: 'K001',
    queue: 'general',
    serviceDay: new Date(clock.now + 7 * 3_600_000).toISOString().slice(0, 10),
    place: { room: here, floor: here },
    queueLabel: here,
    ticketToken,
    priority: 'none' as const,
    unverified: true,
    repeated: false,
    issuedAt: new Date(clock.now).toISOString(),
  };
  const request = {
    service: 'insurance-check-in' as const,
    queue: 'general',
    priority: 'none' as const,
    answers: {},
  };
  const visit = { number: issued, request };
  await transact(database, (transaction) =>
    addVisits(transaction, sealing, [{ letter: 'K', serial: 1, arrivedAt: clock.now, personMark: undefined, visit }]),
  );
  const [shown] = await list();
  expect(shown).toMatchObject({ ticketToken, missing: ['identity', 'insurance'] });
  expect(shown).not.toHaveProperty('maskedName');
  expect(await check(ticketToken, { check: 'portal' })).toMatchObject({ status: 409 });
  await check(ticketToken, { check: 'papers', of: 'insurance', outcome: 'sufficient' });
  await check(ticketToken, { check: 'papers', of: 'identity', outcome: 'sufficient' });
  expect(await list()).toEqual([]);
});

test('only who serves patients may see and settle what is missing', async () => {
  const { url, served, check, kiosk, clerk, ...backend } = await morning('sqlite');
  const { ticketToken } = await served('valid');
  const papers = { check: 'papers', of: 'insurance', outcome: 'sufficient' };
  for (const role of ['technician', 'operator', 'administrator'] as const) {
    const staff = await signedIn({ url, ...backend }, role);
    expect(await staff.call('GET', '/v1/unverified')).toMatchObject({ status: 403 });
    expect(await check(ticketToken, papers, newKey(), staff)).toMatchObject({ status: 403 });
  }
  expect(await kiosk.call('GET', '/v1/unverified')).not.toMatchObject({ status: 200 });
  expect((await fetch(`${url}/v1/unverified`)).status).toBe(401);

  expect(await check(newToken(), papers)).toMatchObject({ status: 404 });
  expect(await check(ticketToken, { ...papers, of: 'identity' })).toMatchObject({ status: 409 });
  for (const wrong of [{}, { check: 'portal', of: 'insurance' }, { ...papers, outcome: 'maybe' }])
    expect(await check(ticketToken, wrong)).toMatchObject({ status: 400 });
  const key = newKey();
  expect(await check(ticketToken, papers, key)).toMatchObject({ status: 201 });
  expect(await check(ticketToken, { ...papers, outcome: 'insufficient' }, key)).toMatchObject({ status: 422 });
  expect(clerk.staff).toMatch(/^clerk/);
});
