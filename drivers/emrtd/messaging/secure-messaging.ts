import { timingSafeEqual } from 'node:crypto';
import { concatBytes } from '@noble/hashes/utils.js';
import { type Cipher, pad, unpad } from './cipher.ts';
import type { Command, Response } from '../codec/apdu.ts';
import { ChipError, inAnswer, protocolBroken } from '../chip-error.ts';
import { type Tlv, encodeTlv, parseTlvs } from '../codec/tlv.ts';

/**
 * Data objects of secure messaging (ICAO 9303-11 §9.8.4). Instructions with an odd number carry BER-TLV, whose cryptogram has
 * another tag and no byte that names the padding.
 */
const secureObject = { cryptogram: 0x87, oddCryptogram: 0x85, le: 0x97, status: 0x99, mac: 0x8e } as const;

/** The status (four bytes with its header) and the MAC (ten) that end a protected answer. */
const trailerBytes = 14;

/** What PACE, BAC or chip authentication agreed on. */
export interface SessionKeys {
  cipher: Cipher;
  encryption: Uint8Array;
  mac: Uint8Array;
  /** What the send sequence counter starts from, a block long: BAC alone starts it from nonces. Zero where absent. */
  counter?: Uint8Array;
}

/** A status word came without protection: the chip gave the session up, or never had these keys (ICAO 9303-11 §9.8.8). */
export class UnprotectedAnswer extends ChipError {
  constructor(sw: number) {
    super('CARD_UNREADABLE', `unprotected answer ${sw.toString(16)}`);
  }
}

/** One block, raised before each command and each response (ICAO 9303-11 §9.8.2). */
class SendSequenceCounter {
  readonly bytes: Uint8Array;

  constructor({ cipher, counter = new Uint8Array(cipher.blockBytes) }: SessionKeys) {
    this.bytes = Uint8Array.from(counter);
  }

  advance(): Uint8Array {
    const view = new DataView(this.bytes.buffer, this.bytes.length - 8);
    view.setBigUint64(0, view.getBigUint64(0) + 1n);
    return this.bytes;
  }
}

/** The terminal's side of secure messaging (ICAO 9303-11 §9.8). */
export class SecureMessaging {
  readonly #keys: SessionKeys;
  readonly #counter: SendSequenceCounter;

  constructor(keys: SessionKeys) {
    this.#keys = keys;
    this.#counter = new SendSequenceCounter(keys);
  }

  /** Of the cipher, such as `AES-128`. */
  get name(): Cipher['name'] {
    return this.#keys.cipher.name;
  }

  /** The most bytes whose protected answer has at most `answerBytes`, the status word apart. */
  dataWithin(answerBytes: number): number {
    const { blockBytes } = this.#keys.cipher;
    const room = answerBytes - trailerBytes;
    // Tag, length and the byte that names the padding.
    const header = 3 + (room < 0x80 + 2 ? 0 : room < 0x100 + 3 ? 1 : 2);
    return Math.floor((room - header) / blockBytes) * blockBytes - 1;
  }

  /** The counter advances once for each command: what is sent twice was wrapped once. */
  wrap({ cla = 0, ins, p1, p2, data, le }: Command): Command {
    const { cipher, encryption, mac } = this.#keys;
    const counter = this.#counter.advance();
    const header = Uint8Array.of(cla | 0x0c, ins, p1, p2);
    const objects: Uint8Array[] = [];
    if (data && data.length > 0) {
      const iv = cipher.initialisationVector(encryption, counter);
      const cryptogram = cipher.encrypt(encryption, pad(data, cipher.blockBytes), iv);
      objects.push(
        isOdd(ins)
          ? encodeTlv(secureObject.oddCryptogram, cryptogram)
          : encodeTlv(secureObject.cryptogram, Uint8Array.of(1), cryptogram),
      );
    }
    if (le !== undefined) {
      const length = le > 256 ? Uint8Array.of((le >> 8) & 0xff, le & 0xff) : Uint8Array.of(le & 0xff);
      objects.push(encodeTlv(secureObject.le, length));
    }
    const covered = objects.length > 0 ? pad(concatBytes(...objects), cipher.blockBytes) : new Uint8Array();
    const code = cipher.mac(mac, counter, pad(header, cipher.blockBytes), covered);
    const body = concatBytes(...objects, encodeTlv(secureObject.mac, code));
    const isLong = body.length > 255 || (le ?? 0) > 256;
    return { cla: cla | 0x0c, ins, p1, p2, data: body, le: isLong ? 65_536 : 256 };
  }

  /**
   * @throws UnprotectedAnswer
   * @throws ChipError `CARD_UNREADABLE` where the MAC or the status of the answer is wrong
   */
  unwrap({ data, sw }: Response): Response {
    const { cipher, mac } = this.#keys;
    const counter = this.#counter.advance();
    if (data.length === 0) throw new UnprotectedAnswer(sw);
    const objects = inAnswer(() => parseTlvs(data));
    const code = objects.pop();
    const state = objects.pop();
    const cryptogram = objects.pop();
    if (code?.tag !== secureObject.mac || state?.tag !== secureObject.status || objects.length > 0)
      throw protocolBroken('objects of a protected answer');

    const covered = data.subarray(0, data.length - code.encoded.length);
    const expected = cipher.mac(mac, counter, pad(covered, cipher.blockBytes));
    if (code.value.length !== expected.length || !timingSafeEqual(code.value, expected))
      throw protocolBroken('MAC of an answer');
    if (state.value.length !== 2 || (state.value[0] ?? 0) * 256 + (state.value[1] ?? 0) !== sw)
      throw protocolBroken('status of a protected answer');

    return { data: cryptogram ? this.#decrypt(cryptogram, counter) : new Uint8Array(), sw };
  }

  #decrypt({ tag, value }: Tlv, counter: Uint8Array): Uint8Array {
    const { cipher, encryption } = this.#keys;
    const padded = tag === secureObject.cryptogram && value[0] === 1;
    if (!padded && tag !== secureObject.oddCryptogram) throw protocolBroken('cryptogram');
    const iv = cipher.initialisationVector(encryption, counter);
    const data = cipher.decrypt(encryption, padded ? value.subarray(1) : value, iv);
    return unpad(data, cipher.blockBytes);
  }
}

const isOdd = (ins: number) => (ins & 1) === 1;
