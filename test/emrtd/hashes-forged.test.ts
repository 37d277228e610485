import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ChipEvidence } from '../../src/contract/chip.ts';
import { type TrustStore, verifyEvidence } from '../../drivers/emrtd/index.ts';
import { encodeTlv } from '../../drivers/emrtd/codec/tlv.ts';
import {
  type Digest,
  comOf,
  dg11Of,
  dg12Of,
  dg13Of,
  dg14Of,
  dg15Of,
  dg1Of,
  dg2Of,
  passportDg1Of,
  securityObjectOf,
} from '../../drivers/simulated/cards/files.ts';
import type { Issuer } from '../../drivers/simulated/cards/pki.ts';
import { activeAuthenticationInfo, algorithm, securityInfosOf } from '../../drivers/simulated/cards/security-infos.ts';
import { people, traveller } from '../../drivers/simulated/people.ts';
import { challenge, fromHex, issuerWith, trusting } from './kit.ts';

const [person, other] = people;
const match = { hashes: 'match', signature: 'valid', issuer: 'trusted' };
const mismatch = { ...match, hashes: 'mismatch' };

const key = generateKeyPairSync('ec', { namedCurve: 'brainpoolP256r1' });
const files = new Map([
  [1, dg1Of(person)],
  [2, dg2Of('jpeg')],
  [11, dg11Of(traveller)],
  [12, dg12Of(traveller)],
  [13, dg13Of(person)],
  [14, dg14Of(securityInfosOf([activeAuthenticationInfo('sha256')]))],
  [15, dg15Of(key.publicKey.export({ format: 'der', type: 'spki' }))],
]);
const withFile = (number: number, file: Uint8Array) => new Map([...files, [number, file]]);
const without = (...numbers: number[]) => new Map([...files].filter(([number]) => !numbers.includes(number)));

let issuer: Issuer;
let trust: TrustStore;
/** EF.SOD over `files`. */
let genuine: Uint8Array;

beforeAll(async () => {
  issuer = await issuerWith();
  trust = trusting(issuer);
  genuine = await issuer.sign('signer', securityObjectOf(files, 0));
});

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

/** ECDSA by OpenSSL over what the kiosk chose. */
const signed = (digest: string, over = challenge): ChipEvidence['activeAuthentication'] => ({
  challenge,
  signature: base64(sign(digest, fromHex(over), { key: key.privateKey, dsaEncoding: 'ieee-p1363' })),
});

function verify(sod: Uint8Array, read: ReadonlyMap<number, Uint8Array> = files, rest: Partial<ChipEvidence> = {}) {
  const named = [...read].map(([number, file]): [string, string] => [`dg${number}`, base64(file)]);
  const dataGroups = { dg1: '', ...Object.fromEntries(named) };
  const evidence: ChipEvidence = { version: 1, sod: base64(sod), dataGroups, ...rest };
  return verifyEvidence(evidence, { trust, now: Date.now, challenge });
}

const outcome = (passiveAuthentication: object) => ({ ok: true, value: { proof: { passiveAuthentication } } });
const invalid = { ok: false, code: 'CARD_DATA_INVALID' };

it.each<[Digest, 0 | 1]>([
  ['sha1', 0],
  ['sha224', 1],
  ['sha256', 1],
  ['sha384', 0],
  ['sha512', 1],
])('believes hashes by %s in a security object of version %i', async (digest, version) => {
  const sod = await issuer.sign('signer', securityObjectOf(files, version, digest));
  expect(verify(sod)).toMatchObject(outcome(match));
  expect(verify(sod, withFile(13, dg13Of(other)))).toMatchObject(outcome(mismatch));
});

describe('a data group', () => {
  it.each([...files.keys()])('that was changed is found out (DG%i)', (number) => {
    const file = files.get(number) ?? new Uint8Array();
    const changed =
      number === 1 ? dg1Of({ ...person, mrzName: 'NGUYEN<<THI<KHAC' }) : file.with(-1, (file.at(-1) ?? 0) ^ 1);
    expect(verify(genuine, withFile(number, changed))).toMatchObject(outcome(mismatch));
  });

  it('of another card is found out', () => {
    expect(verify(genuine, withFile(13, dg13Of(other)))).toMatchObject(outcome(mismatch));
  });

  it('in the place of another is found out', () => {
    const swapped = new Map([...files, [11, dg12Of(traveller)], [12, dg11Of(traveller)]]);
    expect(verify(genuine, swapped)).toMatchObject(outcome(mismatch));
  });

  it('that was not read is not judged', () => {
    expect(verify(genuine, without(2, 11, 12, 13, 14))).toMatchObject(outcome(match));
  });

  it('that nobody signed is found out', async () => {
    const sod = await issuer.sign('signer', securityObjectOf(without(12), 0));
    expect(verify(sod)).toMatchObject(outcome(mismatch));
    expect(verify(sod, without(12))).toMatchObject(outcome(match));
  });
});

describe('EF.COM', () => {
  const listed = [...files.keys()];
  it.each([
    ['names what was signed', comOf(listed), match],
    ['names it in another order', comOf([...listed].reverse()), match],
    ['names a group twice', comOf([...listed, 1]), match],
    ['hides a group', comOf(listed.filter((number) => number !== 15)), mismatch],
    ['adds a group, which nobody will read', comOf([...listed, 16]), match],
    ['names one for another', comOf(listed.with(1, 3)), mismatch],
    ['names nothing', comOf([]), mismatch],
  ])('that %s', (_, com, expected) => {
    expect(verify(genuine, files, { com: base64(com) })).toMatchObject(outcome(expected));
  });

  it('that is not there says nothing', () => {
    expect(verify(genuine)).toMatchObject(outcome(match));
  });

  it('that cannot be understood is not passed over', () => {
    expect(verify(genuine, files, { com: base64(fromHex('60035c0200')) })).toEqual(invalid);
  });
});

