import { describe, expect, test } from 'vitest';
import type { VerificationRequest } from '../../src/contract/backend-api.ts';
import type { ChipEvidence, ChipProof } from '../../src/contract/chip.ts';
import type { WhyUnproved } from '../../src/contract/services.ts';
import { decideIdentity } from '../../src/backend/verification/policy.ts';
import { people } from '../../drivers/simulated/people.ts';
import { checkInRequest, kioskOf, startBackend } from './support/backend.ts';
import { readChip, trustOfCards, useCards } from './support/cards.ts';
import { documentOf } from './support/portal.ts';

useCards();

/** Has the first person's genuine card verified after something happened to what the kiosk sends. */
async function verifyAfter(
  tamper: (evidence: ChipEvidence) => ChipEvidence,
  {
    scanned,
    card = 'valid',
    service = 'insurance-check-in',
    yearsLater = 0,
  }: {
    scanned?: string;
    card?: Parameters<typeof readChip>[0];
    service?: VerificationRequest['service'];
    yearsLater?: number;
  } = {},
) {
  const { url, portal, clock, ...rest } = await startBackend({ trust: await trustOfCards() });
  clock.now += yearsLater * 366 * 86_400_000;
  const kiosk = kioskOf(url);
  const { challengeId, challenge } = await kiosk.challenge();
  const { document, evidence } = await readChip(card, challenge);
  const scannedNumber = scanned ?? document.personalNumber;
  const reply = await kiosk.verify({ challengeId, service, scannedNumber, evidence: tamper(evidence) });
  return { ...rest, reply, kiosk, portal };
}

const flip = (base64: string, find: string, replace: string) =>
  Buffer.from(Buffer.from(base64, 'base64').toString('latin1').replace(find, replace), 'latin1').toString('base64');

test('a genuine card is proved, and the portal says that the insurance is valid', async () => {
  const { reply } = await verifyAfter((evidence) => evidence);
  expect(reply).toMatchObject({
    status: 201,
    body: {
      identity: 'proved',
      proof: {
        passiveAuthentication: { hashes: 'match', signature: 'valid', issuer: 'trusted' },
        activeAuthentication: 'passed',
      },
      eligibility: { status: 'valid', maKetQua: '000', validUntil: people[0].portal.validUntil },
    },
  });
  expect(reply.body).not.toHaveProperty('reason');
});

test.each<[string, (evidence: ChipEvidence) => ChipEvidence]>([
  [
    'a name in DG1',
    (evidence) => ({
      ...evidence,
      dataGroups: { ...evidence.dataGroups, dg1: flip(evidence.dataGroups.dg1, 'HUONG', 'HUONH') },
    }),
  ],
  [
    'a name in DG13',
    (evidence) => ({
      ...evidence,
      dataGroups: { ...evidence.dataGroups, dg13: flip(evidence.dataGroups.dg13 ?? '', 'NGUY', 'NGUZ') },
    }),
  ],
  [
    'the list of hashes in the SOD',
    (evidence) => ({
      ...evidence,
      sod: flip(
        evidence.sod,
        Buffer.from('300d06096086480165030402010500', 'hex').toString('latin1'),
        Buffer.from('300d06096086480165030402030500', 'hex').toString('latin1'),
      ),
    }),
  ],
])('%s, changed on the way, is refused and the portal is not asked', async (_name, tamper) => {
  const { reply, portal } = await verifyAfter(tamper);
  expect(reply).toMatchObject({ status: 201, body: { identity: 'refused', reason: 'CARD_DATA_TAMPERED' } });
  expect(reply.body).not.toHaveProperty('eligibility');
  expect(portal.requests()).toEqual({ token: 0, card: 0 });
});

test('files that are no files are refused as data that cannot be understood', async () => {
  const { reply } = await verifyAfter((evidence) => ({ ...evidence, sod: Buffer.from('no CMS').toString('base64') }));
  expect(reply).toMatchObject({ status: 422, body: { code: 'CARD_DATA_INVALID' } });
});

test('the QR of another person is refused', async () => {
  const { reply } = await verifyAfter((evidence) => evidence, { scanned: people[1].personalNumber });
  expect(reply.body).toMatchObject({ identity: 'refused', reason: 'CARD_NUMBER_MISMATCH' });
});

test('a cloned chip is refused, gets no number, and nothing of it stays', async () => {
  const { url, database, sealing, portal } = await startBackend({ trust: await trustOfCards() });
  const kiosk = kioskOf(url);
  const { verificationId, ...verification } = await kiosk.verified('cloned');
  expect(verification).toMatchObject({
    identity: 'refused',
    reason: 'CARD_CLONED',
    proof: { activeAuthentication: 'failed' },
  });
  expect(portal.requests().card).toBe(0);
  expect(await kiosk.number(checkInRequest(verificationId))).toMatchObject({
    status: 409,
    body: { code: 'BACKEND_REFUSED' },
  });
  const stored = await database.selectFrom('verification').selectAll().execute();
  expect(stored.map(({ id, sealed }) => sealing.open(`verification ${id}`, sealed))).toEqual([{ identity: 'refused' }]);
});

test('a card of an issuer that nobody trusts is refused', async () => {
  const { url } = await startBackend({ trust: await trustOfCards() });
  expect(await kioskOf(url).verified('unknown-issuer')).toMatchObject({
    identity: 'refused',
    reason: 'CARD_ISSUER_UNKNOWN',
  });
});

test('evidence played again without its signature is refused', async () => {
  const { reply } = await verifyAfter(({ activeAuthentication: _, ...evidence }) => evidence);
  expect(reply.body).toMatchObject({ identity: 'refused', reason: 'CARD_CLONED' });
});

