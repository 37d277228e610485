import { applicationId } from '../../emrtd/codec/files.ts';
import { type Command, type Response } from '../../emrtd/codec/apdu.ts';
import { encodeTlv, parseTlv } from '../../emrtd/codec/tlv.ts';
import type { Card } from '../cards/card.ts';
import { unsigned } from './protocols.ts';
import { only, statusWord as sw } from './status-word.ts';

/** What a read depends on besides the file. */
export interface Access {
  /** PACE or BAC is done and the command was protected. */
  granted: boolean;
  /** The most bytes of a file that one answer may hold. */
  capacity: number;
}

type Folder = 'masterFile' | 'application';

const cardSecurity = 0x011d;

/** Short identifiers of the master file that are not the low bits of the identifier (ICAO 9303-10 §3). */
const masterFileShort = new Map([
  [0x1e, 0x2f00],
  [0x01, 0x2f01],
]);

/** The chip's files, and which of them is selected (ICAO 9303-10 §3). */
export class FileSystem {
  readonly #card: Card;
  readonly #files: Record<Folder, ReadonlyMap<number, Uint8Array>>;
  #folder: Folder = 'masterFile';
  #selected: Uint8Array | undefined;

  constructor(card: Card) {
    this.#card = card;
    this.#files = { masterFile: decoded(card.masterFile), application: decoded(card.application) };
    if (card.conduct.hostile === 'length-bomb' || card.conduct.hostile === 'bloated-files')
      this.#files.application = new Map([...this.#files.application].map(([id, file]) => [id, bloated(file, card)]));
  }

  /** As after power on. */
  reset(): void {
    this.#folder = 'masterFile';
    this.#selected = undefined;
  }

  get inApplication(): boolean {
    return this.#folder === 'application';
  }

  /** In the application or not, selected or not. */
  file(folder: Folder, id: number): Uint8Array | undefined {
    return this.#files[folder].get(id);
  }

  select({ p1, data = new Uint8Array() }: Command, access: Access): Response {
    const id = Buffer.from(data).toString('hex');
    if (p1 === 0x04) {
      if (id !== Buffer.from(applicationId).toString('hex')) return only(sw.fileNotFound);
      return this.#enter('application');
    }
    if (p1 === 0x00 && (id === '' || id === '3f00')) {
      const { refusesMasterFile } = this.#card.conduct;
      return refusesMasterFile === undefined ? this.#enter('masterFile') : only(parseInt(refusesMasterFile, 16));
    }
    if (p1 !== 0x02 || data.length !== 2) return only(sw.wrongParameters);
    return this.#open(unsigned(data), access);
  }

  /** READ BINARY with the offset in P1 and P2, or in P2 behind a short file identifier. */
  readBinary({ p1, p2, le = 0 }: Command, access: Access): Response {
    if ((p1 & 0x80) === 0) return this.#read(p1 * 256 + p2, le, access);
    const opened = this.#openShort(p1 & 0x1f, access);
    return opened.sw === sw.success ? this.#read(p2, le, access) : opened;
  }

  /** READ BINARY with the odd instruction: the offset in object 54, the bytes in object 53 (ICAO 9303-10 §3.6). */
  readBinaryOdd({ p1, p2, data = new Uint8Array(), le = 0 }: Command, access: Access): Response {
    const file = p1 * 256 + p2;
    if (file !== 0) {
      const opened = file < 0x1f ? this.#openShort(file, access) : this.#open(file, access);
      if (opened.sw !== sw.success) return opened;
    }
    let offset: number;
    try {
      offset = unsigned(parseTlv(data, 0x54).value);
    } catch {
      return only(sw.wrongData);
    }
    // The object's header counts among the bytes that are wanted.
    const header = le < 0x82 ? 2 : le < 0x103 ? 3 : 4;
    const answer = this.#read(offset, le - header, { ...access, capacity: access.capacity - header });
    return answer.data.length > 0 ? { ...answer, data: encodeTlv(0x53, answer.data) } : answer;
  }

  #enter(folder: Folder): Response {
    this.#folder = folder;
    this.#selected = undefined;
    return only(sw.success);
  }

  #openShort(identifier: number, access: Access): Response {
    if (this.#card.conduct.shortFileIdentifiers === false) return only(sw.wrongParameters);
    const other = this.inApplication ? undefined : masterFileShort.get(identifier);
    return this.#open(other ?? 0x0100 + identifier, access);
  }

  #open(id: number, { granted }: Access): Response {
    this.#selected = undefined;
    const refusal = this.#card.conduct.refusesFiles?.[this.#folder]?.[id.toString(16).padStart(4, '0')];
    if (refusal !== undefined) return only(parseInt(refusal, 16));
    if (!granted && (this.inApplication || id === cardSecurity)) return only(sw.securityStatusNotSatisfied);
    this.#selected = this.file(this.#folder, id);
    return only(this.#selected ? sw.success : sw.fileNotFound);
  }

  #read(offset: number, le: number, { granted, capacity }: Access): Response {
    if (this.inApplication && !granted) return only(sw.securityStatusNotSatisfied);
    const file = this.#selected;
    if (file === undefined) return only(sw.noFileSelected);
    if (le <= 0) return only(sw.wrongLength);
    const { conduct } = this.#card;
    const hostile = granted ? conduct.hostile : undefined;
    if (hostile === 'empty-reads') return only(sw.success);
    const has = (bytes: number) => bytesAt(file, offset, bytes);
    if (hostile === 'length-bomb') return { data: has(le), sw: sw.success };
    if (hostile === 'overlong-answers') return { data: has(le + 16), sw: sw.success };

    if (offset >= file.length) return only(sw.wrongOffset);
    const left = file.length - offset;
    if (le > capacity) {
      const beyond = conduct.maximumAnswer?.beyond;
      if (beyond === '6cxx' && capacity < 256) return only(sw.exactLength | capacity);
      if (beyond === '6cxx' || beyond === '6700') return only(sw.wrongLength);
      if (beyond === 'truncated') return { data: has(Math.min(left, capacity)), sw: sw.success };
    }
    if (le <= left) return { data: has(le), sw: sw.success };
    if (conduct.endOfFile === '6b00') return only(sw.wrongOffset);
    if (conduct.endOfFile === '6cxx' && left < 256) return only(sw.exactLength | left);
    return { data: has(left), sw: conduct.endOfFile === '9000' ? sw.success : sw.endOfFile };
  }
}

const decoded = (files: Record<string, string>): Map<number, Uint8Array> =>
  new Map(Object.entries(files).map(([id, file]) => [parseInt(id, 16), Uint8Array.from(Buffer.from(file, 'base64'))]));

/** Behind the file's end come zeros. */
function bytesAt(file: Uint8Array, offset: number, bytes: number): Uint8Array {
  const data = new Uint8Array(bytes);
  data.set(file.subarray(offset, offset + bytes));
  return data;
}

/** The file's tag, and a length that goes too far. */
function bloated(file: Uint8Array, { conduct }: Card): Uint8Array {
  const header = conduct.hostile === 'length-bomb' ? [0x84, 0x7f, 0xff, 0xff, 0xff] : [0x83, 0x01, 0xff, 0x00];
  const bytes = new Uint8Array(1 + header.length + 0x1ff00);
  bytes.set([file[0] ?? 0, ...header]);
  return bytes;
}
