import { beforeAll, describe, expect, it } from 'vitest';
import { parseCertificate } from '../../drivers/emrtd/proof/certificate.ts';
import { judgeIssuer } from '../../drivers/emrtd/proof/chain.ts';
import {
  type Installed,
  type Party,
  PkiLab,
  caExtensions,
  signerExtensions,
  toPem,
  trusting,
  without,
  years,
} from './pki-lab.ts';

const lab = new PkiLab();
const csca = '/C=VN/O=Lab/CN=CSCA';
const now = Date.now();
const at = (date: Date) => date.getTime();

let root: Party;
let signer: Party;
beforeAll(async () => {
  root = await lab.root();
  signer = await lab.issue({ by: root });
});

const judge = (party: Party, files: readonly Installed[], when = now) =>
  judgeIssuer(party.certificate, trusting(...files), when);

interface Case {
  signer: Party;
  roots: readonly Party[];
  links?: readonly Party[];
  crl?: string;
  when?: number;
}

/** What we say, beside `openssl verify`, which has to agree on whether that is trust. */
async function bothJudge({ signer: party, roots, links = [], crl, when = now }: Case) {
  const bundle = (parties: readonly Party[]) => lab.file(parties.map(({ bytes }) => toPem(bytes)).join(''));
  const verdict = await lab.ask(
    ...['verify', '-attime', String(Math.floor(when / 1_000)), '-CAfile', await bundle(roots)],
    ...(links.length > 0 ? ['-untrusted', await bundle(links)] : []),
    ...(crl === undefined ? [] : ['-crl_check', '-CRLfile', await lab.file(crl)]),
    party.certificateFile,
  );
  const ours = judge(party, [...roots, ...links, ...(crl === undefined ? [] : [crl])], when);
  expect({ verdict: verdict.text, trusted: verdict.ok }).toEqual({
    verdict: verdict.text,
    trusted: ours === 'trusted',
  });
  return ours;
}

describe('a signer and its root, as openssl judges them', () => {
  it('is trusted', async () => {
    expect(await bothJudge({ signer, roots: [root] })).toBe('trusted');
  });

  it('is unknown under another root, though that has the same name', async () => {
    expect(await bothJudge({ signer, roots: [await lab.root()] })).toBe('unknown');
  });

  it('is unknown where its root has the right key and another name', async () => {
    const renamed = await lab.root({ key: root, subject: '/C=VN/O=Lab/CN=Other' });
    expect(await bothJudge({ signer, roots: [renamed] })).toBe('unknown');
  });

  it('is found where its root’s name differs in case and spacing only', async () => {
    const respelt = await lab.root({ key: root, subject: '/C=VN/O=LAB /CN=csca' });
    expect(await bothJudge({ signer, roots: [respelt] })).toBe('trusted');
  });

  it('is found among several roots of one name and different keys', async () => {
    const others = await Promise.all([lab.root(), lab.root({ extensions: without(caExtensions, 'subjectKey') })]);
    const [first, second] = others;
    expect(await bothJudge({ signer, roots: [first, root, second] })).toBe('trusted');
  });

  it('has expired', async () => {
    expect(await bothJudge({ signer, roots: [root], when: at(years(6)) })).toBe('expired');
  });

  it('is not valid yet', async () => {
    expect(await bothJudge({ signer, roots: [root], when: at(years(-2)) })).toBe('expired');
  });

  it('was revoked', async () => {
    const crl = await lab.crl(root, [signer]);
    expect(await bothJudge({ signer, roots: [root], crl })).toBe('revoked');
  });

  it('was not revoked, another was', async () => {
    const crl = await lab.crl(root, [await lab.issue({ by: root })]);
    expect(await bothJudge({ signer, roots: [root], crl })).toBe('trusted');
  });

  it.each<[string, readonly string[]]>([
    ['is no authority', without(caExtensions, 'basicConstraints', 'basicConstraints=critical,CA:false')],
    ['may not sign certificates', without(caExtensions, 'keyUsage', 'keyUsage=critical,cRLSign')],
    ['has a critical extension that nobody knows', [...caExtensions, '1.2.3.4=critical,ASN1:NULL']],
  ])('is unknown where the link that issued it %s', async (_, extensions) => {
    const link = await lab.issue({ by: root, subject: '/C=VN/O=Lab/CN=Middle', extensions });
    const below = await lab.issue({ by: link });
    // A certificate that says outright that it is no authority does not even get into a trust store.
    const refused = extensions.some((line) => line.endsWith('CA:false'));
    if (refused) expect(() => trusting(root, link)).toThrow('not a country signing certificate');
    else expect(await bothJudge({ signer: below, roots: [root], links: [link] })).toBe('unknown');
  });

  it('is unknown with a critical extension that nobody knows', async () => {
    const odd = await lab.issue({ by: root, extensions: [...signerExtensions, '1.2.3.4=critical,ASN1:NULL'] });
    expect(await bothJudge({ signer: odd, roots: [root] })).toBe('unknown');
  });

  it('is unknown where it names another key of its issuer', async () => {
    const extensions = without(signerExtensions, 'authorityKey', '2.5.29.35=DER:30:06:80:04:DE:AD:BE:EF');
    expect(await bothJudge({ signer: await lab.issue({ by: root, extensions }), roots: [root] })).toBe('unknown');
  });

  it('is unknown once a bit of it has changed', async () => {
    const bytes = Uint8Array.from(signer.bytes);
    const subject = Buffer.from(bytes).lastIndexOf('DS 1');
    bytes[subject + 3] = '2'.charCodeAt(0);
    const certificateFile = await lab.file(toPem(bytes));
    const changed = { ...signer, certificateFile, certificate: parseCertificate(bytes) };
    expect(changed.certificate.subject.text).toBe('C=VN, O=Lab, CN=DS 2');
    expect(await bothJudge({ signer: changed, roots: [root] })).toBe('unknown');
  });
});