test('a card that cannot sign is not proved: its holder is served and marked', async () => {
  const { reply, kiosk } = await verifyAfter((evidence) => evidence, { card: 'without-dg15' });
  expect(reply.body).toMatchObject({ identity: 'unproved', reason: 'CARD_UNPROVED', eligibility: { status: 'valid' } });
  const { verificationId } = reply.body as { verificationId: string };
  expect(await kiosk.numberOf(checkInRequest(verificationId))).toMatchObject({ unverified: true });
});

test('the same card is refused where a service wants it proved', async () => {
  const { reply, database } = await verifyAfter((evidence) => evidence, {
    card: 'without-dg15',
    service: 'licence-renewal',
  });
  expect(reply.body).toMatchObject({ identity: 'refused', reason: 'CARD_UNPROVED' });
  expect(await database.selectFrom('verification').select('id').execute()).toHaveLength(1);
});

test('a card without expiry outlives its signer: served and marked for a visit, refused for a licence', async () => {
  for (const [service, expected] of [
    ['insurance-check-in', { identity: 'unproved', reason: 'CARD_ISSUER_REVOKED' }],
    ['licence-renewal', { identity: 'refused', reason: 'CARD_ISSUER_REVOKED' }],
  ] as const) {
    const { reply } = await verifyAfter((evidence) => evidence, { service, yearsLater: 11 });
    expect(reply.body).toMatchObject({ ...expected, proof: { passiveAuthentication: { issuer: 'expired' } } });
  }
});

describe('policy', () => {
  const proof: ChipProof = {
    passiveAuthentication: { hashes: 'match', signature: 'valid', issuer: 'trusted' },
    activeAuthentication: 'passed',
  };
  const document = { ...documentOf(people[1]), expiryDate: '2045-11-20' };
  const decide = (
    passive: Partial<ChipProof['passiveAuthentication']>,
    active: ChipProof['activeAuthentication'],
    servesUnproved: readonly WhyUnproved[] = [],
    today = '2026-11-21',
  ) =>
    decideIdentity({
      document,
      proof: { passiveAuthentication: { ...proof.passiveAuthentication, ...passive }, activeAuthentication: active },
      scannedNumber: document.personalNumber,
      today,
      service: { servesUnproved: [...servesUnproved] },
    });

  test.each([
    [{}, 'passed', { identity: 'proved' }],
    [{}, 'absent', { identity: 'refused', reason: 'CARD_UNPROVED' }],
    [{}, 'failed', { identity: 'refused', reason: 'CARD_CLONED' }],
    [{ hashes: 'mismatch' }, 'passed', { identity: 'refused', reason: 'CARD_DATA_TAMPERED' }],
    [{ signature: 'invalid' }, 'passed', { identity: 'refused', reason: 'CARD_DATA_TAMPERED' }],
    [{ issuer: 'unknown' }, 'passed', { identity: 'refused', reason: 'CARD_ISSUER_UNKNOWN' }],
    [{ issuer: 'expired' }, 'passed', { identity: 'refused', reason: 'CARD_ISSUER_REVOKED' }],
    [{ issuer: 'revoked' }, 'passed', { identity: 'refused', reason: 'CARD_ISSUER_REVOKED' }],
    [{ issuer: 'unknown' }, 'failed', { identity: 'refused', reason: 'CARD_ISSUER_UNKNOWN' }],
    [{ hashes: 'mismatch', issuer: 'unknown' }, 'failed', { identity: 'refused', reason: 'CARD_DATA_TAMPERED' }],
  ] as const)('%j with active authentication %s', (passive, active, expected) => {
    expect(decide(passive, active)).toEqual(expected);
  });

  const both = ['chip-without-key', 'signer-expired'] as const;
  test.each([
    [{}, 'absent', ['chip-without-key'], { identity: 'unproved', reason: 'CARD_UNPROVED' }],
    [{}, 'absent', ['signer-expired'], { identity: 'refused', reason: 'CARD_UNPROVED' }],
    [{ issuer: 'expired' }, 'passed', ['signer-expired'], { identity: 'unproved', reason: 'CARD_ISSUER_REVOKED' }],
    [{ issuer: 'expired' }, 'passed', ['chip-without-key'], { identity: 'refused', reason: 'CARD_ISSUER_REVOKED' }],
    [{ issuer: 'expired' }, 'absent', ['signer-expired'], { identity: 'refused', reason: 'CARD_UNPROVED' }],
    [{ issuer: 'expired' }, 'absent', both, { identity: 'unproved', reason: 'CARD_ISSUER_REVOKED' }],
    [{}, 'passed', both, { identity: 'proved' }],
    [{ issuer: 'expired' }, 'failed', both, { identity: 'refused', reason: 'CARD_CLONED' }],
    [{ issuer: 'revoked' }, 'passed', both, { identity: 'refused', reason: 'CARD_ISSUER_REVOKED' }],
    [{ issuer: 'unknown' }, 'passed', both, { identity: 'refused', reason: 'CARD_ISSUER_UNKNOWN' }],
    [{ hashes: 'mismatch' }, 'absent', both, { identity: 'refused', reason: 'CARD_DATA_TAMPERED' }],
  ] as const)('%j, %s, for a service that serves %j', (passive, active, servesUnproved, expected) => {
    expect(decide(passive, active, servesUnproved)).toEqual(expected);
  });

  test('a card is good until its last day is over', () => {
    expect(decide({}, 'passed', [], '2045-11-20')).toEqual({ identity: 'proved' });
    expect(decide({}, 'passed', both, '2045-11-21')).toEqual({ identity: 'refused', reason: 'CARD_EXPIRED' });
  });
});
