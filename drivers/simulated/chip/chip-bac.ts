import { timingSafeEqual } from 'node:crypto';
import { concatBytes } from '@noble/hashes/utils.js';
import type { MrzKey } from '../../../src/contract/chip.ts';
import type { Random } from '../../emrtd/access/domain-parameters.ts';
import { pad, tripleDes } from '../../emrtd/messaging/cipher.ts';
import type { Hostility } from '../cards/card.ts';
import type { ChipKeys } from './chip-messaging.ts';
import { mrzHash } from './passwords.ts';

/** The chip's side of basic access control (ICAO 9303-11 §4.3). */
export class ChipBac {
  readonly #encryption: Uint8Array;
  readonly #mac: Uint8Array;
  readonly #random: Random;
  readonly #hostile: Hostility | undefined;
  #challenge: Uint8Array | undefined;

  constructor(mrz: MrzKey, random: Random, hostile?: Hostility) {
    const seed = mrzHash(mrz).subarray(0, 16);
    this.#encryption = tripleDes.deriveKey(seed, 1);
    this.#mac = tripleDes.deriveKey(seed, 2);
    this.#random = random;
    this.#hostile = hostile;
  }

  /** GET CHALLENGE. @returns RND.IC */
  challenge(): Uint8Array {
    this.#challenge = this.#random(8);
    return this.#challenge;
  }

  /**
   * EXTERNAL AUTHENTICATE. @param data E.IFD of 32 bytes and M.IFD of 8
   * @returns E.IC and M.IC with the session keys; undefined where the reader knows another MRZ, or no challenge was got
   */
  authenticate(data: Uint8Array): { data: Uint8Array; keys: ChipKeys } | undefined {
    const challenge = this.#challenge;
    this.#challenge = undefined;
    if (challenge === undefined || data.length !== 40) return undefined;
    const [cryptogram, code] = [data.subarray(0, 32), data.subarray(32)];
    if (!timingSafeEqual(code, this.#macOf(cryptogram))) return undefined;
    const plain = tripleDes.decrypt(this.#encryption, cryptogram);
    const [theirChallenge, theirKey] = [plain.subarray(0, 8), plain.subarray(16)];
    if (!timingSafeEqual(plain.subarray(8, 16), challenge)) return undefined;

    const ourKey = this.#random(16);
    const echoed = this.#hostile === 'bac-other-nonce' ? this.#random(8) : theirChallenge;
    const answer = tripleDes.encrypt(this.#encryption, concatBytes(challenge, echoed, ourKey));
    const answerCode = this.#macOf(answer);
    if (this.#hostile === 'bac-wrong-mac') answerCode[0] = (answerCode[0] ?? 0) ^ 1;
    const seed = ourKey.map((byte, index) => byte ^ (theirKey[index] ?? 0));
    return {
      data: concatBytes(answer, answerCode),
      keys: {
        cipher: tripleDes,
        encryption: tripleDes.deriveKey(seed, 1),
        mac: tripleDes.deriveKey(seed, 2),
        counter: concatBytes(challenge.subarray(4), theirChallenge.subarray(4)),
      },
    };
  }

  #macOf(cryptogram: Uint8Array): Uint8Array {
    return tripleDes.mac(this.#mac, pad(cryptogram, tripleDes.blockBytes));
  }
}
