import { concatBytes } from '@noble/hashes/utils.js';
import { ChipError, inAnswer, protocolBroken } from '../chip-error.ts';
import { instruction, status } from '../codec/apdu.ts';
import { type Tlv, encodeTlv, findChild, parseTlv } from '../codec/tlv.ts';
import type { Exchange } from '../messaging/exchange.ts';
import type { SessionKeys } from '../messaging/secure-messaging.ts';
import { type ChipMapping, decryptAuthenticationData } from './chip-mapping.ts';
import { type Curve, type Point, type Random, decodePoint, drawPrivateKey, encodePoint } from './domain-parameters.ts';
import {
  authenticationToken,
  decryptNonce,
  drawKeyPair,
  mappedPublicKey,
  sameBytes,
  sessionKeys,
  sharedSecret,
} from './key-agreement.ts';
import { refusesPassword } from './password.ts';
import { type PaceInfo, type SecurityInfos, isPace, protocolIdentifier } from './security-infos.ts';

/** A suite and how the chip is to be told of it. */
export interface PaceSuite extends PaceInfo {
  /** The chip knows several domain parameters for PACE, so that they must be named (ICAO 9303-11 §4.4.4.1). */
  ambiguous: boolean;
}

/** Of what both sides know, the longest keys; the chip authentication mapping where that is all that differs. */
export function strongestSuite({ pace, unknown }: SecurityInfos): PaceSuite | undefined {
  const strength = ({ cipher, curve, mapping }: PaceInfo) =>
    1_000 * ['3DES', 'AES-128', 'AES-192', 'AES-256'].indexOf(cipher.name) +
    2 * curve.fieldBytes +
    (mapping === 'CAM' ? 1 : 0);
  const [strongest] = pace.toSorted((a, b) => strength(b) - strength(a));
  if (strongest === undefined) return undefined;
  const parameters = new Set(pace.map(({ parameterId }) => parameterId));
  return { ...strongest, ambiguous: parameters.size > 1 || unknown.some(isPace) };
}

interface PacePassword {
  /** One of `passwordReference`. */
  reference: number;
  /** What `passwordSecret` gives. */
  secret: Uint8Array;
}

/** The chip answered a step of PACE with an error before either side had used the password: another way in may be tried. */
export class PaceRefused extends ChipError {
  constructor(code: 'CARD_NOT_SUPPORTED' | 'CARD_UNREADABLE', sw: number) {
    super(code, `PACE refused: ${sw.toString(16)}`);
  }
}

/**
 * PACE over ECDH with generic or chip authentication mapping (ICAO 9303-11 §4.4).
 * @throws PaceRefused `CARD_NOT_SUPPORTED` the suite or the kind of password, `CARD_UNREADABLE` a later step before the last
 * @throws ChipError `CARD_ACCESS_DENIED` wrong password, `CARD_UNREADABLE` the chip breaks the protocol
 */
export async function establishPace(
  exchange: Exchange,
  suite: PaceSuite,
  { reference, secret }: PacePassword,
  random: Random,
): Promise<{ keys: SessionKeys; chipMapping?: ChipMapping }> {
  const { cipher, curve, oid, mapping } = suite;
  await chooseSuite(exchange, suite, reference);

  const mappingPair = meanwhile(exchange, () => drawKeyPair(curve, random));
  const encrypted = objectIn(await authenticate(exchange, 'more'), 0x80);
  if (encrypted.length < 16 || encrypted.length > 64) throw protocolBroken('encrypted nonce');
  const nonce = decryptNonce(cipher, secret, encrypted);

  const ours = mappingPair();
  const privateKey = drawPrivateKey(curve, random);
  const ownTerm = meanwhile(exchange, () => valid(() => mappedPublicKey.ownTerm(curve, nonce, privateKey)));
  const theirs = await exchangeKeys(exchange, curve, ours.publicKey, 0x81, 0x82);

  const publicKey = valid(() => mappedPublicKey.add(curve, ownTerm(), privateKey, ours.privateKey, theirs));
  const chipKey = await exchangeKeys(exchange, curve, publicKey, 0x83, 0x84);
  const keys = sessionKeys(cipher, sharedSecret(curve, privateKey, chipKey));

  const token = encodeTlv(0x85, authenticationToken(keys, oid, chipKey));
  const answer = await authenticate(exchange, 'last', token);
  if (!sameBytes(objectIn(answer, 0x86), authenticationToken(keys, oid, publicKey)))
    throw new ChipError('CARD_ACCESS_DENIED', 'authentication token of the chip');
  if (mapping === 'GM') return { keys };
  const authenticationData = decryptAuthenticationData(keys, objectIn(answer, 0x8a));
  return { keys, chipMapping: { curve, mappingKey: theirs, authenticationData } };
}