describe('EF.SOD', () => {
  const integer = (value: number) => encodeTlv(0x02, Uint8Array.of(value));
  const entry = (
    number: number,
    hash: Uint8Array = createHash('sha256')
      .update(files.get(number) ?? '')
      .digest(),
  ) => encodeTlv(0x30, integer(number), encodeTlv(0x04, hash));
  const object = (entries: Uint8Array[], version = 0, hash: Uint8Array = algorithm('sha256')) =>
    encodeTlv(0x30, integer(version), hash, encodeTlv(0x30, ...entries));
  const dg1Alone = new Map([[1, dg1Of(person)]]);

  it.each([
    ['signs DG1 alone', object([entry(1)]), outcome(match)],
    ['signs nothing', object([]), outcome(mismatch)],
    ['leaves out DG1', object([entry(2), entry(13)]), outcome(mismatch)],
    [
      'signs a shortened hash',
      object([entry(1, createHash('sha256').update(dg1Of(person)).digest().subarray(0, 20))]),
      outcome(mismatch),
    ],
    ['signs an empty hash', object([entry(1, new Uint8Array())]), outcome(mismatch)],
    ['signs one group twice', object([entry(1), entry(1, new Uint8Array(32))]), invalid],
    ['signs group 0', object([entry(0), entry(1)]), invalid],
    ['signs group 17', object([entry(1), entry(17)]), invalid],
    ['has version 2', object([entry(1)], 2), invalid],
    // 1.2.840.113549.2.5
    ['hashes with MD5', object([entry(1)], 0, fromHex('300c06082a864886f70d02050500')), invalid],
    ['is no security object', fromHex('0500'), invalid],
  ])('that %s', async (_, content, expected) => {
    const sod = await issuer.sign('signer', content);
    expect(verify(sod, dg1Alone)).toMatchObject(expected);
  });

  it('of another card is found out', async () => {
    const sod = await issuer.sign('signer', securityObjectOf(new Map([[1, dg1Of(other)]]), 0));
    expect(verify(sod, dg1Alone)).toMatchObject(outcome(mismatch));
  });

  it('whose hashes were changed with the data is found out', () => {
    const changed = dg1Of({ ...person, mrzName: 'NGUYEN<<THI<KHAC' });
    const hash = (file: Uint8Array) => createHash('sha256').update(file).digest('hex');
    const forged = Buffer.from(genuine)
      .toString('hex')
      .replace(hash(dg1Of(person)), hash(changed));
    expect(verify(fromHex(forged), withFile(1, changed))).toMatchObject(outcome({ ...match, signature: 'invalid' }));
  });

  it('that signs something else is refused', async () => {
    const sod = encodeTlv(0x77, await issuer.signCardSecurity('signer', object([entry(1)])));
    expect(verify(sod, dg1Alone)).toEqual(invalid);
  });

  it.each([
    ['has another tag', (sod: Uint8Array) => sod.with(0, 0x78)],
    ['is cut short', (sod: Uint8Array) => sod.subarray(0, -1)],
    ['goes on behind its end', (sod: Uint8Array) => Buffer.concat([sod, Buffer.from('0500', 'hex')])],
  ])('that %s is refused', (_, change) => {
    expect(verify(change(genuine))).toEqual(invalid);
  });
});

describe('the hash that DG14 names', () => {
  const proof = (activeAuthentication: string) => ({ value: { proof: { activeAuthentication } } });

  it('binds the chip where the issuer signed DG14', () => {
    expect(verify(genuine, files, { activeAuthentication: signed('sha256') })).toMatchObject(proof('passed'));
    expect(verify(genuine, files, { activeAuthentication: signed('sha1') })).toMatchObject(proof('failed'));
  });

  it('is any where there is no DG14', () => {
    expect(verify(genuine, without(14), { activeAuthentication: signed('sha1') })).toMatchObject(proof('passed'));
  });

  it('says nothing where nobody signed it', () => {
    const sha1 = dg14Of(securityInfosOf([activeAuthenticationInfo('sha1')]));
    const forged = verify(genuine, withFile(14, sha1), { activeAuthentication: signed('sha256') });
    expect(forged).toMatchObject({
      value: { proof: { passiveAuthentication: mismatch, activeAuthentication: 'passed' } },
    });
  });

  it('saves no signature over another challenge', () => {
    const replayed = signed('sha256', 'fedcba9876543210');
    expect(verify(genuine, files, { activeAuthentication: replayed })).toMatchObject(proof('failed'));
  });
});

it('describes the holder of a passport as a foreigner', async () => {
  const passport = new Map([
    [1, passportDg1Of(traveller)],
    [11, dg11Of(traveller)],
  ]);
  const sod = await issuer.sign('signer', securityObjectOf(passport, 1));
  // The passport is Utopia's, the signer Vietnam's.
  expect(verify(sod, passport)).toMatchObject({
    value: {
      document: { kind: 'passport', nameFrom: 'dg11' },
      proof: { passiveAuthentication: { ...match, issuer: 'unknown' } },
    },
  });
});
