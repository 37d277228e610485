import { timingSafeEqual } from 'node:crypto';
import { concatBytes } from '@noble/hashes/utils.js';
import { pad, unpad } from '../../emrtd/messaging/cipher.ts';
import { type Command, type Response, encodeResponse } from '../../emrtd/codec/apdu.ts';
import { SendSequenceCounter, type SessionKeys, secureObject } from '../../emrtd/messaging/secure-messaging.ts';
import { encodeTlv, parseTlvs } from '../../emrtd/codec/tlv.ts';

/** The chip's side of secure messaging (ICAO 9303-11 §9.8). */
export class ChipMessaging {
  readonly #keys: SessionKeys;
  readonly #counter: SendSequenceCounter;

  constructor(keys: SessionKeys) {
    this.#keys = keys;
    this.#counter = new SendSequenceCounter(keys);
  }

  /** @throws Error where the command is not protected by these keys, in this order */
  unwrap({ cla = 0, ins, p1, p2, data = new Uint8Array() }: Command): Command {
    const { cipher, encryption, mac } = this.#keys;
    const counter = this.#counter.advance();
    const objects = parseTlvs(data);
    const find = (tag: number) => objects.find((object) => object.tag === tag)?.value;
    const code = objects.at(-1);
    if (code?.tag !== secureObject.mac) throw new Error('no MAC');
    const before = data.subarray(0, data.length - code.encoded.length);
    const covered = before.length > 0 ? pad(before, cipher.blockBytes) : before;
    const expected = cipher.mac(mac, counter, pad(Uint8Array.of(cla, ins, p1, p2), cipher.blockBytes), covered);
    if (code.value.length !== 8 || !timingSafeEqual(code.value, expected)) throw new Error('MAC');

    const command: Command = { cla: cla & ~0x0c, ins, p1, p2 };
    const cryptogram = find(secureObject.cryptogram);
    const le = find(secureObject.le);
    if (cryptogram) {
      const iv = cipher.initialisationVector(encryption, counter);
      command.data = unpad(cipher.decrypt(encryption, cryptogram.subarray(1), iv), cipher.blockBytes);
    }
    if (le) command.le = le.reduce((sum, byte) => sum * 256 + byte, 0) || 256 ** le.length;
    return command;
  }

  wrap({ data, sw }: Response): Uint8Array {
    const { cipher, encryption, mac } = this.#keys;
    const counter = this.#counter.advance();
    const objects: Uint8Array[] = [];
    if (data.length > 0) {
      const iv = cipher.initialisationVector(encryption, counter);
      const cryptogram = cipher.encrypt(encryption, pad(data, cipher.blockBytes), iv);
      objects.push(encodeTlv(secureObject.cryptogram, Uint8Array.of(1), cryptogram));
    }
    objects.push(encodeTlv(secureObject.status, Uint8Array.of(sw >> 8, sw & 0xff)));
    const code = cipher.mac(mac, counter, pad(concatBytes(...objects), cipher.blockBytes));
    return encodeResponse({ data: concatBytes(...objects, encodeTlv(secureObject.mac, code)), sw });
  }
}
