import { X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { encodeTlv } from '../../drivers/emrtd/codec/tlv.ts';
import { auditTrustStore } from '../../drivers/emrtd/proof/audit.ts';
import { parseCertificate, parseTime } from '../../drivers/emrtd/proof/certificate.ts';
import { judgeIssuer } from '../../drivers/emrtd/proof/chain.ts';
import { parseCrl } from '../../drivers/emrtd/proof/crl.ts';
import { createTrustStore, isTrustFile } from '../../drivers/emrtd/proof/trust-store.ts';
import {
  type Installed,
  type Party,
  PkiLab,
  caExtensions,
  fromPem,
  masterListExtensions,
  signerExtensions,
  toPem,
  trusting,
  years,
} from './pki-lab.ts';

const lab = new PkiLab();
const masterListType = '2.23.136.1.1.2';
const now = Date.now();

let german: Party;
let vietnamese: Party;
let signer: Party;
let listSigner: Party;
beforeAll(async () => {
  [german, vietnamese] = await Promise.all([
    lab.root({ subject: '/C=DE/O=Lab/CN=CSCA Germany' }),
    lab.root({ key: 'brainpoolP512r1', paramEncoding: 'explicit' }),
  ]);
  signer = await lab.issue({ by: vietnamese });
  listSigner = await lab.issue({ by: german, subject: '/C=DE/O=Lab/CN=ML', extensions: masterListExtensions });
});

const judge = (...files: readonly Installed[]) => judgeIssuer(signer.certificate, trusting(...files), now);

describe('a certificate is read as openssl reads it', () => {
  it('in all its fields', async () => {
    const period = `30:22:80:0f:${inHex('20220629000000Z')}:81:0f:${inHex('20270701000000Z')}`;
    const rich = await lab.issue({
      subject: '/C=vn/O=Bộ Công an/CN=CSCA  Thử',
      key: 'brainpoolP512r1',
      paramEncoding: 'explicit',
      serial: '506F1357A3A196C24DC32CF464140CAE',
      from: new Date('2022-06-29T00:00:00Z'),
      to: new Date('2051-10-01T12:34:56Z'),
      extensions: [
        ...caExtensions,
        `2.5.29.16=DER:${period}`,
        'crlDistributionPoints=URI:http://ca.invalid/list.crl',
        'subjectAltName=email:csca@ca.invalid',
        'extendedKeyUsage=2.23.136.1.1.3',
      ],
    });
    const theirs = new X509Certificate(rich.bytes);
    const ours = parseCertificate(rich.bytes);
    expect(ours).toMatchObject({
      serial: theirs.serialNumber.toLowerCase(),
      subject: { text: 'C=vn, O=Bộ Công an, CN=CSCA Thử', country: 'VN' },
      notBefore: theirs.validFromDate.getTime(),
      notAfter: theirs.validToDate.getTime(),
      ca: theirs.ca,
      fingerprint: theirs.fingerprint256,
      keyUsage: { digitalSignature: false, keyCertSign: true, cRLSign: true },
      extendedKeyUsage: ['2.23.136.1.1.3'],
      signsUntil: Date.UTC(2027, 6, 1),
      crlDistributionPoints: ['http://ca.invalid/list.crl'],
      unknownCriticalExtension: undefined,
      selfSigned: true,
    });
    expect(ours.publicKey?.equals(theirs.publicKey)).toBe(true);
    const identifier = ['-noout', '-ext', 'subjectKeyIdentifier'];
    const { text } = await lab.ask('x509', '-in', rich.certificateFile, ...identifier);
    expect(text.replaceAll(':', '').toLowerCase()).toContain(ours.subjectKeyIdentifier);
  });

  it.each([
    [0x17, '500101000000Z', '1950-01-01T00:00:00.000Z'],
    [0x17, '491231235959Z', '2049-12-31T23:59:59.000Z'],
    [0x18, '20500101000000Z', '2050-01-01T00:00:00.000Z'],
    [0x18, '00990228000000Z', '0099-02-28T00:00:00.000Z'],
  ])('time %i %s', (tag, text, moment) => {
    expect(new Date(parseTime({ tag, value: Buffer.from(text) })).toISOString()).toBe(moment);
  });

  it.each([
    [0x17, '991331000000Z'],
    [0x17, '990230000000Z'],
    [0x17, '990101240000Z'],
    [0x17, '990101006000Z'],
    [0x17, '9901010000Z'],
    [0x17, '990101000000+0700'],
    [0x18, '990101000000Z'],
    [0x18, '20260101000000.5Z'],
    [0x0c, '20260101000000Z'],
  ])('no time: %i %s', (tag, text) => {
    expect(() => parseTime({ tag, value: Buffer.from(text) })).toThrow('time');
  });
});

describe('files are read', () => {
  it.each<[string, () => Installed | Promise<Installed>]>([
    ['DER', () => vietnamese],
    ['PEM', () => toPem(vietnamese.bytes)],
    ['PEM with Windows line ends and notes', () => `Gốc:\r\n${toPem(vietnamese.bytes).replaceAll('\n', '\r\n')}Hết`],
    ['PEM of several certificates', () => toPem(german.bytes) + toPem(vietnamese.bytes)],
    ['PEM of a certificate and its CRL', async () => toPem(vietnamese.bytes) + (await lab.crl(vietnamese, []))],
  ])('%s', async (_, file) => {
    expect(judge(await file())).toBe('trusted');
  });

  it('a CRL as DER', async () => {
    expect(judge(vietnamese, fromPem(await lab.crl(vietnamese, [signer])))).toBe('revoked');
  });

  it('in whatever order they come', async () => {
    const list = await masterList(listSigner, listOf(vietnamese.bytes));
    expect(judge(await lab.crl(vietnamese, [signer]), list, german)).toBe('revoked');
  });

  it('by their names', () => {
    const names = [
      'csca.PEM',
      'a.crt',
      'a.cer',
      'a.der',
      'a.crl',
      'de.ml',
      'README.md',
      '.csca.pem.swp',
      'pem',
      'a.key',
    ];
    expect(names.filter(isTrustFile)).toEqual(['csca.PEM', 'a.crt', 'a.cer', 'a.der', 'a.crl', 'de.ml']);
  });
});

describe('a file that does nothing is refused by name', () => {
  it.each<[string, () => Installed | Promise<Installed>, string]>([
    ['that is empty', () => '', 'not a readable certificate'],
    ['of text', () => 'no certificate', 'not a readable certificate'],
    ['cut short', () => vietnamese.bytes.slice(0, -1), 'not a readable certificate'],
    ['with something after its end', () => Buffer.concat([vietnamese.bytes, Buffer.of(0)]), 'not a readable'],
    [
      'of PEM whose first part has no end',
      () => toPem(german.bytes).replace(/-----END.*/, '') + toPem(vietnamese.bytes),
      'PEM',
    ],
    ['that is larger than any list', () => Buffer.alloc(9 * 1_048_576, 0x30), 'larger than'],
    ['of too many certificates', () => toPem(Uint8Array.of(0x30, 0)).repeat(2_049), 'too many certificates'],
    ['of a document signer', () => signer, 'C=VN, O=Lab, CN=DS 1 is not a country signing certificate'],
    ['of another kind of list', () => masterList(listSigner, listOf(), '2.23.136.1.1.7'), 'not a master list'],
    ['of a CRL that is not whole', () => lab.crl(german, [], { extensions: deltaList }), 'critical extension'],
    ['of a CRL that nobody signed', () => lab.crl(vietnamese, []), 'no installed country signing certificate'],
  ])('%s', async (_, file, reason) => {
    const bytes = await file();
    const open = () => trusting(german, bytes);
    expect(open).toThrow('file-1: ');
    expect(open).toThrow(reason);
  });
});

describe('a CRL is read as openssl reads it', () => {
  it('with a thousand entries', async () => {
    const serials = Array.from({ length: 1_000 }, (_, index) =>
      (0x80_00_00 + index * 7_919).toString(16).padStart(8, '0'),
    );
    const pem = await lab.crl(
      vietnamese,
      serials.map((serial) => ({ ...signer, serial })),
    );
    const { text } = await lab.ask('crl', '-in', await lab.file(pem), '-noout', '-text');
    const theirs = [...text.matchAll(/Serial Number: ([0-9A-F]+)/g)].map(([, serial]) => serial?.toLowerCase());
    const { revoked, thisUpdate, nextUpdate } = parseCrl(fromPem(pem));
    expect([...revoked].map((serial) => serial.padStart(8, '0'))).toEqual(
      theirs.map((serial) => serial?.padStart(8, '0')),
    );
    expect(revoked.size).toBe(1_000);
    expect(text).toContain(`Next Update: ${opensslDate(nextUpdate ?? 0)}`);
    expect(text).toContain(`Last Update: ${opensslDate(thisUpdate)}`);
  });
});

describe('a national master list', () => {
  it('is believed where its signer leads to an installed root, as openssl believes it', async () => {
    const list = await masterList(listSigner, listOf(german.bytes, vietnamese.bytes));
    const verify = ['cms', '-verify', '-inform', 'DER', '-purpose', 'any', '-out', await lab.file('')];
    const file = await lab.file(list);
    expect((await lab.ask(...verify, '-CAfile', german.certificateFile, '-in', file)).ok).toBe(true);
    expect(judge(german, list)).toBe('trusted');
    expect(judge(german)).toBe('unknown');
  });

  it.each<[string, () => Promise<Uint8Array>, RegExp]>([
    [
      'its root is not installed',
      async () => masterList(await masterListSignerOf(vietnamese), listOf()),
      /is unknown: .* here C=VN, O=Lab, CN=CSCA$/,
    ],
    [
      'its signer may sign documents only',
      async () => masterList(await lab.issue({ by: german }), listOf()),
      /is unknown/,
    ],
    ['it signed itself', () => lab.sign(german, masterListType, listOf(vietnamese.bytes)), /is unknown/],
    [
      'it has been changed',
      async () => changed(await masterList(listSigner, listOf(vietnamese.bytes))),
      /signature .* is wrong/,
    ],
    [
      'it is none within',
      () => masterList(listSigner, encodeTlv(0x30, encodeTlv(0x02, Uint8Array.of(0)))),
      /CscaMasterList/,
    ],
    [
      'it is endless',
      () => masterList(listSigner, listOf(...Array<Uint8Array>(2_049).fill(Uint8Array.of(5, 0)))),
      /too many/,
    ],
  ])('is refused where %s', async (_, make, reason) => {
    const list = await make();
    expect(() => trusting(german, list)).toThrow(reason);
  });

  it('is refused where it has more keys of one name than could be tried', async () => {
    const entries = Array.from({ length: 33 }, (_, index) => numbered(vietnamese.bytes, index));
    const list = await masterList(listSigner, listOf(...entries));
    expect(() => trusting(german, list)).toThrow('too many certificates of C=VN, O=Lab, CN=CSCA');
  });

  it('cannot vouch for another', async () => {
    const first = await masterList(listSigner, listOf(vietnamese.bytes));
    const second = await masterList(await masterListSignerOf(vietnamese), listOf(german.bytes));
    // In this order one would believe the second because of the first.
    expect(() => trusting(german, first, second)).toThrow('file-2: the signer of this master list');
  });

  it('is refused once its signer is revoked', async () => {
    const list = await masterList(listSigner, listOf(vietnamese.bytes));
    const crl = await lab.crl(german, [listSigner]);
    expect(() => trusting(german, crl, list)).toThrow('is revoked');
  });

  it('names its signer so that two people can compare it', async () => {
    const foreign = await masterListSignerOf(vietnamese);
    const list = await masterList(foreign, listOf());
    const { fingerprint256 } = new X509Certificate(foreign.bytes);
    expect(() => trusting(german, list)).toThrow(fingerprint256);
  });

  it('loses no more than the entries that cannot be used', async () => {
    const list = await masterList(listSigner, listOf(Uint8Array.of(0x30, 0), signer.bytes, vietnamese.bytes));
    const trust = trusting(german, list);
    expect(judgeIssuer(signer.certificate, trust, now)).toBe('trusted');
    expect(auditTrustStore(trust, now).masterLists).toMatchObject([{ file: 'file-1', certificates: 1, skipped: 2 }]);
  });

  it('of 700 certificates is opened at once', { timeout: 20_000 }, async () => {
    const entries = Array.from({ length: 700 }, (_, index) => renamed(vietnamese.bytes, index));
    const list = await masterList(listSigner, listOf(...entries, vietnamese.bytes));
    const started = performance.now();
    const trust = trusting(german, list);
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(trust.authorities).toHaveLength(702);
    expect(judgeIssuer(signer.certificate, trust, now)).toBe('trusted');
  });
});

describe('the audit', () => {
  it('shows what an operator compares, and what is wrong', async () => {
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

  it('shows a revoked link', async () => {
    const link = await lab.issue({ by: german, subject: '/C=DE/CN=Next', extensions: caExtensions });
    const { authorities } = auditTrustStore(trusting(german, link, await lab.crl(german, [link])), now);
    expect(authorities.map(({ findings }) => findings)).toEqual([[], ['revoked']]);
  });

  it('of nothing is empty', () => {
    expect(auditTrustStore(createTrustStore([]), now)).toEqual({ authorities: [], crls: [], masterLists: [] });
  });
});

const inHex = (text: string) =>
  Buffer.from(text)
    .toString('hex')
    .replaceAll(/..(?=.)/g, '$&:');

/** As `openssl crl -text` writes it, the day of two places. */
function opensslDate(at: number): string {
  const [, month, day, year, time] =
    /^\w+, (\d+) (\w+) (\d+) ([\d:]+)/.exec(new Date(at).toUTCString())?.map(String) ?? [];
  return `${day} ${String(Number(month)).padStart(2)} ${time} ${year} GMT`;
}

/** deltaCRLIndicator. */
const deltaList = ['authorityKeyIdentifier=keyid', '2.5.29.27=critical,DER:02:01:01'];

/** ICAO 9303-12 §9: `CscaMasterList ::= SEQUENCE { version, certList SET OF Certificate }`. */
const listOf = (...entries: readonly Uint8Array[]) =>
  encodeTlv(0x30, encodeTlv(0x02, Uint8Array.of(0)), encodeTlv(0x31, ...entries));

const masterList = (by: Party, content: Uint8Array, type = masterListType) =>
  lab.sign(by, type, content, ['-md', 'sha256', '-certfile', german.certificateFile]);

const masterListSignerOf = (by: Party) =>
  lab.issue({ by, subject: '/C=VN/O=Lab/CN=ML', extensions: [...signerExtensions, 'extendedKeyUsage=2.23.136.1.1.3'] });

function changed(list: Uint8Array): Uint8Array {
  const bytes = Buffer.from(list);
  bytes.write('X', bytes.indexOf('CSCA'));
  return bytes;
}

/** The same certificate under a subject of its own: `CSCA` becomes 4 other letters. */
function renamed(certificate: Uint8Array, number: number): Uint8Array {
  const bytes = Buffer.from(certificate);
  bytes.write(number.toString().padStart(4, '0'), bytes.lastIndexOf('CSCA'));
  return bytes;
}

/** The same certificate with another, wrong signature. */
function numbered(certificate: Uint8Array, number: number): Uint8Array {
  const bytes = Buffer.from(certificate);
  bytes.writeUInt16BE(number, bytes.length - 2);
  return bytes;
}
