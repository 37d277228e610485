import { X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { encodeTlv } from '../../drivers/emrtd/codec/tlv.ts';
import { auditTrustStore } from '../../drivers/emrtd/proof/audit.ts';
import { judgeIssuer } from '../../drivers/emrtd/proof/chain.ts';
import {
  type Installed,
  type Party,
  PkiLab,
  masterListExtensions,
  signerExtensions,
  toPem,
  trusting,
} from './pki-lab.ts';

const lab = new PkiLab();
const masterListType = '2.23.136.1.1.2';
const now = Date.now();

let german: Party;
let vietnamese: Party;
let signer: Party;
let listSigner: Party;
beforeAll(async () => {
  [german, vietnamese] = await Promise.all([lab.root({ subject: '/C=DE/O=Lab/CN=CSCA Germany' }), lab.root()]);
  signer = await lab.issue({ by: vietnamese });
  listSigner = await lab.issue({ by: german, subject: '/C=DE/O=Lab/CN=ML', extensions: masterListExtensions });
});

const judge = (...files: readonly Installed[]) => judgeIssuer(signer.certificate, trusting(...files), now);

describe('a national master list', () => {
  it('is believed where its signer leads to an installed root, as openssl believes it', async () => {
    const list = await masterList(listSigner, listOf(german.bytes, vietnamese.bytes));
    const verify = ['cms', '-verify', '-inform', 'DER', '-purpose', 'any', '-out', await lab.file('')];
    const file = await lab.file(list);
    expect((await lab.ask(...verify, '-CAfile', german.certificateFile, '-in', file)).ok).toBe(true);
    expect(judge(german, list)).toBe('trusted');
    expect(judge(german)).toBe('unknown');
  });

  it('counts in whatever order it comes', async () => {
    const list = await masterList(listSigner, listOf(vietnamese.bytes));
    expect(judge(await lab.crl(vietnamese, [signer]), list, german)).toBe('revoked');
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
    ['it is another kind of list', () => masterList(listSigner, listOf(), '2.23.136.1.1.7'), /not a master list/],
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

  it('loses the keys of one name that are more than could be tried', async () => {
    const entries = Array.from({ length: 33 }, (_, index) => numbered(vietnamese.bytes, index));
    const list = await masterList(listSigner, listOf(...entries));
    expect(auditTrustStore(trusting(german, list), now).masterLists).toMatchObject([{ certificates: 32, skipped: 1 }]);
    // They do not crowd out what the operator installed.
    expect(judge(german, list, vietnamese)).toBe('trusted');
    // Whoever installs them one by one is told.
    const bundle = entries.map((entry) => toPem(entry)).join('');
    expect(() => trusting(german, bundle)).toThrow('too many certificates of C=VN, O=Lab, CN=CSCA');
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
