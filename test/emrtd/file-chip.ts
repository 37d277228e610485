import { type CardChannel, CardLost } from '../../drivers/ports.ts';
import { type Answer, ChipSide, type CipherName, type Plain, object, objectsOf, split, status } from './chip-side.ts';
import { fromHex, hex } from './kit.ts';

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
