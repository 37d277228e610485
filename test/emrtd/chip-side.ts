import { createCipheriv, createDecipheriv } from 'node:crypto';
import { aes128, aes192, aes256, tripleDes } from '../../drivers/emrtd/messaging/cipher.ts';
import { SecureMessaging } from '../../drivers/emrtd/messaging/secure-messaging.ts';
import { fromHex, hex } from './kit.ts';

export const ciphers = { 'AES-128': aes128, 'AES-192': aes192, 'AES-256': aes256, '3DES': tripleDes };
export type CipherName = keyof typeof ciphers;

const keyBytes = { 'AES-128': 16, 'AES-192': 24, 'AES-256': 32, '3DES': 16 };
const blockBytes = (cipher: CipherName) => (cipher === '3DES' ? 8 : 16);
const keysOf = (cipher: CipherName) => ({
  encryption: Uint8Array.from({ length: keyBytes[cipher] }, (_, at) => 0x11 + 3 * at),
  mac: Uint8Array.from({ length: keyBytes[cipher] }, (_, at) => 0xe2 - 5 * at),
});

/** The terminal's half of the channel that `ChipSide` has with this cipher. */
export const terminal = (cipher: CipherName) =>
  new SecureMessaging({ cipher: ciphers[cipher], ...keysOf(cipher), counter: counterStart(cipher) });

/** Overflows its last four bytes soon. */
const counterStart = (cipher: CipherName) =>
  fromHex(cipher === '3DES' ? '00000000fffffff0' : '000000000000000000000000fffffff0');

export interface Plain {
  ins: number;
  p1: number;
  p2: number;
  data: Uint8Array;
  /** Absent where there is no Le; zeros are 256 or 65,536. */
  le: number | undefined;
}
export interface Answer {
  data: Uint8Array;
  sw: number;
}

/** The chip's half of secure messaging by node:crypto alone, so that it shares no line with the code that it tests. */
export class ChipSide {
  readonly #cipher: CipherName;
  readonly #keys: ReturnType<typeof keysOf>;
  #counter: bigint;

  constructor(cipher: CipherName) {
    this.#cipher = cipher;
    this.#keys = keysOf(cipher);
    this.#counter = BigInt(`0x${hex(counterStart(cipher))}`);
  }

