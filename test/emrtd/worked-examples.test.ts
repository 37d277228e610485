import { constants, generateKeyPairSync, privateEncrypt } from 'node:crypto';
import { expect, it } from 'vitest';
import { verifyActiveAuthentication } from '../../drivers/emrtd/proof/active-authentication.ts';
import { Exchange } from '../../drivers/emrtd/messaging/exchange.ts';
import { canPassword, establishPace } from '../../drivers/emrtd/access/pace.ts';
import { aes128 } from '../../drivers/emrtd/messaging/cipher.ts';
import { SecureMessaging } from '../../drivers/emrtd/messaging/secure-messaging.ts';
import { selfTest } from '../../drivers/emrtd/self-test.ts';
import { fromHex, hex } from './kit.ts';

/** A chip that knows its lines and takes no others. */
function scripted(...lines: [string, string][]) {
  const rest = [...lines];
  return {
    rest,
    transmit(command: Uint8Array) {
      const [expected, answer] = rest.shift() ?? ['nothing more', ''];
      expect(hex(command)).toBe(expected);
      return Promise.resolve(fromHex(answer));
    },
    close: () => Promise.resolve(),
  };
}

it('computes the PACE example of ICAO 9303-11 appendix G.1 to the byte', async () => {
  const point = {
    mapping:
      '047acf3efc982ec45565a4b155129efbc74650dcbfa6362d896fc70262e0c2cc5e544552dcb6725218799115b55c9baa6d9f6bc3a9618e70c25af71777a9c4922d',
    chipMapping:
      '04824fba91c9cbe26bef53a0ebe7342a3bf178cea9f45de0b70aa601651fba3f5730d8c879aaa9c9f73991e61b58f4d52eb87a0a0c709a49dc63719363ccd13c54',
    key: '042db7a64c0355044ec9df190514c625cba2cea48754887122f3a5ef0d5edd301c3556f3b3b186df10b857b58f6a7eb80f20ba5dc7be1d43d9bf850149fbb36462',
    chipKey:
      '049e880f842905b8b3181f7af7caa9f0efb743847f44a306d2d28c1d9ec65df6db7764b22277a2eddc3c265a9f018f9cb852e111b768b326904b59a0193776f094',
  };
  const chip = scripted(
    ['0022c1a40f800a04007f00070202040202830101', '9000'],
    ['10860000027c0000', '7c12801095a3a016522ee98d01e76cb6b98b42c39000'],
    [`10860000457c438141${point.mapping}00`, `7c438241${point.chipMapping}9000`],
    [`10860000457c438341${point.key}00`, `7c438441${point.chipKey}9000`],
    ['008600000c7c0a8508c2b0bd78d94ba86600', '7c0a86083abb9674bce93c089000'],
  );
  const drawn = [
    '7f4ef07b9ea82fd78ad689b38d0bc78cf21f249d953bc46f4c6e19259c010f99',
    'a73fb703ac1436a18e0cfa5abb3f7bec7a070e7a6788486bee230c4a22762595',
  ];
  const password = { reference: 0x01, secret: fromHex('7e2d2a41c74ea0b38cd36f863939bfa8e9032aad') } as const;

  const keys = await establishPace(new Exchange(chip), password, () => fromHex(drawn.shift() ?? ''));

  expect(hex(keys.encryption)).toBe('f5f0e35c0d7161ee6724ee513a0d9a7f');
  expect(hex(keys.mac)).toBe('fe251c7858b356b24514b3bd5f4297d1');
  expect(chip.rest).toEqual([]);
});

it('derives the published key from a card access number', () => {
  expect(hex(aes128.deriveKey(canPassword('012345').secret, 3))).toBe('5e5cd537047973c8f8bfdea168324ec0');
});

it('protects and opens what a real document did, with AES and from counter zero', async () => {
  // The start of a trace that is published with the tests of an independent reader; it ends before any data.
  const exchange = new Exchange(
    scripted(
      ['0ca4020c1d87110147ee2e3bd440fb596167f2bb6cd6395e8e08a105747484314bcf00', '990290008e085f570baddd1002d29000'],
      [
        '0cb000000d9701048e085d283ec183cbb99800',
        '871101d688d27a6d16f03619e76dcb59c1f1ec990290008e08b7df9a5982bb17299000',
      ],
    ),
  );
  exchange.protect(
    new SecureMessaging({
      cipher: aes128,
      encryption: fromHex('a8e85e938514ec67ae33cda3d43d3c48'),
      mac: fromHex('27f1adeb705a049a305b0c619b14b9b3'),
    }),
  );

  expect(await exchange.send({ ins: 0xa4, p1: 0x02, p2: 0x0c, data: fromHex('011d') })).toMatchObject({ sw: 0x9000 });
  const { data } = await exchange.send({ ins: 0xb0, p1: 0, p2: 0, le: 4 });
  expect(hex(data)).toMatch(/^3082....$/);
});

it('believes the signature of ICAO 9303-11 appendix F, for its challenge only', () => {
  const recovered =
    '9d2784a67f8e7c659973ea1aea25d95b6c8f91e5002f369f0fbdce8a3cec1991b543f1696546c5524cf23a5303cd6c98599f40b79f377b5f3a1406b3b4d8f96784d23aa88db7e1032a405e69325fa91a6e86f5c71aea978264c4a207446dad4e7292e2dcda3024b47da8';
  const representative = fromHex(`6a${recovered}c063aa1e6d22fbd976ab0fe73d94d2d9c6d88127bc`);
  // The example gives everything but the key.
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 1_024 });
  const signature = privateEncrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, representative);
  expect(verifyActiveAuthentication(publicKey, fromHex('f173589974bf40c6'), signature)).toBe(true);
  expect(verifyActiveAuthentication(publicKey, fromHex('f173589974bf40c7'), signature)).toBe(false);

  // ISO/IEC 9796-2 lets the signer give n - s where that is the smaller.
  const modulus = BigInt(
    `0x${Buffer.from(String(publicKey.export({ format: 'jwk' }).n), 'base64url').toString('hex')}`,
  );
  const complement = (modulus - BigInt(`0x${hex(signature)}`)).toString(16).padStart(256, '0');
  expect(verifyActiveAuthentication(publicKey, fromHex('f173589974bf40c6'), fromHex(complement))).toBe(true);
});

it('passes its own self-test', () => {
  expect(selfTest()).toBe(true);
});
