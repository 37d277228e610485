import { expect, it } from 'vitest';
import { verifyEvidence } from '../../drivers/emrtd/index.ts';
import { dg1Of, securityObjectOf } from '../../drivers/simulated/cards/files.ts';
import { type SignerOptions, explicitCurve, namedCurve, rsa } from '../../drivers/simulated/cards/pki.ts';
import { people } from '../../drivers/simulated/people.ts';
import { challenge, issuerWith, trusting } from './kit.ts';

const dg1 = dg1Of(people[0]);
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

/** What is said of an EF.SOD that openssl made. */
async function judge(signer: SignerOptions, authority: SignerOptions, options?: string[]) {
  const issuer = await issuerWith(signer, authority);
  const sod = await issuer.sign('signer', securityObjectOf(new Map([[1, dg1]]), 0), options);
  const evidence = { version: 1, sod: base64(sod), dataGroups: { dg1: base64(dg1) } } as const;
  const verified = verifyEvidence(evidence, { trust: trusting(issuer), now: Date.now, challenge });
  return verified.ok ? verified.value.proof.passiveAuthentication : verified;
}

const genuine = { hashes: 'match', signature: 'valid', issuer: 'trusted' };
const brainpool = { key: explicitCurve('brainpoolP384r1') };
const pss = ['-md', 'sha256', '-keyopt', 'rsa_padding_mode:pss', '-keyopt', 'rsa_pss_saltlen:32'];

it.each<[string, SignerOptions, SignerOptions, string[]?]>([
  ['explicit curve parameters, as ICAO asks', { key: explicitCurve('brainpoolP256r1') }, brainpool],
  ['a named curve', { key: namedCurve('brainpoolP256r1') }, { key: namedCurve('brainpoolP384r1') }],
  ['a NIST curve and SHA-384', { key: explicitCurve('P-384') }, { key: namedCurve('P-521') }, ['-md', 'sha384']],
  ['SHA-512', { key: explicitCurve('brainpoolP512r1') }, { ...brainpool, digest: 'sha512' }, ['-md', 'sha512']],
  ['SHA-1, as in old documents', { key: rsa(2_048) }, brainpool, ['-md', 'sha1']],
  ['RSA, its hash named by digestAlgorithm alone', { key: rsa(2_048) }, { key: rsa(3_072) }],
  ['RSA-PSS', { key: rsa(2_048) }, { key: rsa(3_072) }, pss],
  ['a signer named by its key identifier', {}, brainpool, ['-md', 'sha256', '-keyid']],
  ['indefinite lengths', {}, brainpool, ['-md', 'sha256', '-stream']],
])('believes a signer with %s', async (_, signer, authority, options) => {
  expect(await judge(signer, authority, options)).toEqual(genuine);
});

it.each<[string, SignerOptions, string[]?]>([
  ['a curve that no passport uses', { key: namedCurve('secp256k1') }],
  ['RSA of 768 bits', { key: rsa(768) }],
])('does not believe a signer with %s', async (_, signer, options) => {
  expect(await judge(signer, brainpool, options)).toEqual({ ...genuine, signature: 'invalid' });
});

it('does not believe a signature without its certificate', async () => {
  const judged = await judge({}, brainpool, ['-md', 'sha256', '-nocerts']);
  expect(judged).toEqual({ hashes: 'match', signature: 'invalid', issuer: 'unknown' });
});

it('refuses a signature that covers no attributes', async () => {
  expect(await judge({}, brainpool, ['-md', 'sha256', '-noattr'])).toEqual({ ok: false, code: 'CARD_DATA_INVALID' });
});
