import { timingSafeEqual } from 'node:crypto';
import { bytesToHex, concatBytes, hexToBytes } from '@noble/hashes/utils.js';
import type { Curve, Point, Random } from '../../emrtd/access/domain-parameters.ts';
import { type Response, status } from '../../emrtd/codec/apdu.ts';
import { type Tlv, encodeTlv, findChild, parseTlv } from '../../emrtd/codec/tlv.ts';
import { pad } from '../../emrtd/messaging/cipher.ts';
import type { Hostility } from '../cards/card.ts';
import type { ChipKeys } from './chip-messaging.ts';
import type { PaceProtocol } from './protocols.ts';

const nonceBytes = 16;

export interface ChipPaceOptions {
  protocol: PaceProtocol;
  /** Of the CAN or the MRZ. */
  secret: Uint8Array;
  /** PKCS #8 of EF.CardSecurity, for the chip authentication mapping. */
  staticKey: Uint8Array | undefined;
  random: Random;
  hostile: Hostility | undefined;
}

type Step =
  | { name: 'nonce' }
  | { name: 'map'; nonce: Uint8Array }
  | { name: 'agree'; generator: Point; mappingKey: bigint }
  | { name: 'confirm'; keys: ChipKeys; ours: Uint8Array; theirs: Uint8Array; mappingKey: bigint };

export type PaceAnswer = Response & { keys?: ChipKeys; wrongPassword?: true };

/** The chip's side of PACE over an elliptic curve (ICAO 9303-11 §4.4), from MSE:Set AT to the tokens. */
export class ChipPace {
  readonly #options: ChipPaceOptions;
  #step: Step = { name: 'nonce' };

  constructor(options: ChipPaceOptions) {
    this.#options = options;
  }

  /** The command that is due next ends the chain of GENERAL AUTHENTICATE. */
  get isLast(): boolean {
    return this.#step.name === 'confirm';
  }

  /** One GENERAL AUTHENTICATE. @returns with `keys` once both sides proved the password; throws on malformed data */
  process(data: Uint8Array): PaceAnswer {
    const { protocol, secret, random, hostile } = this.#options;
    const { cipher, curve } = protocol;
    const request = parseTlv(data, 0x7c);
    const step = this.#step;
    switch (step.name) {
      case 'nonce': {
        const nonce = random(nonceBytes);
        this.#step = { name: 'map', nonce };
        const encrypted = cipher.encrypt(cipher.deriveKey(secret, 3), nonce);
        return answer([0x80, hostile === 'pace-nonce-length' ? concatBytes(encrypted, random(8)) : encrypted]);
      }
      case 'map': {
        const mappingKey = drawPrivateKey(curve, random);
        const shared = pointIn(request, 0x81, curve).multiply(mappingKey);
        const generator = curve.Point.BASE.multiply(curve.Point.Fn.create(toInteger(step.nonce))).add(shared);
        this.#step = { name: 'agree', generator, mappingKey };
        return answer([0x82, falsified(curve.Point.BASE.multiply(mappingKey), hostile)]);
      }
      case 'agree': {
        const privateKey = drawPrivateKey(curve, random);
        const theirs = pointIn(request, 0x83, curve);
        const ours = step.generator.multiply(privateKey);
        const agreed = theirs
          .multiply(privateKey)
          .toBytes(false)
          .slice(1, 1 + curve.fieldBytes);
        const keys = { cipher, encryption: cipher.deriveKey(agreed, 1), mac: cipher.deriveKey(agreed, 2) };
        const [oursEncoded, theirsEncoded] = [ours.toBytes(false), theirs.toBytes(false)];
        this.#step = { name: 'confirm', keys, ours: oursEncoded, theirs: theirsEncoded, mappingKey: step.mappingKey };
        if (hostile === 'pace-echoed-key') return answer([0x84, theirsEncoded]);
        return answer([0x84, hostile === 'pace-key-off-curve' ? offCurve(oursEncoded) : oursEncoded]);
      }
      case 'confirm': {
        const { keys, ours, theirs } = step;
        const token = findChild(request, 0x85)?.value ?? new Uint8Array();
        const expected = this.#token(keys, ours);
        if (token.length !== expected.length || !timingSafeEqual(token, expected))
          return { data: new Uint8Array(), sw: 0x6300, wrongPassword: true };
        const ourToken = this.#token(keys, theirs);
        if (hostile === 'pace-wrong-token') ourToken[0] = (ourToken[0] ?? 0) ^ 1;
        const chipData = this.#chipAuthenticationData(step.mappingKey, keys);
        return { ...answer([0x86, ourToken], ...chipData), keys };
      }
    }
  }

  /** Over the other side's public key (ICAO 9303-11 §4.4.3.4). */
  #token({ cipher, mac }: ChipKeys, publicKey: Uint8Array): Uint8Array {
    const data = encodeTlv(0x7f49, encodeTlv(0x06, this.#options.protocol.oid), encodeTlv(0x86, publicKey));
    return cipher.mac(mac, cipher.name === '3DES' ? pad(data, cipher.blockBytes) : data);
  }

  /** CA.IC, the mapping key divided by the static one, encrypted (ICAO 9303-11 §4.4.3.5). */
  #chipAuthenticationData(mappingKey: bigint, { cipher, encryption }: ChipKeys): [number, Uint8Array][] {
    const { protocol, staticKey } = this.#options;
    if (protocol.mapping !== 'CAM') return [];
    if (staticKey === undefined) throw new Error('no key for the chip authentication mapping');
    const { Fn } = protocol.curve.Point;
    const quotient = Fn.toBytes(Fn.mul(mappingKey, Fn.inv(privateScalar(staticKey))));
    const iv = cipher.encrypt(encryption, new Uint8Array(cipher.blockBytes).fill(0xff));
    return [[0x8a, cipher.encrypt(encryption, pad(quotient, cipher.blockBytes), iv)]];
  }
}

const answer = (...objects: [number, Uint8Array][]): Response => ({
  data: encodeTlv(0x7c, ...objects.map(([tag, value]) => encodeTlv(tag, value))),
  sw: status.success,
});

const toInteger = (bytes: Uint8Array): bigint => BigInt(`0x${bytesToHex(bytes)}`);

function drawPrivateKey({ Point: { Fn } }: Curve, random: Random): bigint {
  for (;;) {
    const key = toInteger(random(Fn.BYTES)) >> BigInt(8 * Fn.BYTES - Fn.BITS);
    if (key > 0n && key < Fn.ORDER) return key;
  }
}

function pointIn(request: Tlv, tag: number, { Point }: Curve): Point {
  return Point.fromBytes(findChild(request, tag)?.value ?? new Uint8Array());
}

/** The private key's octets are an ECPrivateKey, whose second element they are (RFC 5915). @param pkcs8 DER */
function privateScalar(pkcs8: Uint8Array): bigint {
  const octets = parseTlv(pkcs8, 0x30).children[2]?.value ?? new Uint8Array();
  return toInteger(parseTlv(octets, 0x30).children[1]?.value ?? new Uint8Array());
}

function falsified(point: Point, hostile: Hostility | undefined): Uint8Array {
  const encoded = point.toBytes(false);
  if (hostile === 'pace-point-at-infinity') return hexToBytes('00');
  if (hostile === 'pace-point-off-curve') return offCurve(encoded);
  if (hostile === 'pace-point-small-order') return encoded.fill(0, (encoded.length + 1) / 2);
  return encoded;
}

const offCurve = (encoded: Uint8Array): Uint8Array => encoded.with(-1, (encoded.at(-1) ?? 0) ^ 1);