describe('what ICAO asks beyond openssl', () => {
  it.each<[string, readonly string[]]>([
    ['an authority', caExtensions],
    ['a key that may not sign', without(signerExtensions, 'keyUsage', 'keyUsage=critical,keyEncipherment')],
    ...[
      ['a signer of master lists', '2.23.136.1.1.3'],
      ['a signer of deviation lists', '2.23.136.1.1.8'],
      ['a signer of travel records', '2.23.136.1.1.9.8.1'],
      ['a point of contact (SPOC)', '2.23.136.1.1.10.2'],
      ['a signer of visible digital seals', '2.23.136.1.1.11.1'],
      ['a signer of health proofs (VDS-NC)', '2.23.136.1.1.14.2'],
      ['a TLS server', 'serverAuth'],
      ['a TLS client', 'emailProtection,clientAuth'],
    ].map(([who = '', usage]): [string, string[]] => [who, [...signerExtensions, `extendedKeyUsage=${usage}`]]),
  ])('%s signs no documents', async (_, extensions) => {
    expect(judge(await lab.issue({ by: root, extensions }), [root])).toBe('unknown');
  });

  it('a root signs no documents', () => {
    expect(judge(root, [root])).toBe('unknown');
  });

  it('a signer without keyUsage may sign', async () => {
    const free = await lab.issue({ by: root, extensions: without(signerExtensions, 'keyUsage') });
    expect(judge(free, [root])).toBe('trusted');
  });

  it('an authority signs for its own country only', async () => {
    expect(judge(await lab.issue({ by: root, subject: '/C=LA/O=Lab/CN=DS' }), [root])).toBe('unknown');
  });

  it('a country in small letters is the same country', async () => {
    expect(judge(await lab.issue({ by: root, subject: '/C=vn/O=Lab/CN=DS' }), [root])).toBe('trusted');
  });

  it('nobody is trusted without a root', () => {
    expect(judge(signer, [])).toBe('unknown');
  });
});

