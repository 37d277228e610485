import {
  type KeyObject,
  constants,
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  getDiffieHellman,
  privateEncrypt,
  randomBytes,
  sign,
} from 'node:crypto';
import { invert } from '@noble/curves/abstract/modular.js';
import { concatBytes } from '@noble/hashes/utils.js';
import { describe, expect, it } from 'vitest';
import { decodeCommand } from '../../drivers/emrtd/codec/apdu.ts';
import { tripleDes } from '../../drivers/emrtd/messaging/cipher.ts';
import { Exchange } from '../../drivers/emrtd/messaging/exchange.ts';
import { SecureMessaging } from '../../drivers/emrtd/messaging/secure-messaging.ts';
import { signChallenge, verifyActiveAuthentication } from '../../drivers/emrtd/proof/active-authentication.ts';
import { ChipMessaging } from '../../drivers/simulated/chip/chip-messaging.ts';
import { earlier } from './agreeing-chip.ts';
import { channelTo, fromHex, hex } from './kit.ts';

const challenge = fromHex('0123456789abcdef');
const another = fromHex('0123456789abcdee');

const trailers: Record<string, string> = {
  sha1: 'bc',
  'sha1, by its number': '33cc',
  sha224: '38cc',
  sha256: '34cc',
  sha384: '36cc',
  sha512: '35cc',
};

/** The representative of ISO/IEC 9796-2 scheme 1, as long as the modulus. */
function representative(length: number, digest: string, trailer: string, header = '6a'): Uint8Array {
  const end = fromHex(trailer);
  const recovered = randomBytes(length - 1 - createHash(digest).digest().length - end.length);
  const hash = createHash(digest).update(recovered).update(challenge).digest();
  return concatBytes(fromHex(header), recovered, hash, end);
}

const raise = (key: KeyObject, message: Uint8Array) =>
  new Uint8Array(privateEncrypt({ key, padding: constants.RSA_NO_PADDING }, message));

/** RSA by hand: OpenSSL makes no weak keys, and long ones slowly. @param modulus hex digits @param exponent hex digits */
const rsaKey = (modulus: string, exponent: string) =>
  createPublicKey({
    key: {
      kty: 'RSA',
      n: Buffer.from(modulus, 'hex').toString('base64url'),
      e: Buffer.from(exponent, 'hex').toString('base64url'),
    },
    format: 'jwk',
  });

/** Two well-known primes (RFC 2409, RFC 3526): to search for new ones takes seconds. */
function keyOfPrimes(...groups: [string, string]): KeyObject {
  const [p, q] = groups.map((group) => BigInt(`0x${getDiffieHellman(group).getPrime('hex')}`)) as [bigint, bigint];
  const e = 65_537n;
  const encode = (value: bigint) => {
    const digits = value.toString(16);
    return Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0'), 'hex').toString('base64url');
  };
  const d = invert(e, (p - 1n) * (q - 1n));
  const numbers = { n: p * q, e, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi: invert(q, p) };
  const members = Object.entries(numbers).map(([name, value]): [string, string] => [name, encode(value)]);
  return createPrivateKey({ key: { kty: 'RSA', ...Object.fromEntries(members) }, format: 'jwk' });
}

const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'brainpoolP256r1' });

