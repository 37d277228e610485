import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Tlv, encodeTlv, parseTlv } from '../../drivers/emrtd/codec/tlv.ts';
import { judgeIssuer } from '../../drivers/emrtd/proof/chain.ts';
import { certificateOf, parseSignedData, verifySigner } from '../../drivers/emrtd/proof/cms.ts';
import { isAcceptable, verifySignature } from '../../drivers/emrtd/proof/signature.ts';
import { type Party, PkiLab, type Wish, trusting } from './pki-lab.ts';

const lab = new PkiLab();
const securityObject = '2.23.136.1.1.1';
const data = '1.2.840.113549.1.7.1';
const content = Buffer.from('the hashes of some data groups');

/** What is said of a message that openssl signed. */
async function judge(signer: Wish, authority: Wish = {}, options?: readonly string[], type = securityObject) {
  const root = await lab.root(authority);
  const message = await lab.sign(await lab.issue({ by: root, ...signer }), type, content, options);
  return judgeMessage(message, root);
}

function judgeMessage(message: Uint8Array, root: Party) {
  const signedData = parseSignedData(parseTlv(message, 0x30));
  expect(Buffer.from(signedData.content)).toEqual(content);
  const [info] = signedData.signers;
  const certificate = info && certificateOf(info, signedData);
  if (info === undefined || certificate === undefined) return undefined;
  return {
    valid: verifySigner(signedData, info, certificate),
    issuer: judgeIssuer(certificate, trusting(root), Date.now()),
  };
}

const genuine = { valid: true, issuer: 'trusted' };
const explicit = (key: string): Wish => ({ key, paramEncoding: 'explicit' });
const pss = (mask: string, salt: string) =>
  ['rsa_padding_mode:pss', `rsa_mgf1_md:${mask}`, `rsa_pss_saltlen:${salt}`].flatMap((each) => ['-keyopt', each]);
const sigopt = (options: readonly string[]) => options.map((each) => (each === '-keyopt' ? '-sigopt' : each));

let rsa: Party;
beforeAll(async () => {
  rsa = await lab.root({ key: 2_048 });
});

describe('a signer is believed', () => {
  it.each<[string, Wish, Wish, string[]?]>([
    ['explicit curve parameters, as ICAO asks', explicit('brainpoolP256r1'), explicit('brainpoolP384r1')],
    ['a named curve', { key: 'brainpoolP256r1' }, { key: 'brainpoolP384r1' }],
    ['a NIST curve and SHA-384', explicit('secp384r1'), { key: 'secp521r1' }, ['-md', 'sha384']],
    ['SHA-512', explicit('brainpoolP512r1'), { options: ['-md', 'sha512'] }, ['-md', 'sha512']],
    ['SHA-224', explicit('secp224r1'), explicit('brainpoolP224r1'), ['-md', 'sha224']],
    ['the curves that only openssl knows', explicit('brainpoolP192r1'), explicit('brainpoolP320r1')],
    ['a name in its key identifier', {}, {}, ['-md', 'sha256', '-keyid']],
    ['indefinite lengths', {}, {}, ['-md', 'sha256', '-stream']],
  ])('with %s', async (_, signer, authority, options) => {
    expect(await judge(signer, authority, options)).toEqual(genuine);
  });

  it.each<[string, string[], string[]]>([
    ['RSA, its hash named by digestAlgorithm alone', ['-md', 'sha256'], []],
    ['SHA-1, as in old documents', ['-md', 'sha1'], ['-md', 'sha1']],
    ['PSS', ['-md', 'sha256', ...pss('sha256', '32')], pss('sha256', '32')],
    ['PSS of another mask hash', ['-md', 'sha256', ...pss('sha1', '20')], pss('sha1', '20')],
    ['PSS of SHA-512 without salt', ['-md', 'sha512', ...pss('sha512', '0')], ['-md', 'sha512', ...pss('sha512', '0')]],
    ['PSS in all its defaults', ['-md', 'sha1', ...pss('sha1', '20')], ['-md', 'sha1', ...pss('sha1', '20')]],
  ])('with %s', async (_, options, padding) => {
    const authority = { key: rsa, options: sigopt(padding) };
    expect(await judge({ key: rsa, subject: '/C=VN/CN=DS', options: sigopt(padding) }, authority, options)).toEqual(
      genuine,
    );
  });

  it('over content of no type without attributes', async () => {
    expect(await judge({}, {}, ['-md', 'sha256', '-noattr'], data)).toEqual(genuine);
  });
});

