import { expect, test } from 'vitest';
import { verificationResponseSchema } from '../../src/contract/backend-api.ts';
import { forgetExpired } from '../../src/backend/store/verifications.ts';
import { kioskOf, kioskToken, newKey, startBackend, tokenHash } from './support/backend.ts';
import { readChip, trustOfCards, useCards } from './support/cards.ts';

useCards();

const service = 'insurance-check-in' as const;
const minutes = 60_000;

test('a challenge serves once, even for two requests at the same moment', async () => {
  const { url } = await startBackend({ trust: await trustOfCards() });
  const kiosk = kioskOf(url);
  const { challengeId, challenge } = await kiosk.challenge();
  const { document, evidence } = await readChip('valid', challenge);
  const request = { challengeId, service, scannedNumber: document.personalNumber, evidence };
  const replies = await Promise.all([kiosk.verify(request), kiosk.verify(request)]);
  expect(replies.map(({ status }) => status).toSorted()).toEqual([201, 409]);
  expect(await kiosk.verify(request)).toMatchObject({ status: 409, body: { code: 'CHALLENGE_EXPIRED' } });
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

test('another kiosk’s challenge and verification are nobody else’s', async () => {
  const other = 'kiosk-token-of-another-kiosk';
  const { url } = await startBackend({
    trust: await trustOfCards(),
    kiosks: [
      { kiosk: 'kiosk-1', tokenSha256: tokenHash(kioskToken) },
      { kiosk: 'kiosk-2', tokenSha256: tokenHash(other) },
    ],
  });
  const [kiosk, thief] = [kioskOf(url), kioskOf(url, other)];
  const { challengeId, challenge } = await kiosk.challenge();
  const { document, evidence } = await readChip('valid', challenge);
  const request = { challengeId, service, scannedNumber: document.personalNumber, evidence };
  expect(await thief.verify(request)).toMatchObject({ status: 409 });
  const { verificationId } = verificationResponseSchema.parse((await kiosk.verify(request)).body);
  const number = { service, queue: 'general', verificationId, priority: 'none' as const, answers: {} };
  expect(await thief.number(number)).toMatchObject({ status: 409 });
  expect(await kiosk.number(number, newKey())).toMatchObject({ status: 201 });
});