describe('with RSA', () => {
  it.each(Object.entries(trailers))('believes a chip that hashes with %s', (name, trailer) => {
    const signature = raise(rsa.privateKey, representative(256, name.slice(0, 6).replace(',', ''), trailer));
    expect(verifyActiveAuthentication(rsa.publicKey, challenge, signature)).toBe(true);
    expect(verifyActiveAuthentication(rsa.publicKey, another, signature)).toBe(false);
  });

  it.each([1_024, 1_280])('believes a key of %i bits with exponent 3', (modulusLength) => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength, publicExponent: 3 });
    const signature = raise(privateKey, representative(modulusLength / 8, 'sha256', '34cc'));
    expect(verifyActiveAuthentication(publicKey, challenge, signature)).toBe(true);
  });

  it.each([
    [3_072, 'modp14'],
    [4_096, 'modp15'],
  ])('believes a key of %i bits', (modulusLength, group) => {
    const privateKey = keyOfPrimes(group, 'modp2');
    const signature = raise(privateKey, representative(modulusLength / 8, 'sha256', '34cc'));
    expect(verifyActiveAuthentication(createPublicKey(privateKey), challenge, signature)).toBe(true);
  });

  it.each<[string, () => Uint8Array]>([
    ['another header', () => representative(256, 'sha256', '34cc', '4a')],
    ['an unknown trailer', () => representative(256, 'sha256', '3fcc')],
    ['a trailer that names another hash', () => representative(256, 'sha256', '35cc')],
    ['the trailer of SHA-1 after SHA-256', () => representative(256, 'sha256', 'bc')],
    ['nothing but a header and a trailer', () => concatBytes(fromHex('6a'), new Uint8Array(253), fromHex('34cc'))],
  ])('does not believe %s', (_, message) => {
    const signature = raise(rsa.privateKey, message());
    expect(verifyActiveAuthentication(rsa.publicKey, challenge, signature)).toBe(false);
  });

  it('does not believe a signature as PKCS #1 has it', () => {
    const signature = sign('sha256', challenge, rsa.privateKey);
    expect(verifyActiveAuthentication(rsa.publicKey, challenge, signature)).toBe(false);
  });

  it.each([
    ['is empty', new Uint8Array()],
    ['is zero', new Uint8Array(256)],
    ['is longer than the modulus', new Uint8Array(257)],
    ['is not below the modulus', new Uint8Array(256).fill(0xff)],
  ])('does not believe a signature that %s', (_, signature) => {
    expect(verifyActiveAuthentication(rsa.publicKey, challenge, signature)).toBe(false);
  });

  it('does not believe a key with exponent 1, with which anybody signs', () => {
    const forged = representative(256, 'sha256', '34cc');
    expect(verifyActiveAuthentication(rsaKey(`ff${'ab'.repeat(255)}`, '01'), challenge, forged)).toBe(false);
  });

  it.each([
    ['an even modulus', `ff${'ab'.repeat(254)}aa`, '010001'],
    ['a modulus of 512 bits', `ff${'ab'.repeat(63)}`, '010001'],
    ['a modulus of 16,384 bits', `ff${'ab'.repeat(2_047)}`, '010001'],
    ['an exponent as long as the modulus', `ff${'ab'.repeat(511)}`, `7f${'ab'.repeat(511)}`],
  ])('does not believe a key with %s, and loses no time with it', (_, modulus, exponent) => {
    const key = rsaKey(modulus, exponent);
    const took = [1, 2, 3].map(() => {
      const begun = performance.now();
      expect(verifyActiveAuthentication(key, challenge, new Uint8Array(modulus.length / 2).fill(2))).toBe(false);
      return performance.now() - begun;
    });
    // The least: another process may take the machine meanwhile.
    expect(Math.min(...took)).toBeLessThan(100);
  });
});

describe('with ECDSA', () => {
  const digests = ['sha1', 'sha224', 'sha256', 'sha384', 'sha512'];
  const encodings = ['ieee-p1363', 'der'] as const;
  const cases = digests.flatMap((digest) => encodings.map((encoding) => [digest, encoding] as const));
  const signatureBy = (digest: string, dsaEncoding: (typeof encodings)[number], key = ec.privateKey) =>
    sign(digest, challenge, { key, dsaEncoding });

  it.each(cases)('believes a chip that hashes with %s and answers in %s', (digest, encoding) => {
    const signature = signatureBy(digest, encoding);
    expect(verifyActiveAuthentication(ec.publicKey, challenge, signature, digest)).toBe(true);
    expect(verifyActiveAuthentication(ec.publicKey, challenge, signature)).toBe(true);
    expect(verifyActiveAuthentication(ec.publicKey, another, signature)).toBe(false);
  });

  it('does not believe another hash than DG14 names', () => {
    const signature = signatureBy('sha1', 'ieee-p1363');
    expect(verifyActiveAuthentication(ec.publicKey, challenge, signature, 'sha256')).toBe(false);
  });

  it('does not believe another chip’s key', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'brainpoolP256r1' });
    const signature = signatureBy('sha256', 'ieee-p1363', privateKey);
    expect(verifyActiveAuthentication(ec.publicKey, challenge, signature, 'sha256')).toBe(false);
  });

  it('does not believe a curve that no passport uses', () => {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'secp256k1' });
    const signature = signatureBy('sha256', 'ieee-p1363', privateKey);
    expect(verifyActiveAuthentication(publicKey, challenge, signature)).toBe(false);
  });

  it.each([
    ['is empty', new Uint8Array()],
    ['is zero', new Uint8Array(64)],
    ['has an odd length', new Uint8Array(63).fill(1)],
    ['is cut short', new Uint8Array(32).fill(1)],
    ['only begins like DER', fromHex('3084ffffffff')],
  ])('does not believe a signature that %s', (_, signature) => {
    expect(verifyActiveAuthentication(ec.publicKey, challenge, signature)).toBe(false);
  });
});

it('believes no key of another kind', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  expect(verifyActiveAuthentication(publicKey, challenge, sign(null, challenge, privateKey))).toBe(false);
});