  open(bytes: Uint8Array): Plain {
    this.#counter++;
    const { head, data } = split(bytes);
    const objects = objectsOf(data);
    const mac = objects.pop();
    const before = data.subarray(0, data.length - 10);
    const covered = [this.#padded(head), ...(before.length > 0 ? [this.#padded(before)] : [])];
    if (mac?.tag !== 0x8e || hex(mac.value) !== hex(this.#mac(...covered))) throw new Error('MAC of a command');
    const [, ins = 0, p1 = 0, p2 = 0] = head;
    const cryptogram = objects.find(({ tag }) => tag === 0x85 || tag === 0x87);
    if (cryptogram && (cryptogram.tag === 0x85) !== (ins % 2 === 1)) throw new Error('tag of a cryptogram');
    const le = objects.find(({ tag }) => tag === 0x97)?.value;
    return {
      ins,
      p1,
      p2,
      data: cryptogram ? this.#opened(cryptogram) : new Uint8Array(),
      le: le && (parseInt(hex(le), 16) || 256 ** le.length),
    };
  }

  seal({ data, sw }: Answer, odd: boolean): Uint8Array {
    this.#counter++;
    const indicator = Uint8Array.from(odd ? [] : [1]);
    const cryptogram = data.length > 0 ? [object(odd ? 0x85 : 0x87, indicator, this.#sealed(data))] : [];
    const covered = Buffer.concat([...cryptogram, object(0x99, status(sw))]);
    return Buffer.concat([covered, object(0x8e, this.#mac(this.#padded(covered))), status(sw)]);
  }

  get #counterBytes(): Uint8Array {
    return fromHex(this.#counter.toString(16).padStart(2 * blockBytes(this.#cipher), '0'));
  }

  #padded(data: Uint8Array): Uint8Array {
    const block = blockBytes(this.#cipher);
    return Buffer.concat([data, fromHex('80'), new Uint8Array(block - 1 - (data.length % block))]);
  }

  #sealed(data: Uint8Array): Uint8Array {
    const { algorithm, key, iv } = this.#encryption;
    return Buffer.concat([createCipheriv(algorithm, key, iv).setAutoPadding(false).update(this.#padded(data))]);
  }

  #opened({ tag, value }: { tag: number; value: Uint8Array }): Uint8Array {
    const { algorithm, key, iv } = this.#encryption;
    const plain = createDecipheriv(algorithm, key, iv)
      .setAutoPadding(false)
      .update(tag === 0x87 ? value.subarray(1) : value);
    return Uint8Array.from(plain.subarray(0, plain.lastIndexOf(0x80)));
  }

  get #encryption() {
    const { encryption: key } = this.#keys;
    if (this.#cipher === '3DES')
      return { algorithm: 'des-ede3-cbc', key: Buffer.concat([key, key.subarray(0, 8)]), iv: new Uint8Array(8) };
    const algorithm = `aes-${8 * keyBytes[this.#cipher]}`;
    return { algorithm: `${algorithm}-cbc`, key, iv: ecb(`${algorithm}-ecb`, key, this.#counterBytes) };
  }

  /** `parts` are whole blocks. */
  #mac(...parts: Uint8Array[]): Uint8Array {
    const { mac: key } = this.#keys;
    const data = Buffer.concat([this.#counterBytes, ...parts]);
    if (this.#cipher === '3DES') {
      const [first, second] = [key.subarray(0, 8), key.subarray(8)];
      const single = Buffer.concat([first, first, first]);
      const chained = createCipheriv('des-ede3-cbc', single, new Uint8Array(8)).update(data).subarray(-8);
      const between = createDecipheriv('des-ede3-ecb', Buffer.concat([second, second, second]), null);
      return ecb('des-ede3-ecb', single, between.setAutoPadding(false).update(chained));
    }
    // CMAC of whole blocks: the last one is mixed with the first subkey.
    const algorithm = `aes-${8 * keyBytes[this.#cipher]}`;
    const l = BigInt(`0x${hex(ecb(`${algorithm}-ecb`, key, new Uint8Array(16)))}`);
    const subkey = ((l << 1n) ^ (l >> 127n === 1n ? 0x87n : 0n)) & ((1n << 128n) - 1n);
    const bytes = fromHex(subkey.toString(16).padStart(32, '0'));
    const last = data.subarray(-16).map((byte, at) => byte ^ (bytes[at] ?? 0));
    const chain = createCipheriv(`${algorithm}-cbc`, key, new Uint8Array(16));
    return Buffer.concat([chain.update(data.subarray(0, -16)), chain.update(last)]).subarray(-16, -8);
  }
}

const ecb = (algorithm: string, key: Uint8Array, data: Uint8Array) =>
  createCipheriv(algorithm, key, null).setAutoPadding(false).update(data);

export const status = (sw: number) => Uint8Array.of(sw >> 8, sw & 0xff);

export function object(tag: number, ...parts: Uint8Array[]): Uint8Array {
  const value = Buffer.concat(parts);
  const { length } = value;
  const header = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Uint8Array.of(tag, ...header), value]);
}

export function objectsOf(bytes: Uint8Array): { tag: number; value: Uint8Array }[] {
  const found = [];
  for (let at = 0; at < bytes.length;) {
    const [tag = 0, first = 0, ...more] = bytes.subarray(at, at + 4);
    const long = first > 0x80 ? first - 0x80 : 0;
    const length = long ? parseInt(hex(Uint8Array.from(more.slice(0, long))), 16) : first;
    found.push({ tag, value: bytes.subarray(at + 2 + long, at + 2 + long + length) });
    at += 2 + long + length;
  }
  return found;
}

/** A command APDU's header, data, and Le. */
export function split(bytes: Uint8Array) {
  const head = bytes.subarray(0, 4);
  const extended = bytes.length > 5 && bytes[4] === 0;
  const number = (at: number, length: number) => parseInt(hex(bytes.subarray(at, at + length)), 16);
  const width = extended ? 2 : 1;
  const start = extended ? 7 : 5;
  const hasData = bytes.length > start;
  const lc = hasData ? number(start - width, width) : 0;
  const leAt = hasData ? start + lc : start - width;
  const le = leAt < bytes.length ? number(leAt, width) || 256 ** width : undefined;
  return { head, data: hasData ? bytes.subarray(start, start + lc) : new Uint8Array(), le, extended };
}
