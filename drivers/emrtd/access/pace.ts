import { timingSafeEqual } from 'node:crypto';
import { brainpoolP256r1 } from '@noble/curves/misc.js';
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { aes128 } from '../messaging/cipher.ts';
import { instruction, status } from '../codec/apdu.ts';
import { ChipError, inAnswer, protocolBroken } from '../chip-error.ts';
import type { Exchange } from '../messaging/exchange.ts';
import type { SessionKeys } from '../messaging/secure-messaging.ts';
import { encodeTlv, parseTlv } from '../codec/tlv.ts';

export type Point = typeof brainpoolP256r1.Point.BASE;
export type Random = (length: number) => Uint8Array;

const { BASE: generator, Fn: scalars } = brainpoolP256r1.Point;
const scalarBytes = 32;

/** The value of `paceProtocol.oid`. */
const protocolOid = hexToBytes('04007f00070202040202');

/** What opens the chip: the reference of MSE:Set AT and π of ICAO 9303-11 §9.7.3. */
export interface PacePassword {
  reference: 0x01 | 0x02;
  secret: Uint8Array;
}

/** @param can six digits */
export const canPassword = (can: string): PacePassword => ({ reference: 0x02, secret: utf8ToBytes(can) });

/** ICAO 9303-11 §4.4.3.3.1. */
export const decryptNonce = (passwordKey: Uint8Array, encrypted: Uint8Array) => aes128.decrypt(passwordKey, encrypted);

/** Generic mapping over ECDH: s·G + H (ICAO 9303-11 §4.4.3.3.2). */
export const mapGenerator = (nonce: Uint8Array, shared: Point): Point =>
  generator.multiply(scalars.create(BigInt(`0x${bytesToHex(nonce)}`))).add(shared);

/** The x coordinate in its full 32 bytes, leading zeros included. */
export const coordinate = (point: Point): Uint8Array => point.toBytes(false).slice(1, 1 + scalarBytes);

/** @returns K.Enc and K.MAC from the agreed point (ICAO 9303-11 §9.7.1). */
export function sessionKeys(agreed: Point): SessionKeys {
  const secret = coordinate(agreed);
  return { cipher: aes128, encryption: aes128.deriveKey(secret, 1), mac: aes128.deriveKey(secret, 2) };
}

/** Over the other side's ephemeral public key (ICAO 9303-11 §4.4.3.4). */
export const authenticationToken = (macKey: Uint8Array, publicKey: Point): Uint8Array =>
  aes128.mac(macKey, encodeTlv(0x7f49, encodeTlv(0x06, protocolOid), encodeTlv(0x86, publicKey.toBytes(false))));

/** A private key in 1 … n-1, drawn until it is one. */
export function drawPrivateKey(random: Random): bigint {
  for (;;) {
    const candidate = BigInt(`0x${bytesToHex(random(scalarBytes))}`);
    if (scalars.isValidNot0(candidate)) return candidate;
  }
}

/**
 * PACE with generic mapping (ICAO 9303-11 §4.4), in the one suite that `offersPace` looks for.
 * @throws ChipError `CARD_ACCESS_DENIED` wrong password, `CARD_NOT_SUPPORTED` the chip knows no PACE, `CARD_UNREADABLE`
 */
export async function establishPace(exchange: Exchange, password: PacePassword, random: Random): Promise<SessionKeys> {
  const choice = concatBytes(encodeTlv(0x80, protocolOid), encodeTlv(0x83, Uint8Array.of(password.reference)));
  const chosen = await exchange.send({ ins: instruction.manageSecurityEnvironment, p1: 0xc1, p2: 0xa4, data: choice });
  if (chosen.sw !== status.success) throw new ChipError('CARD_NOT_SUPPORTED', `MSE:Set AT: ${chosen.sw.toString(16)}`);

  const encrypted = await authenticate(exchange, 'more', undefined, 0x80);
  if (encrypted.length !== 16) throw protocolBroken('encrypted nonce');
  const nonce = decryptNonce(aes128.deriveKey(password.secret, 3), encrypted);

  const mappingKey = drawPrivateKey(random);
  const chipMapping = await authenticate(
    exchange,
    'more',
    encodeTlv(0x81, generator.multiply(mappingKey).toBytes(false)),
    0x82,
  );
  const mapped = onCurve(() => mapGenerator(nonce, pointFrom(chipMapping).multiply(mappingKey)));

  const privateKey = drawPrivateKey(random);
  const publicKey = onCurve(() => mapped.multiply(privateKey));
  const chipKey = onCurve(
    pointFrom,
    await authenticate(exchange, 'more', encodeTlv(0x83, publicKey.toBytes(false)), 0x84),
  );
  if (chipKey.equals(publicKey)) throw protocolBroken('chip echoed our key');
  const keys = sessionKeys(onCurve(() => chipKey.multiply(privateKey)));

  const token = encodeTlv(0x85, authenticationToken(keys.mac, chipKey));
  const answer = await authenticate(exchange, 'last', token, 0x86);
  const expected = authenticationToken(keys.mac, publicKey);
  if (answer.length !== expected.length || !timingSafeEqual(answer, expected))
    throw new ChipError('CARD_ACCESS_DENIED', 'authentication token of the chip');
  return keys;
}

/** One step of GENERAL AUTHENTICATE; `wanted` is the tag of the answer within 7C. */
async function authenticate(
  exchange: Exchange,
  place: 'more' | 'last',
  object: Uint8Array | undefined,
  wanted: number,
): Promise<Uint8Array> {
  const { data, sw } = await exchange.send({
    cla: place === 'more' ? 0x10 : 0x00,
    ins: instruction.generalAuthenticate,
    p1: 0,
    p2: 0,
    data: encodeTlv(0x7c, ...(object ? [object] : [])),
    le: 256,
  });
  if (place === 'last' && sw >> 8 === 0x63) throw new ChipError('CARD_ACCESS_DENIED', 'wrong password');
  if (sw !== status.success) throw protocolBroken(`GENERAL AUTHENTICATE: ${sw.toString(16)}`);
  const found = inAnswer(() => parseTlv(data, 0x7c)).children.find(({ tag }) => tag === wanted);
  if (found === undefined) throw protocolBroken('answer to GENERAL AUTHENTICATE');
  return found.value;
}

/** Uncompressed, on the curve, not the point at infinity. */
function pointFrom(bytes: Uint8Array): Point {
  if (bytes.length !== 1 + 2 * scalarBytes || bytes[0] !== 0x04) throw new Error('encoding');
  return brainpoolP256r1.Point.fromBytes(bytes);
}

function onCurve<A extends unknown[]>(compute: (...args: A) => Point, ...args: A): Point {
  try {
    const point = compute(...args);
    point.assertValidity();
    return point;
  } catch {
    throw protocolBroken('invalid curve point');
  }
}
