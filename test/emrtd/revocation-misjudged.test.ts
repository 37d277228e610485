import { beforeAll, expect, it } from 'vitest';
import { judgeIssuer } from '../../drivers/emrtd/proof/chain.ts';
import { type Installed, type Party, PkiLab, caExtensions, trusting, without, years } from './pki-lab.ts';

const lab = new PkiLab();
const now = Date.now();

let root: Party;
let signer: Party;
beforeAll(async () => {
  root = await lab.root();
  signer = await lab.issue({ by: root });
});

const judge = (party: Party, files: readonly Installed[], when = now) =>
  judgeIssuer(party.certificate, trusting(...files), when);

it('revocation comes before expiry and after ignorance', async () => {
  const crl = await lab.crl(root, [signer]);
  expect(judge(signer, [root, crl], years(6).getTime())).toBe('revoked');
  const stranger = await lab.issue({ by: await lab.root(), serial: signer.serial });
  expect(judge(stranger, [root, crl])).toBe('unknown');
});

it('revocation outlives its list', async () => {
  const overdue = await lab.crl(root, [signer], { next: years(-1) });
  expect(judge(signer, [root, overdue])).toBe('revoked');
});

it('revocation counts where the list is signed with the authority’s newer key, under its newer name', async () => {
  const subject = '/C=VN/O=Lab/CN=CSCA 2';
  const link = await lab.issue({ by: root, subject, extensions: caExtensions });
  const renewed = await lab.root({ key: link, subject });
  const crl = await lab.crl(renewed, [signer]);
  expect(judge(signer, [root, link, crl])).toBe('revoked');
  expect(judge(signer, [root, renewed, link, crl])).toBe('revoked');
  // Without the link nothing says that the two are one authority.
  expect(judge(signer, [root, renewed, crl])).toBe('trusted');
});

it('revocation by another authority of the country does not count, though the serial number is the same', async () => {
  const other = await lab.root({ subject: '/C=VN/O=Lab/CN=Other' });
  expect(judge(signer, [root, other, await lab.crl(other, [signer])])).toBe('trusted');
});

it.each<[string, () => Promise<Party>]>([
  ['whose key is another’s', () => lab.root()],
  [
    'who may not sign lists',
    () => lab.root({ key: root, extensions: without(caExtensions, 'keyUsage', 'keyUsage=keyCertSign') }),
  ],
])('revocation by somebody of the authority’s name %s is refused', async (_, issuer) => {
  const by = await issuer();
  const crl = await lab.crl(by, [signer]);
  const installed = by.certificate.keyUsage?.cRLSign === false ? by : root;
  expect(() => trusting(installed, crl)).toThrow('no installed country signing certificate has signed this CRL');
});

it('revocation by a document signer is refused', async () => {
  const crl = await lab.crl(signer, []);
  expect(() => trusting(root, crl)).toThrow('has signed this CRL');
});

it('revocation of a root by itself takes all trust from it', async () => {
  expect(judge(signer, [root, await lab.crl(root, [root])])).toBe('revoked');
});

it('serial numbers are compared whole', async () => {
  const [one, two] = await Promise.all([
    lab.issue({ by: root, serial: '00F1' }),
    lab.issue({ by: root, serial: '01F1' }),
  ]);
  const crl = await lab.crl(root, [one]);
  expect(judge(one, [root, crl])).toBe('revoked');
  expect(judge(two, [root, crl])).toBe('trusted');
});