/** MSE:Set AT (ICAO 9303-11 §4.4.4.1). */
async function chooseSuite(exchange: Exchange, suite: PaceSuite, reference: number): Promise<void> {
  const objects = [
    encodeTlv(0x80, protocolIdentifier(suite.oid)),
    encodeTlv(0x83, Uint8Array.of(reference)),
    ...(suite.ambiguous ? [encodeTlv(0x84, Uint8Array.of(suite.parameterId))] : []),
  ];
  const { sw } = await exchange.send({
    ins: instruction.manageSecurityEnvironment,
    p1: 0xc1,
    p2: 0xa4,
    data: concatBytes(...objects),
  });
  if (sw === 0x63c0) throw new ChipError('CARD_ACCESS_DENIED', 'password blocked');
  // With tries left the status only warns (TR-03110-3, MSE:Set AT).
  if (sw !== status.success && sw >> 4 !== 0x63c) throw new PaceRefused('CARD_NOT_SUPPORTED', sw);
}

/** Ours for theirs, which must not be ours again. */
async function exchangeKeys(
  exchange: Exchange,
  curve: Curve,
  ours: Point,
  tag: number,
  answerTag: number,
): Promise<Point> {
  const answer = await authenticate(exchange, 'more', encodeTlv(tag, encodePoint(ours)));
  const theirs = inAnswer(() => decodePoint(curve, objectIn(answer, answerTag)));
  if (theirs.equals(ours)) throw protocolBroken('chip echoed our key');
  return theirs;
}

/** One GENERAL AUTHENTICATE (ICAO 9303-11 §4.4.4.2). @returns the dynamic authentication data of the answer */
async function authenticate(exchange: Exchange, place: 'more' | 'last', ...objects: Uint8Array[]): Promise<Tlv> {
  const { data, sw } = await exchange.send({
    cla: place === 'more' ? 0x10 : 0x00,
    ins: instruction.generalAuthenticate,
    p1: 0,
    p2: 0,
    data: encodeTlv(0x7c, ...objects),
    le: 256,
  });
  if (place === 'last' && refusesPassword(sw)) throw new ChipError('CARD_ACCESS_DENIED', 'wrong password');
  if (place === 'more' && sw !== status.success) throw new PaceRefused('CARD_UNREADABLE', sw);
  if (sw !== status.success) throw protocolBroken(`GENERAL AUTHENTICATE: ${sw.toString(16)}`);
  return inAnswer(() => parseTlv(data, 0x7c));
}

function objectIn(template: Tlv, tag: number): Uint8Array {
  const object = findChild(template, tag);
  if (object === undefined) throw protocolBroken(`no ${tag.toString(16)} in an answer to GENERAL AUTHENTICATE`);
  return object.value;
}

/** Computed once: while the chip works on the next command, or else when it is asked for. */
function meanwhile<T>(exchange: Exchange, compute: () => T): () => T {
  let done: { value: T } | undefined;
  const value = () => (done ??= { value: compute() }).value;
  exchange.whileWaiting(value);
  return value;
}

/** Neither the point at infinity, nor off the curve. */
function valid(compute: () => Point): Point {
  try {
    const point = compute();
    point.assertValidity();
    return point;
  } catch {
    throw protocolBroken('invalid curve point');
  }
}
