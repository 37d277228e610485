import { timingSafeEqual } from 'node:crypto';
import { brainpoolP256r1 } from '@noble/curves/misc.js';
import { hexToBytes } from '@noble/hashes/utils.js';
import { aes128 } from '../../emrtd/messaging/cipher.ts';
import { type Response, status } from '../../emrtd/codec/apdu.ts';
import {
  type Point,
  type Random,
  authenticationToken,
  canPassword,
  drawPrivateKey,
  mapGenerator,
  sessionKeys,
} from '../../emrtd/access/pace.ts';
import type { SessionKeys } from '../../emrtd/messaging/secure-messaging.ts';
import { encodeTlv, findChild, parseTlv } from '../../emrtd/codec/tlv.ts';

const { Point } = brainpoolP256r1;
const suite = '800a04007f00070202040202';

/** What MSE:Set AT must ask for: the one suite, and the CAN. */
export const isKnownSuite = (data: Uint8Array) => Buffer.from(data).equals(hexToBytes(`${suite}830102`));

type Step =
  | { name: 'nonce' }
  | { name: 'map'; nonce: Uint8Array }
  | { name: 'agree'; generator: Point }
  | { name: 'confirm'; keys: SessionKeys; ours: Point; theirs: Point };

/** The chip's side of PACE with generic mapping (ICAO 9303-11 §4.4), from MSE:Set AT to the tokens. */
export class ChipPace {
  readonly #can: string;
  readonly #random: Random;
  #step: Step = { name: 'nonce' };

  constructor(can: string, random: Random) {
    this.#can = can;
    this.#random = random;
  }

  /** One GENERAL AUTHENTICATE. @returns with `keys` once both sides proved the CAN; throws on malformed data */
  process(data: Uint8Array): Response & { keys?: SessionKeys } {
    const request = parseTlv(data, 0x7c);
    const step = this.#step;
    switch (step.name) {
      case 'nonce': {
        const nonce = this.#random(16);
        this.#step = { name: 'map', nonce };
        const key = aes128.deriveKey(canPassword(this.#can).secret, 3);
        return answer(0x80, aes128.encrypt(key, nonce));
      }
      case 'map': {
        const privateKey = drawPrivateKey(this.#random);
        const shared = pointIn(request, 0x81).multiply(privateKey);
        this.#step = { name: 'agree', generator: mapGenerator(step.nonce, shared) };
        return answer(0x82, Point.BASE.multiply(privateKey).toBytes(false));
      }
      case 'agree': {
        const privateKey = drawPrivateKey(this.#random);
        const theirs = pointIn(request, 0x83);
        const ours = step.generator.multiply(privateKey);
        this.#step = { name: 'confirm', keys: sessionKeys(theirs.multiply(privateKey)), ours, theirs };
        return answer(0x84, ours.toBytes(false));
      }
      case 'confirm': {
        this.#step = { name: 'nonce' };
        const token = findChild(request, 0x85)?.value ?? new Uint8Array();
        const expected = authenticationToken(step.keys.mac, step.ours);
        if (token.length !== expected.length || !timingSafeEqual(token, expected))
          return { data: new Uint8Array(), sw: 0x6300 };
        return { ...answer(0x86, authenticationToken(step.keys.mac, step.theirs)), keys: step.keys };
      }
    }
  }
}

const answer = (tag: number, value: Uint8Array): Response => ({
  data: encodeTlv(0x7c, encodeTlv(tag, value)),
  sw: status.success,
});

function pointIn(request: ReturnType<typeof parseTlv>, tag: number): Point {
  return Point.fromBytes(findChild(request, tag)?.value ?? new Uint8Array());
}
