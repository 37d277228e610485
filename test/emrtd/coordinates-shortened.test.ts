import { createECDH, createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { curveOf, decodePoint, encodePoint } from '../../drivers/emrtd/access/domain-parameters.ts';
import { sessionKeys, sharedSecret } from '../../drivers/emrtd/access/key-agreement.ts';
import { aes128 } from '../../drivers/emrtd/messaging/cipher.ts';
import { fromHex, hex } from './kit.ts';

/** Private keys whose public keys have an x, and a y, with a leading zero: on P-521 a whole byte beyond the bits it always has. */
it.each([
  [12, 379, 43],
  [13, 856, 909],
  [15, 197, 176],
  [16, 98, 44],
  [17, 6, 73],
  [18, 273, 73],
])('keeps what OpenSSL keeps (parameterId %i)', (parameterId, ...privateKeys) => {
  const curve = curveOf(parameterId);
  if (curve === undefined) throw new Error('no curve');
  const { name, fieldBytes, Point } = curve;
  for (const [index, privateKey] of privateKeys.entries()) {
    const openssl = createECDH(name);
    openssl.setPrivateKey(fromHex(privateKey.toString(16).padStart(2 * fieldBytes, '0')));
    const publicKey = openssl.getPublicKey();
    expect(publicKey[1 + index * fieldBytes]).toBe(0);
    expect(hex(encodePoint(decodePoint(curve, publicKey)))).toBe(hex(publicKey));
    expect(hex(encodePoint(Point.BASE.multiply(BigInt(privateKey))))).toBe(hex(publicKey));

    const noble = encodePoint(Point.BASE.multiply(BigInt(privateKey))).slice(1, 1 + fieldBytes);
    const agreed = sharedSecret(curve, BigInt(privateKey), Point.BASE);
    expect(hex(agreed)).toBe(hex(noble));
    const derived = createHash('sha1').update(noble).update(fromHex('00000001')).digest('hex');
    expect(hex(sessionKeys(aes128, agreed).encryption)).toBe(derived.slice(0, 32));
  }
});
