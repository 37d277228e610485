import { generateKeyPairSync } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { chipEvidenceSchema, documentReadSchema, type DocumentRead } from '../../src/contract/chip.ts';
import { type TrustStore, createTrustStore, verifyEvidence } from '../../drivers/emrtd/index.ts';
import type { Card } from '../../drivers/simulated/cards/card.ts';
import { dg15Of, dg1Of } from '../../drivers/simulated/cards/files.ts';
import { makeCard } from '../../drivers/simulated/cards/make-cards.ts';
import type { Issuer } from '../../drivers/simulated/cards/pki.ts';
import { people } from '../../drivers/simulated/people.ts';
import { challenge, channelTo, chipOf, fileOf, issuerWith, read, trusting, withFiles } from './kit.ts';

const [person] = people;
const day = 86_400_000;
const genuine = {
  passiveAuthentication: { hashes: 'match', signature: 'valid', issuer: 'trusted' },
  activeAuthentication: 'passed',
};
const passive = (difference: Partial<DocumentRead['proof']['passiveAuthentication']>) => ({
  proof: { ...genuine, passiveAuthentication: { ...genuine.passiveAuthentication, ...difference } },
});

describe('a card', () => {
  let issuer: Issuer;
  let trust: TrustStore;
  let card: Card;

  beforeAll(async () => {
    issuer = await issuerWith();
    trust = trusting(issuer);
    card = await makeCard(person, issuer);
  });

  async function readCard(changed: Card, settings: Parameters<typeof read>[3] = {}): Promise<DocumentRead> {
    const result = await read(channelTo(chipOf(changed)), trust, changed.passwords.can, settings);
    if (!result.ok) throw new Error(result.code);
    return documentReadSchema.parse(result.value);
  }

  it('is genuine where nothing is wrong', async () => {
    const progress: [string, number][] = [];
    const document = await readCard(card, { onProgress: (phase, fraction) => progress.push([phase, fraction]) });
    expect(document).toMatchObject({
      proof: genuine,
      chipAuthentication: 'passed',
      dataGroups: ['DG1', 'DG13', 'DG14', 'DG15'],
      access: 'pace-can',
    });
    expect(document.document).toEqual({
      personalNumber: person.personalNumber,
      documentNumber: person.personalNumber.slice(3),
      fullName: person.fullName,
      nameFrom: 'dg13',
      birthDate: person.birthDate,
      sex: 'female',
      nationality: 'VNM',
    });
    const phases = ['connect', 'access', 'read', 'authenticate', 'verify'];
    expect([...new Set(progress.map(([phase]) => phase))]).toEqual(phases);
    const positions = progress.map(([phase, fraction]) => phases.indexOf(phase) + fraction);
    expect(positions).toEqual([...positions].sort((a, b) => a - b));
    expect(positions.filter((position) => position > 2 && position < 3).length).toBeGreaterThan(2);
  });

  it('is found out where its name was changed', async () => {
    const dg1 = dg1Of({ ...person, mrzName: 'NGUYEN<<THI<KHAC' });
    expect(await readCard(withFiles(card, { '0101': dg1 }))).toMatchObject(passive({ hashes: 'mismatch' }));
  });

  it('is found out where the signature was changed', async () => {
    const sod = fileOf(card, '011d');
    sod[sod.length - 1] = (sod.at(-1) ?? 0) ^ 1;
    expect(await readCard(withFiles(card, { '011d': sod }))).toMatchObject(passive({ signature: 'invalid' }));
  });

  it('has an unknown issuer where nobody trusts it', async () => {
    const nobody = createTrustStore([]);
    const result = await read(channelTo(chipOf(card)), nobody, card.passwords.can);
    expect(result).toMatchObject({ value: passive({ issuer: 'unknown' }) });
  });

  it('has an unknown issuer where another one took the same name', async () => {
    const impostor = await issuerWith();
    const result = await read(channelTo(chipOf(card)), trusting(impostor), card.passwords.can);
    expect(result).toMatchObject({ value: passive({ issuer: 'unknown' }) });
  });

  it.each([
    ['the signer is past', 11 * 365 * day],
    ['the signer is to come', -2 * day],
  ])('has an expired issuer where the validity of %s', async (_, later) => {
    expect(await readCard(card, { now: Date.now() + later })).toMatchObject(passive({ issuer: 'expired' }));
  });

  it.each(['rsa', 'ec'] as const)('is found out where another chip holds its data (%s)', async (kind) => {
    const original = await makeCard(person, issuer, { key: kind });
    const { privateKey } =
      kind === 'rsa'
        ? generateKeyPairSync('rsa', { modulusLength: 2_048 })
        : generateKeyPairSync('ec', { namedCurve: 'brainpoolP256r1' });
    expect(await readCard(original)).toMatchObject({ proof: genuine });
    const clone = {
      ...original,
      keys: { activeAuthentication: { pkcs8: privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64') } },
    };
    expect(await readCard(clone)).toMatchObject({
      proof: { ...genuine, activeAuthentication: 'failed' },
      chipAuthentication: 'failed',
    });
  });

  it('is found out where it hides the key that its issuer signed', async () => {
    expect(await readCard(withFiles(card, { '010f': undefined }))).toMatchObject({
      proof: { ...genuine, activeAuthentication: 'failed' },
    });
  });

  it('is found out where it brings a key of its own', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    const own = {
      ...withFiles(card, { '010f': dg15Of(publicKey.export({ type: 'spki', format: 'der' })) }),
      keys: { activeAuthentication: { pkcs8: privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64') } },
    };
    expect(await readCard(own)).toMatchObject(passive({ hashes: 'mismatch' }));
  });

  it('proves nothing to somebody who chose another challenge', async () => {
    const { evidence } = await readCard(card);
    const sent = chipEvidenceSchema.parse(JSON.parse(JSON.stringify(evidence)));
    const verify = (wanted: string, changed = sent) =>
      verifyEvidence(changed, { trust, now: Date.now, challenge: wanted });
    expect(verify(challenge)).toMatchObject({ value: { proof: genuine } });
    expect(verify('fedcba9876543210')).toMatchObject({ value: { proof: { activeAuthentication: 'failed' } } });

    const signature = sent.activeAuthentication?.signature ?? '';
    const renamed = { ...sent, activeAuthentication: { challenge: 'fedcba9876543210', signature } };
    expect(verify('fedcba9876543210', renamed)).toMatchObject({ value: { proof: { activeAuthentication: 'failed' } } });
  });

  it('fails evidence whose signature was left out, as a replay would', async () => {
    const { evidence } = await readCard(card);
    const { activeAuthentication: _, ...unsigned } = evidence;
    expect(verifyEvidence(unsigned, { trust, now: Date.now, challenge })).toMatchObject({
      value: { proof: { ...genuine, activeAuthentication: 'failed' } },
    });
  });

  it.each([
    ['algorithm', '06072a8648ce3d0201', '06072a8648ce3d0209'],
    ['curve field', '06072a8648ce3d0101', '06072a8648ce3d0109'],
  ])('is not believed, and nothing thrown, where the signer’s key has an unknown %s', async (_, known, unknown) => {
    const { evidence } = await readCard(card);
    const sod = Buffer.from(evidence.sod, 'base64').toString('hex');
    expect(sod).toContain(known);
    const patched = { ...evidence, sod: Buffer.from(sod.replace(known, unknown), 'hex').toString('base64') };
    expect(verifyEvidence(patched, { trust, now: Date.now, challenge })).toMatchObject({
      value: passive({ signature: 'invalid', issuer: 'unknown' }),
    });
  });

  it.each([
    ['is missing', undefined],
    ['cannot be understood', Uint8Array.of(0x6d, 0x02, 0x30, 0x7f)],
    ['is larger than any file may be', Uint8Array.of(0x6d, 0x83, 0x01, 0x00, 0x00, 0x00)],
  ])('is read by its MRZ where DG13 %s', async (_, dg13) => {
    const document = await readCard(withFiles(card, { '010d': dg13 }));
    expect(document.document).toMatchObject({ fullName: 'NGUYEN THI HUONG', nameFrom: 'mrz' });
    expect(document.proof.activeAuthentication).toBe('passed');
  });
});
