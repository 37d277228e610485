import { createCipheriv, createDecipheriv } from 'node:crypto';
import { aes128, aes192, aes256, tripleDes } from '../../drivers/emrtd/messaging/cipher.ts';
import { SecureMessaging } from '../../drivers/emrtd/messaging/secure-messaging.ts';
import { type CardChannel, CardLost } from '../../drivers/ports.ts';
import { fromHex, hex } from './kit.ts';

export const ciphers = { 'AES-128': aes128, 'AES-192': aes192, 'AES-256': aes256, '3DES': tripleDes };
export type CipherName = keyof typeof ciphers;

const keyBytes = { 'AES-128': 16, 'AES-192': 24, 'AES-256': 32, '3DES': 16 };
const blockBytes = (cipher: CipherName) => (cipher === '3DES' ? 8 : 16);
const keysOf = (cipher: CipherName) => ({
  encryption: Uint8Array.from({ length: keyBytes[cipher] }, (_, at) => 0x11 + 3 * at),
  mac: Uint8Array.from({ length: keyBytes[cipher] }, (_, at) => 0xe2 - 5 * at),
});

/** The terminal's half of the channel that `fileChip` has with this cipher. */
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

const status = (sw: number) => Uint8Array.of(sw >> 8, sw & 0xff);

export function object(tag: number, ...parts: Uint8Array[]): Uint8Array {
  const value = Buffer.concat(parts);
  const { length } = value;
  const header = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Uint8Array.of(tag, ...header), value]);
}

