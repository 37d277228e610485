import { expect, test } from 'vitest';
import { challengeResponseSchema, verificationResponseSchema } from '../../src/contract/backend-api.ts';
import { forgetExpired } from '../../src/backend/store/verifications.ts';
import { kioskOf, newKey, startBackend } from './support/backend.ts';
import { readChip, trustOfCards, useCards } from './support/cards.ts';
import { databases, type DatabaseKind } from './support/databases.ts';

useCards();

const service = 'insurance-check-in' as const;
const minutes = 60_000;

/** SQLite is for one server. */
async function twoServers(on: DatabaseKind) {
  const trust = await trustOfCards();
  const first = await startBackend({ on, trust });
  return { first, second: on === 'postgres' ? await startBackend({ trust, beside: first }) : first };
}

test.each(databases)('%s: a challenge serves once, however many ask two servers at the same moment', async (on) => {
  const { first, second } = await twoServers(on);
  const kiosks = [kioskOf(first.url), kioskOf(second.url)] as const;
  const { challengeId, challenge } = await kiosks[0].challenge();
  const { document, evidence } = await readChip('valid', challenge);
  const request = { challengeId, service, scannedNumber: document.personalNumber, evidence };
  const replies = await Promise.all([...kiosks, ...kiosks, ...kiosks].map((kiosk) => kiosk.verify(request)));
  expect(replies.map(({ status }) => status).toSorted()).toEqual([201, 409, 409, 409, 409, 409]);
  expect(await kiosks[1].verify(request)).toMatchObject({ status: 409, body: { code: 'CHALLENGE_EXPIRED' } });
  expect(await first.database.selectFrom('verification').select('id').execute()).toHaveLength(1);
});

test.each(databases)('%s: an answer that was lost is given again, by another server too', async (on) => {
  const { first, second } = await twoServers(on);
  const [key, keyOfChallenge] = [newKey(), newKey()];
  const asked = await kioskOf(first.url).call('POST', '/v1/challenges', {}, keyOfChallenge);
  expect(await kioskOf(second.url).call('POST', '/v1/challenges', {}, keyOfChallenge)).toEqual(asked);
  const { challengeId, challenge } = challengeResponseSchema.parse(asked.body);
  const { document, evidence } = await readChip('valid', challenge);
  const request = { challengeId, service, scannedNumber: document.personalNumber, evidence };

  const answer = await kioskOf(first.url).verify(request, key);
  expect(answer).toMatchObject({ status: 201, body: { identity: 'proved', eligibility: { status: 'valid' } } });
  expect(await kioskOf(second.url).verify(request, key)).toEqual(answer);
  const changed = { ...request, service: 'licence-renewal' as const };
  expect(await kioskOf(first.url).verify(changed, key)).toMatchObject({ status: 422 });
  expect(first.portal.requests().card).toBe(1);
  if (second !== first) expect(second.portal.requests().card).toBe(0);
});

test('evidence that cannot be understood spends no challenge', async () => {
  const { url } = await startBackend({ trust: await trustOfCards() });
  const kiosk = kioskOf(url);
  const { challengeId, challenge } = await kiosk.challenge();
  const { document, evidence } = await readChip('valid', challenge);
  const request = { challengeId, service, scannedNumber: document.personalNumber, evidence };
  const key = newKey();
  const torn = { ...request, evidence: { ...evidence, sod: evidence.sod.slice(0, 400) } };
  expect(await kiosk.verify(torn, key)).toMatchObject({ status: 422, body: { code: 'CARD_DATA_INVALID' } });
  expect(await kiosk.verify(request, key)).toMatchObject({ status: 201, body: { identity: 'proved' } });
});

test('a reading recorded earlier proves nothing under a new challenge', async () => {
  const { url } = await startBackend({ trust: await trustOfCards() });
  const kiosk = kioskOf(url);
  const recorded = await readChip('valid', (await kiosk.challenge()).challenge);
  const { challengeId, challenge } = await kiosk.challenge();
  const scannedNumber = recorded.document.personalNumber;

  const { activeAuthentication } = recorded.evidence;
  const relabelled = {
    ...recorded.evidence,
    activeAuthentication: { signature: activeAuthentication?.signature ?? '', challenge },
  };
  const reply = await kiosk.verify({ challengeId, service, scannedNumber, evidence: relabelled });
  expect(reply.body).toMatchObject({ identity: 'refused', reason: 'CARD_CLONED' });

  const again = await kiosk.challenge();
  const plain = await kiosk.verify({
    challengeId: again.challengeId,
    service,
    scannedNumber,
    evidence: recorded.evidence,
  });
  expect(plain.body).toMatchObject({ identity: 'refused', reason: 'CARD_CLONED' });
});

test('a challenge is good for two minutes and no longer', async () => {
  const { url, clock } = await startBackend({ trust: await trustOfCards() });
  const kiosk = kioskOf(url);
  const attempt = async (wait: number) => {
    const { challengeId, challenge } = await kiosk.challenge();
    const { document, evidence } = await readChip('valid', challenge);
    clock.now += wait;
    return kiosk.verify({ challengeId, service, scannedNumber: document.personalNumber, evidence });
  };
  expect(await attempt(2 * minutes - 1)).toMatchObject({ status: 201, body: { identity: 'proved' } });
  expect(await attempt(2 * minutes)).toMatchObject({ status: 409, body: { code: 'CHALLENGE_EXPIRED' } });
});

test('a verification is worth nothing after fifteen minutes, and deleted', async () => {
  const { url, clock, database } = await startBackend({ trust: await trustOfCards() });
  const kiosk = kioskOf(url);
  const { verificationId } = await kiosk.verified('valid');
  clock.now += 15 * minutes;
  const request = { service, queue: 'general', verificationId, priority: 'none' as const, answers: {} };
  expect(await kiosk.number(request)).toMatchObject({ status: 409, body: { code: 'CHALLENGE_EXPIRED' } });
  await forgetExpired(database, clock.now - 1);
  expect(await database.selectFrom('verification').select('id').execute()).toEqual([{ id: verificationId }]);
  await forgetExpired(database, clock.now);
  expect(await database.selectFrom('verification').select('id').execute()).toEqual([]);
});

test.each(databases)('%s: another kiosk’s challenge and verification are nobody else’s', async (on) => {
  const { url } = await startBackend({ on, trust: await trustOfCards() });
  const [kiosk, thief] = [kioskOf(url), kioskOf(url, 'kiosk-2')];
  const { challengeId, challenge } = await kiosk.challenge();
  const { document, evidence } = await readChip('valid', challenge);
  const request = { challengeId, service, scannedNumber: document.personalNumber, evidence };
  expect(await thief.verify(request)).toMatchObject({ status: 409 });
  const { verificationId } = verificationResponseSchema.parse((await kiosk.verify(request)).body);
  const number = { service, queue: 'general', verificationId, priority: 'none' as const, answers: {} };
  expect(await thief.number(number)).toMatchObject({ status: 409 });
  expect(await kiosk.number(number, newKey())).toMatchObject({ status: 201 });
});
