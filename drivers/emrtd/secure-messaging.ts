import { timingSafeEqual } from 'node:crypto';
import { concatBytes } from '@noble/hashes/utils.js';
import { decryptCbc, encryptBlock, encryptCbc, mac, pad, unpad } from './aes.ts';
import type { Command, Response } from './apdu.ts';
import { inAnswer, protocolBroken } from './chip-error.ts';
import { encodeTlv, parseTlvs } from './tlv.ts';

/** Data objects of secure messaging (ICAO 9303-11 §9.8.4). */
export const secureObject = { cryptogram: 0x87, le: 0x97, status: 0x99, mac: 0x8e } as const;

export interface SessionKeys {
  encryption: Uint8Array;
  mac: Uint8Array;
}

/** The send sequence counter for AES: 16 bytes, raised before each command and each response (ICAO 9303-11 §9.8.2). */
export class SendSequenceCounter {
  readonly bytes = new Uint8Array(16);

  advance(): Uint8Array {
    const view = new DataView(this.bytes.buffer);
    view.setBigUint64(8, view.getBigUint64(8) + 1n);
    return this.bytes;
  }
}

/** The terminal's side of secure messaging with AES (ICAO 9303-11 §9.8). */
export class SecureMessaging {
  readonly #keys: SessionKeys;
  readonly #counter = new SendSequenceCounter();

  constructor(keys: SessionKeys) {
    this.#keys = keys;
  }

  wrap({ cla = 0, ins, p1, p2, data, le }: Command): Command {
    const counter = this.#counter.advance();
    const header = Uint8Array.of(cla | 0x0c, ins, p1, p2);
    const objects: Uint8Array[] = [];
    if (data && data.length > 0) {
      const cryptogram = encryptCbc(this.#keys.encryption, encryptBlock(this.#keys.encryption, counter), pad(data));
      objects.push(encodeTlv(secureObject.cryptogram, Uint8Array.of(1), cryptogram));
    }
    if (le !== undefined) {
      const length = le > 256 ? Uint8Array.of((le >> 8) & 0xff, le & 0xff) : Uint8Array.of(le & 0xff);
      objects.push(encodeTlv(secureObject.le, length));
    }
    const covered = objects.length > 0 ? pad(concatBytes(...objects)) : new Uint8Array();
    const code = mac(this.#keys.mac, counter, pad(header), covered);
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
    const counter = this.#counter.advance();
    if (data.length === 0) throw protocolBroken(`unprotected answer ${sw.toString(16)}`);
    const objects = inAnswer(() => parseTlvs(data));
    const code = objects.pop();
    const state = objects.pop();
    const cryptogram = objects.pop();
    if (code?.tag !== secureObject.mac || state?.tag !== secureObject.status || objects.length > 0)
      throw protocolBroken('objects of a protected answer');

    const covered = data.subarray(0, data.length - code.encoded.length);
    const expected = mac(this.#keys.mac, counter, pad(covered));
    if (code.value.length !== expected.length || !timingSafeEqual(code.value, expected))
      throw protocolBroken('MAC of an answer');
    if (state.value.length !== 2 || (state.value[0] ?? 0) * 256 + (state.value[1] ?? 0) !== sw)
      throw protocolBroken('status of a protected answer');

    if (cryptogram === undefined) return { data: new Uint8Array(), sw };
    if (cryptogram.tag !== secureObject.cryptogram || cryptogram.value[0] !== 1) throw protocolBroken('cryptogram');
    const iv = encryptBlock(this.#keys.encryption, counter);
    return { data: unpad(decryptCbc(this.#keys.encryption, iv, cryptogram.value.subarray(1))), sw };
  }
}