function objectsOf(bytes: Uint8Array): { tag: number; value: Uint8Array }[] {
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

export interface Quirks {
  /** Without one there is no secure messaging. */
  cipher?: CipherName | undefined;
  /** False: commands of that form are refused, unprotected, and count for nothing. */
  extended?: boolean;
  /** Most bytes of data in one answer; more is refused with `beyond`, or not given where that is absent. */
  most?: number;
  beyond?: number;
  /** Most bytes that the reader passes on: it fails then, and the card lies there still. */
  readerBytes?: number;
  /** How READ BINARY by short identifier is refused. */
  shortIdentifier?: number;
  /** And whether that ends the secure channel. */
  breaks?: boolean;
  /** How reading beyond the end is refused, where it is. */
  overrun?: number;
  /** Of the answer to READ BINARY that reaches the end of the file. */
  endOfFile?: number;
  /** Le in the right length is asked for by 6Cxx, in the channel. */
  exact?: boolean;
  kind?: string;
}

export interface FileChip extends CardChannel {
  sent: Uint8Array[];
  /** Each READ BINARY that gave bytes: where, and how many. */
  reads: [offset: number, bytes: number][];
  selects: number;
}

/** A chip of files and quirks. The short identifier of a file is the last byte of its identifier. */
export function fileChip(files: Record<number, Uint8Array>, quirks: Quirks = {}): FileChip {
  const { cipher, extended = true, most = 65_536, beyond, readerBytes = Infinity, endOfFile = 0x9000 } = quirks;
  let side = cipher && new ChipSide(cipher);
  let current: Uint8Array | undefined;
  let pending = new Uint8Array();
  const only = (sw: number): Answer => ({ data: new Uint8Array(), sw });

  function read(offset: number, le: number): Answer {
    if (current === undefined) return only(0x6986);
    if (offset >= current.length) return only(0x6b00);
    if (le > most && beyond !== undefined) return only(beyond);
    const data = current.subarray(offset, offset + Math.min(le, most));
    const isBeyond = offset + le > current.length;
    if (isBeyond && quirks.overrun !== undefined) return only(quirks.overrun);
    if (isBeyond && quirks.exact) return only(0x6c00 | data.length);
    chip.reads.push([offset, data.length]);
    return { data, sw: isBeyond ? endOfFile : 0x9000 };
  }

  function execute({ ins, p1, p2, data, le = 0 }: Plain): Answer {
    switch (ins) {
      case 0xa4:
        chip.selects++;
        current = files[parseInt(hex(data), 16)];
        return only(current ? 0x9000 : 0x6a82);
      case 0xb0:
        if ((p1 & 0x80) === 0) return read(p1 * 256 + p2, le);
        if (quirks.shortIdentifier !== undefined) return only(quirks.shortIdentifier);
        current = files[0x0100 + (p1 & 0x1f)];
        return current ? read(p2, le) : only(0x6a82);
      case 0xb1: {
        const [offset] = objectsOf(data);
        if (offset?.tag !== 0x54 || p1 + p2 !== 0) return only(0x6a80);
        const wrapping = le > 256 + 4 ? 4 : le > 0x80 + 2 ? 3 : 2;
        const answer = read(parseInt(hex(offset.value), 16), le - wrapping);
        return answer.data.length > 0 ? { ...answer, data: object(0x53, answer.data) } : answer;
      }
      default:
        return only(0x6d00);
    }
  }

  function answer(bytes: Uint8Array): Uint8Array {
    if (side === undefined) {
      const { head, data, le } = split(bytes);
      const [, ins = 0, p1 = 0, p2 = 0] = head;
      const plain = execute({ ins, p1, p2, data, le });
      return Buffer.concat([plain.data, status(plain.sw)]);
    }
    if ((bytes[0] ?? 0) !== 0x0c) throw new Error('unprotected command');
    const command = side.open(bytes);
    const bySfi = command.ins === 0xb0 && command.p1 >= 0x80;
    if (quirks.breaks && bySfi) {
      side = undefined;
      return status(quirks.shortIdentifier ?? 0x6988);
    }
    return side.seal(execute(command), command.ins % 2 === 1);
  }

  /** What does not fit into the Le of a short command is left to GET RESPONSE. */
  function inParts(whole: Uint8Array, le: number): Uint8Array {
    if (whole.length - 2 <= le) {
      pending = new Uint8Array();
      return whole;
    }
    pending = Uint8Array.from(whole.subarray(le));
    return Buffer.concat([whole.subarray(0, le), Uint8Array.of(0x61, Math.min(pending.length - 2, 256) & 0xff)]);
  }

  const chip: FileChip = {
    sent: [],
    reads: [],
    selects: 0,
    ...(quirks.kind !== undefined && { kind: quirks.kind }),
    transmit(bytes) {
      chip.sent.push(bytes);
      const { head, le = 0, extended: isExtended } = split(bytes);
      if (hex(head) === '00c00000') return Promise.resolve(inParts(pending, le));
      if (isExtended && !extended) return Promise.resolve(fromHex('6700'));
      const whole = answer(bytes);
      if (whole.length - 2 > readerBytes) return Promise.reject(new CardLost('the reader failed'));
      return Promise.resolve(isExtended ? whole : inParts(whole, le));
    },
    close: () => Promise.resolve(),
  };
  return chip;
}

/** A file of `size` bytes whose content tells where it was read from. */
export function fileOf(size: number, tag = 0x75): Uint8Array {
  const length = size < 0x82 ? size - 2 : size < 0x103 ? size - 3 : size < 0x10004 ? size - 4 : size - 5;
  const digits = length < 0x80 ? [] : length < 0x100 ? [0x81] : length < 0x10000 ? [0x82] : [0x83];
  const bytes = length.toString(16).padStart(digits[0] ? 2 * (digits[0] & 0x7f) : 2, '0');
  const header = Uint8Array.from([tag, ...digits, ...fromHex(bytes)]);
  const content = Uint8Array.from({ length }, (_, at) => (at * 7 + (at >> 8) * 13) & 0xff);
  return Buffer.concat([header, content]);
}

/** A chip that knows its lines, in hex, and takes no others. */
export function reciting(...lines: [command: string, answer: string][]) {
  const rest = [...lines];
  const channel: CardChannel = {
    transmit(command) {
      const [expected, answer] = rest.shift() ?? ['nothing more', ''];
      if (hex(command) !== expected.toLowerCase())
        return Promise.reject(new Error(`${hex(command)} instead of ${expected.toLowerCase()}`));
      return Promise.resolve(fromHex(answer));
    },
    close: () => Promise.resolve(),
  };
  return { channel, rest };
}