describe('validity', () => {
  it('a root that has expired since still vouches for whom it issued in time', async () => {
    const old = await lab.root({ from: years(-10), to: years(-1) });
    const lasting = await lab.issue({ by: old, from: years(-2), to: years(5) });
    expect(judge(lasting, [old])).toBe('trusted');
  });

  it('a root vouches for nobody whom it issued after its end', async () => {
    const old = await lab.root({ from: years(-10), to: years(-3) });
    const late = await lab.issue({ by: old, from: years(-2), to: years(5) });
    expect(judge(late, [old])).toBe('expired');
  });

  it('a root vouches for whom it dated before its own beginning, as states do', async () => {
    const early = await lab.issue({ by: root, from: years(-6), to: years(5) });
    expect(judge(early, [root])).toBe('trusted');
  });

  it('a link that was made later than the signer leads to its root all the same', async () => {
    const subject = `${csca} 2`;
    const renewed = await lab.root({ subject, from: years(-3) });
    const link = await lab.issue({ by: root, key: renewed, subject, extensions: caExtensions, from: years(-2) });
    expect(judge(await lab.issue({ by: renewed, from: years(-2.5) }), [root, link])).toBe('trusted');
  });

  it('the last second counts, the next does not', () => {
    const { notAfter } = signer.certificate;
    expect(judge(signer, [root], notAfter)).toBe('trusted');
    expect(judge(signer, [root], notAfter + 1)).toBe('expired');
  });
});

describe('a new key of the authority, certified by the old', () => {
  it.each([
    ['under the same name', csca],
    ['under a new name', '/C=VN/O=Lab/CN=CSCA 2'],
  ])('%s', async (_, subject) => {
    const link = await lab.issue({ by: root, subject, extensions: caExtensions, to: years(10) });
    const renewed = await lab.root({ key: link, subject });
    const below = await lab.issue({ by: renewed });

    expect(await bothJudge({ signer: below, roots: [root], links: [link] })).toBe('trusted');
    expect(await bothJudge({ signer: below, roots: [renewed] })).toBe('trusted');
    expect(await bothJudge({ signer: below, roots: [root] })).toBe('unknown');
    // A link alone is not a root.
    expect(judge(below, [link])).toBe('unknown');
    // Nor does the new key vouch for the old.
    expect(judge(signer, [renewed, link])).toBe('unknown');
  });

  it('is found over several renewals', async () => {
    let last = root;
    const links: Party[] = [];
    for (let generation = 2; generation <= 6; generation++) {
      last = await lab.issue({ by: last, subject: `/C=VN/O=Lab/CN=CSCA ${generation}`, extensions: caExtensions });
      links.push(last);
    }
    const below = await lab.issue({ by: last });
    expect(await bothJudge({ signer: below, roots: [root], links })).toBe('trusted');
    expect(judge(below, [root, ...links.slice(1)])).toBe('unknown');
  });

  it('cannot be another country’s', async () => {
    const foreign = await lab.issue({ by: root, subject: '/C=LA/O=Lab/CN=CSCA', extensions: caExtensions });
    const below = await lab.issue({ by: foreign, subject: '/C=LA/O=Lab/CN=DS' });
    expect(judge(below, [root, foreign])).toBe('unknown');
  });

  it('expires as a root does: it counts when the signer was issued', async () => {
    const subject = '/C=VN/O=Lab/CN=CSCA 2';
    const link = await lab.issue({ by: root, subject, extensions: caExtensions, from: years(-3), to: years(-2) });
    const intime = await lab.issue({ by: link, from: years(-2.5) });
    const late = await lab.issue({ by: link, from: years(-1) });
    expect(judge(intime, [root, link])).toBe('trusted');
    expect(judge(late, [root, link])).toBe('expired');
  });

  it('may be revoked', async () => {
    const subject = '/C=VN/O=Lab/CN=CSCA 2';
    const link = await lab.issue({ by: root, subject, extensions: caExtensions });
    const below = await lab.issue({ by: link });
    const renewed = await lab.root({ key: link, subject });
    const crl = await lab.crl(root, [link]);
    expect(judge(below, [root, link, crl])).toBe('revoked');
    // The other way to the same key is not.
    expect(judge(below, [root, link, crl, renewed])).toBe('trusted');
  });

  it('does not go round in circles', async () => {
    const [a, b] = ['/C=VN/O=Lab/CN=A', '/C=VN/O=Lab/CN=B'] as const;
    const rootA = await lab.root({ subject: a });
    const rootB = await lab.root({ subject: b });
    const links = [
      await lab.issue({ by: rootA, key: rootB, subject: b, extensions: caExtensions }),
      await lab.issue({ by: rootB, key: rootA, subject: a, extensions: caExtensions }),
    ];
    expect(judge(await lab.issue({ by: rootB }), links)).toBe('unknown');
    expect(judge(await lab.issue({ by: rootB }), [...links, rootA])).toBe('trusted');
  });
});
