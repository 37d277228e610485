import { createECDH, createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { brainpoolP256r1 } from '@noble/curves/misc.js';
import { expect, it } from 'vitest';
import { verifyActiveAuthentication } from '../../drivers/emrtd/proof/active-authentication.ts';
import { Exchange } from '../../drivers/emrtd/messaging/exchange.ts';
import { canPassword, establishPace, sessionKeys } from '../../drivers/emrtd/access/pace.ts';
import { SecureMessaging } from '../../drivers/emrtd/messaging/secure-messaging.ts';
import type { Card } from '../../drivers/simulated/cards/card.ts';
import { signChallenge } from '../../drivers/simulated/chip/signer.ts';
import { repetitions } from '../support/repetitions.ts';
import { channelTo, chipOf, fromHex, hex } from './kit.ts';

/** The first of at most 5,000 tries that begins with a zero byte; one in 256 does. */
function firstWithZero<T>(draw: () => T, bytes: (drawn: T) => Uint8Array): T {
  for (let tries = 0; tries < 5_000; tries++) {
    const drawn = draw();
    if (bytes(drawn)[0] === 0) return drawn;
  }
  throw new Error('no leading zero in 5,000 tries');
}

it('keeps those of a shared secret, as OpenSSL does', () => {
  const chip = createECDH('brainpoolP256r1');
  chip.generateKeys();
  const drawn = firstWithZero(
    () => {
      const terminal = createECDH('brainpoolP256r1');
      terminal.generateKeys();
      return { key: terminal.getPrivateKey('hex'), secret: terminal.computeSecret(chip.getPublicKey()) };
    },
    ({ secret }) => secret,
  );
  expect(drawn.secret).toHaveLength(32);

  const agreed = brainpoolP256r1.Point.fromHex(chip.getPublicKey('hex')).multiply(BigInt(`0x${drawn.key}`));
  const expected = (counter: number) =>
    createHash('sha1')
      .update(drawn.secret)
      .update(Uint8Array.of(0, 0, 0, counter))
      .digest('hex')
      .slice(0, 32);
  expect(hex(sessionKeys(agreed).encryption)).toBe(expected(1));
  expect(hex(sessionKeys(agreed).mac)).toBe(expected(2));
});

const chips = repetitions(200);

it(`opens ${chips} chips with fresh keys`, { timeout: repetitions(30_000) }, async () => {
  const card: Card = {
    can: '012345',
    masterFile: {},
    application: {
      '011e': Buffer.from(fromHex('60165f0104303130375f36063034303030305c04616d6f61')).toString('base64'),
    },
    activeAuthenticationKey: '',
  };
  for (let run = 0; run < chips; run++) {
    const exchange = new Exchange(channelTo(chipOf(card)));
    exchange.protect(new SecureMessaging(await establishPace(exchange, canPassword(card.can), randomBytes)));
    const { sw } = await exchange.send({ ins: 0xa4, p1: 0x04, p2: 0x0c, data: fromHex('a0000002471001') });
    expect(sw).toBe(0x9000);
  }
});

it.each([
  ['RSA', generateKeyPairSync('rsa', { modulusLength: 1_024 })],
  ['EC', generateKeyPairSync('ec', { namedCurve: 'brainpoolP256r1' })],
])('keeps those of a signature (%s)', (_, { publicKey, privateKey }) => {
  const challenge = fromHex('0123456789abcdef');
  const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'der' });
  const signature = firstWithZero(
    () => signChallenge(pkcs8, challenge, randomBytes),
    (drawn) => drawn,
  );
  expect(verifyActiveAuthentication(publicKey, challenge, signature)).toBe(true);
  expect(verifyActiveAuthentication(publicKey, fromHex('0123456789abcdee'), signature)).toBe(false);
});
