import { timingSafeEqual } from 'node:crypto';
import { concatBytes } from '@noble/hashes/utils.js';
import { type Cipher, pad, unpad } from './cipher.ts';
import type { Command, Response } from '../codec/apdu.ts';
import { inAnswer, protocolBroken } from '../chip-error.ts';
import { encodeTlv, parseTlvs } from '../codec/tlv.ts';

/** Data objects of secure messaging (ICAO 9303-11 §9.8.4). */
export const secureObject = { cryptogram: 0x87, le: 0x97, status: 0x99, mac: 0x8e } as const;

/** What PACE, BAC or chip authentication agreed on. */
export interface SessionKeys {
  cipher: Cipher;
  encryption: Uint8Array;
  mac: Uint8Array;
  /** What the send sequence counter starts from, a block long: BAC alone starts it from nonces. Zero where absent. */
  counter?: Uint8Array;
}

/** One block, raised before each command and each response (ICAO 9303-11 §9.8.2). */
export class SendSequenceCounter {
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

  wrap({ cla = 0, ins, p1, p2, data, le }: Command): Command {
    const { cipher, encryption, mac } = this.#keys;
    const counter = this.#counter.advance();
    const header = Uint8Array.of(cla | 0x0c, ins, p1, p2);
    const objects: Uint8Array[] = [];
    if (data && data.length > 0) {
      const cryptogram = cipher.encrypt(
        encryption,
        pad(data, cipher.blockBytes),
        cipher.initialisationVector(encryption, counter),
      );
      objects.push(encodeTlv(secureObject.cryptogram, Uint8Array.of(1), cryptogram));
    }
    if (le !== undefined) {
      const length = le > 256 ? Uint8Array.of((le >> 8) & 0xff, le & 0xff) : Uint8Array.of(le & 0xff);
      objects.push(encodeTlv(secureObject.le, length));
    }
    const covered = objects.length > 0 ? pad(concatBytes(...objects), cipher.blockBytes) : new Uint8Array();
    const code = cipher.mac(mac, counter, pad(header, cipher.blockBytes), covered);
    return {
      cla: cla | 0x0c,
      ins,
      p1,
      p2,
      data: concatBytes(...objects, encodeTlv(secureObject.mac, code)),
      le: (le ?? 0) > 256 ? 65_536 : 256,
    };
  }

  /** @throws ChipError `CARD_UNREADABLE` where the answer is not protected, or its MAC or status is wrong */
  unwrap({ data, sw }: Response): Response {
    const { cipher, encryption, mac } = this.#keys;
    const counter = this.#counter.advance();
    if (data.length === 0) throw protocolBroken(`unprotected answer ${sw.toString(16)}`);
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

    if (cryptogram === undefined) return { data: new Uint8Array(), sw };
    if (cryptogram.tag !== secureObject.cryptogram || cryptogram.value[0] !== 1) throw protocolBroken('cryptogram');
    const iv = cipher.initialisationVector(encryption, counter);
    return { data: unpad(cipher.decrypt(encryption, cryptogram.value.subarray(1), iv), cipher.blockBytes), sw };
  }
}
