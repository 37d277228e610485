import { beforeAll, describe, expect, it } from 'vitest';
import { type Tlv, encodeTlv, parseTlv } from '../../drivers/emrtd/codec/tlv.ts';
import { judgeIssuer } from '../../drivers/emrtd/proof/chain.ts';
import { certificateOf, parseSignedData, verifySigner } from '../../drivers/emrtd/proof/cms.ts';
import { type Party, PkiLab, trusting } from './pki-lab.ts';

const lab = new PkiLab();

let root: Party;
let signer: Party;
/** By `signer`, whose certificate it holds. */
let message: Uint8Array;
beforeAll(async () => {
  root = await lab.root();
  signer = await lab.issue({ by: root });
  message = await lab.sign(signer, '2.23.136.1.1.1', Buffer.from('the hashes of some data groups'));
});

function judge(bytes: Uint8Array) {
  const signedData = parseSignedData(parseTlv(bytes, 0x30));
  const [info] = signedData.signers;
  const certificate = info && certificateOf(info, signedData);
  return (
    info &&
    certificate && {
      valid: verifySigner(signedData, info, certificate),
      issuer: judgeIssuer(certificate, trusting(root), Date.now()),
    }
  );
}

const genuine = { valid: true, issuer: 'trusted' };

describe('a SignerInfo that names its certificate’s issuer', () => {
  it.each<[string, (name: Tlv) => Uint8Array]>([
    ['in the reverse order', ({ children }) => encodeTlv(0x30, ...encodedOf(children).reverse())],
    [
      'in one part instead of three',
      ({ children }) => encodeTlv(0x30, encodeTlv(0x31, ...encodedOf(children.flatMap((each) => each.children)))),
    ],
  ])('%s is understood, beside other certificates too', (_, respell) => {
    const respelt = withIssuer(message, respell);
    expect(judge(respelt)).toEqual(genuine);
    expect(judge(withCertificates(respelt, root.bytes, signer.bytes))).toEqual(genuine);
  });

  it('wrongly is understood where there is one certificate, not where there are two', () => {
    const misnamed = withIssuer(message, () => encodeTlv(0x30));
    expect(judge(misnamed)).toEqual(genuine);
    expect(judge(withCertificates(misnamed, signer.bytes, root.bytes))).toBeUndefined();
  });
});

describe('the only certificate in a message', () => {
  it('signed nothing where it is another’s', async () => {
    const other = await lab.issue({ by: root, subject: '/C=VN/O=Lab/CN=DS 2' });
    expect(judge(withCertificates(message, other.bytes))).toEqual({ valid: false, issuer: 'trusted' });
  });

  it('is missing', () => {
    expect(judge(withCertificates(message))).toBeUndefined();
  });
});

describe('a certificate that cannot be read', () => {
  it('is passed over beside the signer’s', () => {
    const odd = Buffer.from(root.bytes);
    // The Z of the beginning of its validity.
    odd.write('A', odd.indexOf(Buffer.of(0x17, 0x0d)) + 14);
    expect(judge(withCertificates(message, odd, signer.bytes))).toEqual(genuine);
    expect(judge(withCertificates(message, odd))).toBeUndefined();
  });
});

const encodedOf = (objects: readonly Tlv[]) => objects.map(({ encoded }) => encoded);

function withCertificates(bytes: Uint8Array, ...certificates: readonly Uint8Array[]): Uint8Array {
  return withPart(bytes, 0xa0, () => encodeTlv(0xa0, ...certificates));
}

/** The name in the first SignerInfo, which no signature covers. */
function withIssuer(bytes: Uint8Array, respell: (name: Tlv) => Uint8Array): Uint8Array {
  return withPart(bytes, 0x31, (infos) => {
    const [version, identifier, ...rest] = infos.children[0]?.children ?? [];
    const [name, serial] = identifier?.children ?? [];
    if (!version || !name || !serial) throw new Error('no SignerInfo');
    const named = encodeTlv(0x30, respell(name), serial.encoded);
    return encodeTlv(0x31, encodeTlv(0x30, version.encoded, named, ...encodedOf(rest)));
  });
}

/** Another object for the last one of this tag in SignedData. */
function withPart(bytes: Uint8Array, tag: number, make: (part: Tlv) => Uint8Array): Uint8Array {
  const [type, content] = parseTlv(bytes, 0x30).children;
  const parts = content?.children[0]?.children ?? [];
  const last = parts.findLast((part) => part.tag === tag);
  if (!type || !last) throw new Error('no such part');
  const changed = parts.map((part) => (part === last ? make(part) : part.encoded));
  return encodeTlv(0x30, type.encoded, encodeTlv(0xa0, encodeTlv(0x30, ...changed)));
}
