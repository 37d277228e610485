import { X509Certificate } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import { auditTrustStore } from '../../drivers/emrtd/proof/audit.ts';
import { createTrustStore } from '../../drivers/emrtd/proof/trust-store.ts';
import { type Party, PkiLab, caExtensions, trusting, years } from './pki-lab.ts';

const lab = new PkiLab();
const now = Date.now();

let german: Party;
let vietnamese: Party;
let signer: Party;
beforeAll(async () => {
  [german, vietnamese] = await Promise.all([
    lab.root({ subject: '/C=DE/O=Lab/CN=CSCA Germany' }),
    lab.root({ key: 'brainpoolP512r1', paramEncoding: 'explicit' }),
  ]);
  signer = await lab.issue({ by: vietnamese });
});

it('the audit shows what an operator compares, and what is wrong', async () => {
  const [old, ending, weak, future] = await Promise.all([
    lab.root({ subject: '/C=LA/CN=Old', from: years(-10), to: new Date(now - 365.5 * 86_400_000) }),
    lab.root({ subject: '/C=LA/CN=Ending', to: new Date(now + 30.5 * 86_400_000) }),
    lab.root({ subject: '/C=LA/CN=Weak', key: 1_024 }),
    lab.root({ subject: '/C=LA/CN=Future', from: years(1) }),
  ]);
  const lonely = await lab.issue({ by: german, subject: '/C=DE/CN=Lonely', extensions: caExtensions });
  const crl = await lab.crl(vietnamese, [signer], { issued: new Date(now - 800.5 * 86_400_000), next: years(-1) });
  const audit = auditTrustStore(trusting(vietnamese, old, ending, weak, future, lonely, crl), now);

  expect(audit.authorities.map(({ subject, findings }) => [subject, findings])).toEqual([
    ['C=VN, O=Lab, CN=CSCA', ['CRL overdue']],
    ['C=LA, CN=Old', ['expired', 'no CRL']],
    ['C=LA, CN=Ending', ['expires within 90 days', 'no CRL']],
    ['C=LA, CN=Weak', ['weak key', 'no CRL']],
    ['C=LA, CN=Future', ['not yet valid', 'no CRL']],
    ['C=DE, CN=Lonely', ['leads to no root', 'no CRL']],
  ]);
  expect(audit.authorities[0]).toMatchObject({
    file: 'file-0',
    country: 'VN',
    issuer: 'C=VN, O=Lab, CN=CSCA',
    key: 'brainpoolP512r1',
    kind: 'root',
    crlAddresses: [],
    validTo: new Date(vietnamese.certificate.notAfter).toISOString(),
    fingerprint: new X509Certificate(vietnamese.bytes).fingerprint256,
  });
  expect(audit.authorities.map(({ key }) => key)).toContain('RSA 1024');
  expect(audit.authorities.map(({ daysLeft }) => daysLeft).slice(1, 3)).toEqual([-366, 30]);
  expect(audit.authorities.at(-1)?.kind).toBe('link');
  expect(audit.crls).toMatchObject([
    { file: 'file-6', issuer: 'C=VN, O=Lab, CN=CSCA', age: 800, overdue: true, revoked: 1 },
  ]);
});

it('the audit shows a revoked link', async () => {
  const link = await lab.issue({ by: german, subject: '/C=DE/CN=Next', extensions: caExtensions });
  const { authorities } = auditTrustStore(trusting(german, link, await lab.crl(german, [link])), now);
  expect(authorities.map(({ findings }) => findings)).toEqual([[], ['revoked']]);
});

it('the audit of nothing is empty', () => {
  expect(auditTrustStore(createTrustStore([]), now)).toEqual({ authorities: [], crls: [], masterLists: [] });
});