describe('a signer is not believed', () => {
  it.each<[string, Wish]>([
    ['a curve that no passport uses', { key: 'secp256k1' }],
    ['RSA of 768 bits', { key: 768 }],
  ])('with %s', async (_, signer) => {
    expect(await judge(signer)).toEqual({ valid: false, issuer: 'trusted' });
  });

  it('without its certificate', async () => {
    expect(await judge({}, {}, ['-md', 'sha256', '-nocerts'])).toBeUndefined();
  });

  it('whose signature covers no attributes, so that other messages could be passed off as this one', async () => {
    await expect(judge({}, {}, ['-md', 'sha256', '-noattr'])).rejects.toThrow('without signed attributes');
  });

  it.each<[string, (message: Buffer) => void]>([
    ['content', (message) => flip(message, message.indexOf(content))],
    ['content type', (message) => flip(message, message.indexOf(oid('2.23.136.1.1.1')) + 5)],
    ['attribute', (message) => flip(message, message.lastIndexOf(oid('2.23.136.1.1.1')) + 5)],
    ['signature', (message) => flip(message, message.length - 1)],
  ])('of a message with another %s', async (_, change) => {
    const signer = await lab.issue({ by: rsa });
    const message = await lab.sign(signer, securityObject, content);
    expect(judgeMessage(message, rsa)).toEqual(genuine);
    const changed = Buffer.from(message);
    change(changed);
    const signedData = parseSignedData(parseTlv(changed, 0x30));
    expect(signedData.signers.map((info) => verifySigner(signedData, info, signer.certificate))).toEqual([false]);
  });

  it('with another’s certificate', async () => {
    const [one, other] = await Promise.all([lab.issue({ by: rsa }), lab.issue({ by: rsa })]);
    const signedData = parseSignedData(parseTlv(await lab.sign(one, securityObject, content), 0x30));
    expect(signedData.signers.map((info) => verifySigner(signedData, info, other.certificate))).toEqual([false]);
  });
});