/** An exchange with a real passport, RSA-1800, that is published with the tests of gmrtd. */
const passport = {
  key: createPublicKey({
    key: Buffer.from(
      '3081ff300d06092a864886f70d01010105000381ed003081e90281e100bb8f93f4dc95e205cda17c6927ab1e365b13065d03cd12e0fce95d96840529453202f56cc4c13f77cd062930c8bc89a2873b257045c286e601cf3c09323a53103314902804aa10a314628ce222206a8866946a36b442041bb54ac81e6855dd1d6e16101833d65a191c20ac8b33b8a1a32920f46043f8031cf2bc17417030865fc5be5a39dee423bcba3ca8177168eb23cfe01ba43ec87711b1cfff85db46f300dd8ae317b50d543b573e119e23af7070d0b2fed6a3b2313a5ec02a531aaed1741f4390d1013e2a0f081eac5dc8b0a1b2c6bdb1206f08d30e3643e1e5bdf536110203010001',
      'hex',
    ),
    format: 'der',
    type: 'spki',
  }),
  challenge: fromHex('96302b0f3d7e7864'),
  command: '0c88000020871101ed7f8cb47a4eea086324a7f9dd7427809701008e0897f54bae49aa71f800',
  answer:
    '8781e901d04ca80f527df94f4a430d3d6e6cb6c2af4c6756c068a93132d147fa27833125304132981b8bd8009448e89f259eec8552b54285cef9d8f1b7fb31b9f279221c7e925f4951811f3fe2e01d76e68dbc7cde9c873c5f61862f3c5469792a72f92c8943b890436f5e9feaead9f2a361fcd7a615493d1b3519865f32ee9a125886588eb21fee0e709353d0731139fdc958d6b2127fad6947b438998b526819803f70f78614cd42f4a6619c6af95dfd2ab09bedf71e707abc39a250aee68006d522ad37d159674984a07d11c001022c853aeb7acdb059ede5721a3b9f20441bda7e242ee8df1369d25316990290008e08fd2493147866f0ed9000',
};

it('asks a passport for its signature as another reader did, and believes it', async () => {
  const sent: string[] = [];
  const exchange = new Exchange({
    transmit(command) {
      sent.push(hex(command));
      return Promise.resolve(fromHex(passport.answer));
    },
    close: () => Promise.resolve(),
  });
  exchange.protect(
    new SecureMessaging({
      cipher: tripleDes,
      encryption: fromHex('b99d546108eaa251570876b6d3456dce'),
      mac: fromHex('e3857ca24946251c151c540e13f2cd51'),
      counter: fromHex('00000000000000cc'),
    }),
  );
  const signature = await signChallenge(exchange, passport.key, passport.challenge);
  expect(verifyActiveAuthentication(passport.key, passport.challenge, signature)).toBe(true);
  expect(verifyActiveAuthentication(passport.key, challenge, signature)).toBe(false);
  // The other reader wanted 256 bytes, as many as fit.
  expect(sent).toEqual([passport.command]);
});

describe('asked for a signature', () => {
  const commands = (channel: { sent: Uint8Array[] }) => channel.sent.map((command) => command[1]);

  /** A chip in secure messaging that has these bytes for an answer. */
  function answering(signature: Uint8Array, sw = 0x9000, extended = true) {
    const session = new ChipMessaging(earlier);
    let pending = new Uint8Array();
    const channel = channelTo({
      process(bytes) {
        const isExtended = bytes.length > 5 && bytes[4] === 0;
        if (isExtended && !extended) return fromHex('6700');
        const command = decodeCommand(bytes);
        if (command === undefined) throw new Error('not a command');
        if (command.ins !== 0xc0) {
          expect(session.unwrap(command)).toMatchObject({ ins: 0x88, p1: 0, p2: 0, data: challenge });
          pending = Uint8Array.from(session.wrap({ data: signature, sw }, 0x88));
        }
        if (isExtended || pending.length <= 258) return pending;
        const part = pending.slice(0, 256);
        pending = pending.slice(256);
        return concatBytes(part, Uint8Array.of(0x61, Math.min(pending.length - 2, 255)));
      },
    });
    const exchange = new Exchange(channel);
    exchange.protect(new SecureMessaging(earlier));
    return { channel, exchange };
  }

  it.each([2_048, 4_096])('gives one of RSA-%i at once where extended length is known', async (modulusLength) => {
    const publicKey = rsaKey('ff'.repeat(modulusLength / 8), '010001');
    const signature = randomBytes(modulusLength / 8);
    const { channel, exchange } = answering(signature);
    expect(hex(await signChallenge(exchange, publicKey, challenge))).toBe(hex(signature));
    expect(commands(channel)).toEqual([0x88]);
  });

  it.each([2_048, 4_096])('gives one of RSA-%i in pieces where it is not', async (modulusLength) => {
    const publicKey = rsaKey('ff'.repeat(modulusLength / 8), '010001');
    const signature = randomBytes(modulusLength / 8);
    const { channel, exchange } = answering(signature, 0x9000, false);
    expect(hex(await signChallenge(exchange, publicKey, challenge))).toBe(hex(signature));
    expect(commands(channel)).toEqual([0x88, 0x88, ...(modulusLength === 2_048 ? [0xc0] : [0xc0, 0xc0])]);
  });

  it('gives none where the chip refuses', async () => {
    const { exchange } = answering(new Uint8Array(), 0x6982);
    expect(await signChallenge(exchange, ec.publicKey, challenge)).toEqual(new Uint8Array());
  });

  it('gives no more than any key can sign', async () => {
    const { exchange } = answering(new Uint8Array(1_025));
    await expect(signChallenge(exchange, rsa.publicKey, challenge)).rejects.toMatchObject({
      code: 'CARD_DATA_INVALID',
    });
  });
});
