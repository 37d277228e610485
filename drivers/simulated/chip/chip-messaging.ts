import { timingSafeEqual } from 'node:crypto';
import { concatBytes } from '@noble/hashes/utils.js';
import { type Command, type Response, encodeResponse } from '../../emrtd/codec/apdu.ts';
import { encodeTlv, parseTlvs } from '../../emrtd/codec/tlv.ts';
import { type Cipher, pad, unpad } from '../../emrtd/messaging/cipher.ts';
import type { Hostility } from '../cards/card.ts';
import { unsigned } from './protocols.ts';

/** What a session begins with. */
export interface ChipKeys {
  cipher: Cipher;
  encryption: Uint8Array;
  mac: Uint8Array;
  /** The send sequence counter before the first command; zeros but for basic access control. */
  counter?: Uint8Array;
}

/** Data objects of ISO 7816-4 §10; 85 stands in 87's place where the instruction is odd, without an indicator of the padding. */
const object = { oddCryptogram: 0x85, cryptogram: 0x87, mac: 0x8e, le: 0x97, status: 0x99 } as const;

/** The answer, counted from 1, that a hostile chip spoils. */
const spoiltAnswer = 3;

/** The chip's side of secure messaging (ICAO 9303-11 §9.8). */
export class ChipMessaging {
  readonly #keys: ChipKeys;
  readonly #hostile: Hostility | undefined;
  readonly #counter: Uint8Array;
  #answers = 0;
  #last: Uint8Array = new Uint8Array();

  constructor(keys: ChipKeys, hostile?: Hostility) {
    this.#keys = keys;
    this.#hostile = hostile;
    this.#counter = Uint8Array.from(keys.counter ?? new Uint8Array(keys.cipher.blockBytes));
  }

  /** @throws Error where the command is not protected by these keys, in this order */
  unwrap({ cla = 0, ins, p1, p2, data = new Uint8Array() }: Command): Command {
    const { cipher, encryption, mac } = this.#keys;
    this.#advance();
    const objects = parseTlvs(data);
    const find = (tag: number) => objects.find((object) => object.tag === tag)?.value;
    const code = objects.at(-1);
    if (code?.tag !== object.mac) throw new Error('no MAC');
    const before = data.subarray(0, data.length - code.encoded.length);
    const header = pad(Uint8Array.of(cla, ins, p1, p2), cipher.blockBytes);
    const covered = before.length > 0 ? concatBytes(header, pad(before, cipher.blockBytes)) : header;
    const expected = cipher.mac(mac, this.#counter, covered);
    if (code.value.length !== 8 || !timingSafeEqual(code.value, expected)) throw new Error('MAC');

    const command: Command = { cla: cla & ~0x0c, ins, p1, p2 };
    const cryptogram = isOdd(ins) ? find(object.oddCryptogram) : find(object.cryptogram)?.subarray(1);
    if (cryptogram) {
      const iv = cipher.initialisationVector(encryption, this.#counter);
      command.data = unpad(cipher.decrypt(encryption, cryptogram, iv), cipher.blockBytes);
    }
    const le = find(object.le);
    if (le) command.le = unsigned(le) || 256 ** le.length;
    return command;
  }

  /** @param ins of the command that is answered */
  wrap(response: Response, ins: number): Uint8Array {
    const answer = this.#protect(response, ins);
    const sent = ++this.#answers === spoiltAnswer ? this.#spoil(answer, response) : answer;
    this.#last = answer;
    return sent;
  }

  /** The most bytes of which a protected answer has at most `limit`, its status word apart. */
  capacity(limit: number): number {
    const { blockBytes } = this.#keys.cipher;
    let bytes = limit;
    while (bytes > 0 && protectedBytes(bytes, blockBytes) > limit) bytes--;
    return bytes;
  }

  #protect({ data, sw }: Response, ins: number): Uint8Array {
    const { cipher, encryption, mac } = this.#keys;
    this.#advance();
    const objects: Uint8Array[] = [];
    if (data.length > 0) {
      const iv = cipher.initialisationVector(encryption, this.#counter);
      const cryptogram = cipher.encrypt(encryption, pad(data, cipher.blockBytes), iv);
      objects.push(
        isOdd(ins)
          ? encodeTlv(object.oddCryptogram, cryptogram)
          : encodeTlv(object.cryptogram, Uint8Array.of(1), cryptogram),
      );
    }
    objects.push(encodeTlv(object.status, Uint8Array.of(sw >> 8, sw & 0xff)));
    const code = cipher.mac(mac, this.#counter, pad(concatBytes(...objects), cipher.blockBytes));
    return encodeResponse({ data: concatBytes(...objects, encodeTlv(object.mac, code)), sw });
  }

  #spoil(answer: Uint8Array, plain: Response): Uint8Array {
    switch (this.#hostile) {
      case 'wrong-mac':
        return answer.with(-3, (answer.at(-3) ?? 0) ^ 1);
      case 'unprotected-answer':
        return encodeResponse(plain);
      case 'replayed-answer':
        return this.#last;
      case 'other-status-outside':
        return answer.with(-2, 0x6a).with(-1, 0x82);
      default:
        return answer;
    }
  }

  #advance(): void {
    let at = this.#counter.length - 1;
    while (at >= 0 && this.#counter[at] === 0xff) this.#counter[at--] = 0;
    if (at >= 0) this.#counter[at] = (this.#counter[at] ?? 0) + 1;
  }
}

const isOdd = (ins: number) => (ins & 1) === 1;

/** Of a cryptogram, a status and a MAC around this many bytes. */
function protectedBytes(data: number, blockBytes: number): number {
  const cryptogram = 1 + (Math.floor(data / blockBytes) + 1) * blockBytes;
  return encodeTlv(object.cryptogram, new Uint8Array(cryptogram)).length + 4 + 10;
}
