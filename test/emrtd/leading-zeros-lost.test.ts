import { type ECDH, createECDH, generateKeyPairSync, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { curveOf, decodePoint } from '../../drivers/emrtd/access/domain-parameters.ts';
import { sharedSecret } from '../../drivers/emrtd/access/key-agreement.ts';
import { parseDg14 } from '../../drivers/emrtd/access/security-infos.ts';
import { Exchange } from '../../drivers/emrtd/messaging/exchange.ts';
import { SecureMessaging } from '../../drivers/emrtd/messaging/secure-messaging.ts';
import { verifyActiveAuthentication } from '../../drivers/emrtd/proof/active-authentication.ts';
import { authenticateChip } from '../../drivers/emrtd/proof/chip-authentication.ts';
import type { Card } from '../../drivers/simulated/cards/card.ts';
import { dg14Of } from '../../drivers/simulated/cards/files.ts';
import { makeCard } from '../../drivers/simulated/cards/make-card.ts';
import {
  chipAuthenticationInfo,
  chipAuthenticationPublicKeyInfo,
  securityInfosOf,
} from '../../drivers/simulated/cards/security-infos.ts';
import { signChallenge } from '../../drivers/simulated/chip/signer.ts';
import { people } from '../../drivers/simulated/people.ts';
import { isFull, repetitions } from '../support/repetitions.ts';
import { type CurveName, agreeingChip, ciphers, earlier, nobleCurves } from './agreeing-chip.ts';
import { channelTo, chipOf, fromHex, hex, issuerWith, read, trusting } from './kit.ts';

/** The first of at most 5,000 tries that begins with a zero byte; one in 256 does. */
function firstWithZero<T>(draw: () => T, bytes: (drawn: T) => Uint8Array): T {
  for (let tries = 0; tries < 5_000; tries++) {
    const drawn = draw();
    if (bytes(drawn)[0] === 0) return drawn;
  }
  throw new Error('no leading zero in 5,000 tries');
}

/** With the parameterId of each. */
const curves: [CurveName, number][] = [
  ['brainpoolP256r1', 13],
  ['prime256v1', 12],
];

function drawPair(curve: CurveName): ECDH {
  const pair = createECDH(curve);
  pair.generateKeys();
  return pair;
}

/** A chip with this key, and what its DG14 says. */
function meeting(curve: CurveName, chip: ECDH) {
  const privateKeys = { none: BigInt(`0x${chip.getPrivateKey('hex')}`) };
  const counterpart = agreeingChip({ curve, cipher: ciphers.aes128, privateKeys });
  const exchange = new Exchange(channelTo(counterpart));
  exchange.protect(new SecureMessaging(earlier));
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: curve });
  const info = publicKey.export({ format: 'der', type: 'spki' });
  const point = chip.getPublicKey();
  const key = Buffer.concat([info.subarray(0, info.length - point.length), point]);
  const infos = [chipAuthenticationInfo('aes128'), chipAuthenticationPublicKeyInfo(key)];
  return { counterpart, exchange, infos: parseDg14(dg14Of(securityInfosOf(infos))) };
}

describe.each(curves)('on %s', (name, parameterId) => {
  const chip = drawPair(name);
  const drawn = firstWithZero(
    () => drawPair(name),
    (terminal) => terminal.computeSecret(chip.getPublicKey()),
  );

  it('keeps those of the secret that PACE agrees on, as @noble does', () => {
    const curve = curveOf(parameterId);
    if (curve === undefined) throw new Error('unknown curve');
    const point = decodePoint(curve, chip.getPublicKey());
    const privateKey = BigInt(`0x${drawn.getPrivateKey('hex')}`);
    const agreed = point
      .multiply(privateKey)
      .toBytes(false)
      .slice(1, 1 + curve.fieldBytes);
    expect(agreed[0]).toBe(0);
    expect(hex(sharedSecret(curve, privateKey, point))).toBe(hex(agreed));
  });

  it('keeps those of the secret of chip authentication, as @noble does', async () => {
    const { counterpart, exchange, infos } = meeting(name, chip);
    const bytes = nobleCurves[name].Point.Fp.BYTES;
    const privateKey = fromHex(drawn.getPrivateKey('hex').padStart(2 * bytes, '0'));
    expect(await authenticateChip(exchange, infos, () => privateKey)).toBe('passed');
    expect(counterpart.secrets.map(([first]) => first)).toEqual([0]);
  });
});

const agreements = repetitions(20);

it(`agrees with ${agreements} chips`, { timeout: repetitions(30_000) }, async () => {
  for (let run = 0; run < agreements; run++) {
    const { exchange, infos } = meeting('brainpoolP256r1', drawPair('brainpoolP256r1'));
    expect(await authenticateChip(exchange, infos, randomBytes)).toBe('passed');
  }
});

it.each([
  ['RSA', generateKeyPairSync('rsa', { modulusLength: 1_024 })],
  ['EC', generateKeyPairSync('ec', { namedCurve: 'brainpoolP256r1' })],
])('keeps those of a signature (%s)', (_, { publicKey, privateKey }) => {
  const challenge = fromHex('0123456789abcdef');
  const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64');
  const signature = firstWithZero(
    () => signChallenge({ pkcs8 }, challenge, randomBytes),
    (drawn) => drawn,
  );
  expect(verifyActiveAuthentication(publicKey, challenge, signature)).toBe(true);
  expect(verifyActiveAuthentication(publicKey, fromHex('0123456789abcdee'), signature)).toBe(false);
  // Some chips leave them out.
  if (publicKey.asymmetricKeyType === 'rsa')
    expect(verifyActiveAuthentication(publicKey, challenge, signature.subarray(1))).toBe(true);
});

// Each draws fresh ephemeral keys and has the chip sign: with zeros dropped one in 170 would fail.
const readings = isFull ? 5_000 : 10;
/** Of one draw of cards, so that the chip's own keys vary too. */
const readingsOfCards = 50;

it(`proves ${readings} readings`, { timeout: isFull ? 3_600_000 : 60_000 }, async () => {
  const issuer = await issuerWith();
  const trust = trusting(issuer);
  const draw = () => Promise.all((['ec', 'rsa'] as const).map((key) => makeCard(people[0], issuer, { key })));
  let cards: Card[] = [];
  const outcomes = new Set<string>();
  for (let run = 0; run < readings; run++) {
    if (run % readingsOfCards === 0) cards = await draw();
    const card = cards[run % cards.length];
    if (card === undefined) throw new Error('no card');
    const result = await read(channelTo(chipOf(card)), trust, card.passwords.can);
    outcomes.add(
      result.ok
        ? [result.value.access, result.value.proof.activeAuthentication, result.value.chipAuthentication].join(' ')
        : result.code,
    );
  }
  expect([...outcomes]).toEqual(['pace-can passed passed']);
});