describe('a key is not believed', () => {
  const pair = generateKeyPairSync('ec', { namedCurve: 'brainpoolP256r1', paramEncoding: 'explicit' });
  const information = parseTlv(pair.publicKey.export({ format: 'der', type: 'spki' }), 0x30);
  const [identifier, point] = information.children as [Tlv, Tlv];
  const [ecPublicKey, domain] = identifier.children as [Tlv, Tlv];
  const keyWith = (parameters: Uint8Array) => {
    const spki = encodeTlv(0x30, encodeTlv(0x30, ecPublicKey.encoded, parameters), point.encoded);
    return createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
  };

  it('with a base point of its own, under which it verifies what anybody signed (CVE-2020-0601)', () => {
    const base = encodeTlv(0x04, point.value.subarray(1));
    const forged = encodeTlv(0x30, ...domain.children.map((each) => (each.tag === 0x04 ? base : each.encoded)));
    const one = Uint8Array.from({ length: 32 }, (_, index) => (index === 31 ? 1 : 0));
    const anybody = encodeTlv(0x30, encodeTlv(0x02, Uint8Array.of(1)), encodeTlv(0x04, one), encodeTlv(0xa0, forged));
    const signature = sign(
      'sha256',
      content,
      createPrivateKey({ key: Buffer.from(anybody), format: 'der', type: 'sec1' }),
    );

    const key = keyWith(forged);
    expect(verify('sha256', content, key, signature)).toBe(true);
    expect(verifySignature(key, ecdsaSha256, undefined, content, signature)).toBe(false);
    expect(isAcceptable(keyWith(domain.encoded))).toBe(true);
  });

  it.each<[string, number[]]>([
    ['field', [1, 1]],
    ['first coefficient', [2, 0]],
    ['second coefficient', [2, 1]],
    ['base point', [3]],
    ['order', [4]],
  ])('with another %s', (_, path) => {
    expect(() => expect(isAcceptable(keyWith(altered(domain, path)))).toBe(true)).toThrow();
  });

  it.each<[string, bigint, bigint]>([
    ['the exponent 1, under which everything is signed', 2n ** 2_047n + 1n, 1n],
    ['an exponent as long as the modulus', 2n ** 2_047n + 1n, 2n ** 2_046n + 1n],
    ['16,384 bits', 2n ** 16_383n + 1n, 65_537n],
    ['100,000 bits', 2n ** 99_999n + 1n, 65_537n],
  ])('of RSA with %s', (_, modulus, exponent) => {
    const key = createPublicKey({ key: { kty: 'RSA', n: base64url(modulus), e: base64url(exponent) }, format: 'jwk' });
    expect(isAcceptable(key)).toBe(false);
    const signature = new Uint8Array(modulus.toString(16).length / 2).fill(1);
    expect(verifySignature(key, rsaSha256, undefined, content, signature)).toBe(false);
  });

  it.each<[string, Uint8Array]>([
    ['unknown', encodeTlv(0x30, oid('1.2.3.4'))],
    ['that leaves the hash open', encodeTlv(0x30, oid('1.2.840.10045.2.1'))],
    ['of RSA', rsaSha256Bytes()],
    ['of PSS', encodeTlv(0x30, oid('1.2.840.113549.1.1.10'), encodeTlv(0x30))],
    ['without a name', encodeTlv(0x30)],
  ])('under an algorithm %s', (_, algorithm) => {
    const signature = sign('sha256', content, pair.privateKey);
    expect(verifySignature(pair.publicKey, ecdsaSha256, undefined, content, signature)).toBe(true);
    expect(verifySignature(pair.publicKey, parseTlv(algorithm, 0x30), undefined, content, signature)).toBe(false);
  });

  it.each<[string, string]>([
    ['a trailer that is not BC', 'a3 03 02 01 02'],
    ['another salt length', 'a2 03 02 01 1f'],
    ['a negative salt length', 'a2 03 02 01 ff'],
    ['an unknown hash', 'a0 07 30 05 06 03 2a 03 04'],
    ['an unknown mask', 'a1 07 30 05 06 03 2a 03 04'],
  ])('under PSS with %s', (_, odd) => {
    const { privateKey, publicKey } = rsaPair;
    const padding = { padding: 6, saltLength: 20 };
    const signature = sign('sha1', content, { key: privateKey, ...padding });
    const algorithm = (parameters: string) =>
      parseTlv(
        encodeTlv(
          0x30,
          oid('1.2.840.113549.1.1.10'),
          encodeTlv(0x30, Buffer.from(parameters.replaceAll(' ', ''), 'hex')),
        ),
        0x30,
      );
    expect(verifySignature(publicKey, algorithm(''), undefined, content, signature)).toBe(true);
    expect(verifySignature(publicKey, algorithm(odd), undefined, content, signature)).toBe(false);
  });
});

const rsaPair = generateKeyPairSync('rsa', { modulusLength: 1_024 });
const ecdsaSha256 = parseTlv(encodeTlv(0x30, oid('1.2.840.10045.4.3.2')), 0x30);
const rsaSha256 = parseTlv(rsaSha256Bytes(), 0x30);

function rsaSha256Bytes() {
  return encodeTlv(0x30, oid('1.2.840.113549.1.1.11'), encodeTlv(0x05));
}

/** DER of an object identifier. */
function oid(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const septets = (arc: number): number[] =>
    arc < 0x80 ? [arc] : [...septets(arc >> 7).map((each) => each | 0x80), arc & 0x7f];
  return encodeTlv(0x06, Uint8Array.from([first * 40 + second, ...rest.flatMap(septets)]));
}

function flip(bytes: Buffer, at: number): void {
  bytes.writeUInt8(bytes.readUInt8(at) ^ 2, at);
}

/** The same with one bit changed in the last byte of the object at this path. */
function altered(tlv: Tlv, path: readonly number[]): Uint8Array {
  const [index, ...below] = path;
  if (index !== undefined)
    return encodeTlv(
      tlv.tag,
      ...tlv.children.map((child, at) => (at === index ? altered(child, below) : child.encoded)),
    );
  const value = Buffer.from(tlv.value);
  flip(value, value.length - 1);
  return encodeTlv(tlv.tag, value);
}

function base64url(value: bigint): string {
  const hex = value.toString(16);
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex').toString('base64url');
}
