import { X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseCertificate, parseTime } from '../../drivers/emrtd/proof/certificate.ts';
import { judgeIssuer } from '../../drivers/emrtd/proof/chain.ts';
import { parseCrl } from '../../drivers/emrtd/proof/crl.ts';
import { isTrustFile } from '../../drivers/emrtd/proof/trust-store.ts';
import { type Installed, type Party, PkiLab, caExtensions, fromPem, toPem, trusting } from './pki-lab.ts';

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
      '.csca.pem',
      '.pem',
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
