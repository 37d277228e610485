import { beforeAll, describe, expect, it } from 'vitest';
import { encodeTlv } from '../../drivers/emrtd/codec/tlv.ts';
import { auditTrustStore } from '../../drivers/emrtd/proof/audit.ts';
import { judgeIssuer } from '../../drivers/emrtd/proof/chain.ts';
import { type Installed, type Party, PkiLab, fromPem, masterListExtensions, trusting, years } from './pki-lab.ts';

const lab = new PkiLab();
const masterListType = '2.23.136.1.1.2';
const csca = '/C=DE/O=Lab/CN=CSCA Germany';
const now = Date.now();

let german: Party;
let listSigner: Party;
let vietnamese: Party;
let signer: Party;
beforeAll(async () => {
  german = await lab.root({ subject: csca, from: years(-8) });
  listSigner = await lab.issue({ by: german, subject: '/C=DE/O=Lab/CN=ML', extensions: masterListExtensions });
  vietnamese = await lab.root();
  signer = await lab.issue({ by: vietnamese });
});

const judge = (...files: readonly Installed[]) => judgeIssuer(signer.certificate, trusting(...files), now);

/** ICAO 9303-12 §9: `CscaMasterList ::= SEQUENCE { version, certList SET OF Certificate }`. */
const listOf = (...entries: readonly Uint8Array[]) =>
  encodeTlv(0x30, encodeTlv(0x02, Uint8Array.of(0)), encodeTlv(0x31, ...entries));

describe('a master list whose signer was revoked', () => {
  it('is refused though the CRL’s key comes in that very list', async () => {
    const renewed = await lab.root({ subject: csca, from: years(-2) });
    const list = await lab.sign(listSigner, masterListType, listOf(renewed.bytes, vietnamese.bytes));
    const [harmless, revoking] = await Promise.all([lab.crl(renewed, []), lab.crl(renewed, [listSigner])]);
    expect(judge(german, list, harmless)).toBe('trusted');
    expect(() => trusting(german, list, revoking)).toThrow(/^file-1: the signer of this master list, .* is revoked/);
  });
});

describe('a master list in BER', () => {
  it('is read', async () => {
    const list = await lab.sign(listSigner, masterListType, listOf(vietnamese.bytes), ['-md', 'sha256', '-stream']);
    expect(Buffer.from(list.subarray(0, 2)).toString('hex')).toBe('3080');
    expect(judge(german, list)).toBe('trusted');
    expect(judge(german, Buffer.concat([list, Buffer.from('\r\n')]))).toBe('trusted');
    expect(() => trusting(german, list.subarray(0, -2))).toThrow('file-1: not a readable');
  });
});

describe('a line end behind DER', () => {
  it.each(['\n', '\r\n', '\n\n'])('is passed over: %j', async (end) => {
    const ended = (bytes: Uint8Array) => Buffer.concat([bytes, Buffer.from(end)]);
    expect(judge(ended(vietnamese.bytes))).toBe('trusted');
    expect(judge(vietnamese, ended(fromPem(await lab.crl(vietnamese, [signer]))))).toBe('revoked');
    const list = await lab.sign(listSigner, masterListType, listOf(vietnamese.bytes));
    expect(judge(german, ended(list))).toBe('trusted');
  });

  it('does not make up for a byte that is missing', () => {
    const short = vietnamese.bytes.subarray(0, -2);
    expect(() => trusting(Buffer.concat([short, Buffer.from('\n')]))).toThrow('not a readable');
  });

  it('stays where it belongs to the object', () => {
    // The last byte of the signature, which nothing judges of a root but whether it issued itself.
    const bytes = Uint8Array.from(vietnamese.bytes);
    bytes[bytes.length - 1] = 0x0a;
    expect(auditTrustStore(trusting(bytes), now).authorities).toHaveLength(1);
  });
});

describe('a root with empty basicConstraints', () => {
  const extensions = (usage: string) => ['basicConstraints=critical,CA:false', `keyUsage=critical,${usage}`];

  it('is an authority where its key may sign certificates', async () => {
    const root = await lab.root({ extensions: extensions('keyCertSign,cRLSign') });
    const below = await lab.issue({ by: root });
    expect(judgeIssuer(below.certificate, trusting(root), now)).toBe('trusted');
  });

  it('is none where its key may not, or where somebody else issued it', async () => {
    const refused = 'is not a country signing certificate';
    const selfSigned = await lab.root({ extensions: extensions('digitalSignature') });
    expect(() => trusting(selfSigned)).toThrow(refused);
    const below = await lab.issue({ by: vietnamese, extensions: extensions('keyCertSign') });
    expect(() => trusting(vietnamese, below)).toThrow(refused);
  });
});
