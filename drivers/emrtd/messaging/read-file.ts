import { concatBytes } from '@noble/hashes/utils.js';
import { chipLimits } from '../../../src/contract/chip.ts';
import { type Command, type Response, instruction, status } from '../codec/apdu.ts';
import type { ElementaryFile } from '../codec/files.ts';
import { encodeTlv, parseTlv, readHeader } from '../codec/tlv.ts';
import { inAnswer, malformed, protocolBroken } from '../chip-error.ts';
import type { Exchange } from './exchange.ts';
import { UnprotectedAnswer } from './secure-messaging.ts';

/** Enough for the tag and the length of every file below the limit. */
const headerBytes = 6;

/** Beyond it an offset does not fit into P1 and P2. */
const lastPlainOffset = 0x7fff;

/** READ BINARY with an odd instruction: the offset that it is given, and what it answers (ISO 7816-4 §11.3.3). */
const offsetObject = 0x54;
const dataObject = 0x53;

/** Who watches one file being read; sizes in bytes. */
export interface FileProgress {
  /** Called once the file's header told its length. */
  opened(size: number): void;
  /** Called with the bytes read so far. */
  read(bytes: number): void;
}

/**
 * An elementary file of whatever is selected, read to the end that its own TLV header tells (ICAO 9303-10 §3.6). The first
 * READ BINARY names it by its short identifier and asks for as much as is known to be taken: neither selecting the file nor
 * its header costs a command, where the chip allows that.
 * @returns undefined where there is no such file
 * @throws ChipError `CARD_DATA_INVALID` beyond `chipLimits.file`, `CARD_UNREADABLE` where it cannot be read
 * @throws CardLost
 */
export async function readFile(
  exchange: Exchange,
  file: ElementaryFile,
  progress?: FileProgress,
): Promise<Uint8Array | undefined> {
  let start = await open(exchange, file);
  if (start === undefined) return undefined;
  while (start.length < leastHeader(start))
    start = concatBytes(start, await readOn(exchange, start.length, leastHeader(start) - start.length));

  const { length, headerLength } = readHeader(start);
  const size = headerLength + (length ?? Infinity);
  if (size > chipLimits.file) throw malformed('file too large');
  progress?.opened(size);

  const content = new Uint8Array(size);
  let filled = Math.min(start.length, size);
  content.set(start.subarray(0, filled));
  progress?.read(filled);
  while (filled < size) {
    const part = await readOn(exchange, filled, size - filled);
    content.set(part, filled);
    filled += part.length;
    progress?.read(filled);
  }
  return content;
}

/** How long the header is at least that begins so. */
function leastHeader([, length]: Uint8Array): number {
  return length === undefined || length <= 0x80 ? 2 : Math.min(2 + (length & 0x7f), headerBytes);
}

/**
 * The file's first bytes, at least one; from here on it is the current file. Where short identifiers do not serve, it is
 * selected, and no other is asked for by its short identifier in this reading.
 */
async function open(exchange: Exchange, file: ElementaryFile): Promise<Uint8Array | undefined> {
  const { shortIdentifiers } = exchange;
  const serve = exchange.readLength.shortIdentifierBreaks ? false : shortIdentifiers.get(file.where);
  if (serve !== false) {
    const { data, sw } = await (serve
      ? readStart(exchange, 0x80 | file.sfi, file)
      : tryShortIdentifier(exchange, file));
    if (data.length > 0) {
      shortIdentifiers.set(file.where, true);
      return data;
    }
    // Before one file was found by its short identifier, nothing tells a missing file from a chip that does not know them.
    if (serve && sw === status.fileNotFound) return undefined;
    if (serve) throw refused(sw);
  }

  const id = Uint8Array.of(file.id >> 8, file.id & 0xff);
  const selected = await exchange.send({ ins: instruction.select, p1: 0x02, p2: 0x0c, data: id });
  if (selected.sw === status.fileNotFound) return undefined;
  if (selected.sw !== status.success) throw protocolBroken(`SELECT EF: ${selected.sw.toString(16)}`);
  const { data, sw } = await readStart(exchange, 0, file);
  if (data.length === 0) throw refused(sw);
  shortIdentifiers.set(file.where, false);
  return data;
}

async function tryShortIdentifier(exchange: Exchange, file: ElementaryFile): Promise<Response> {
  try {
    return await readStart(exchange, 0x80 | file.sfi, file);
  } catch (error) {
    if (error instanceof UnprotectedAnswer) exchange.readLength.shortIdentifierBreaks = true;
    throw error;
  }
}

/** Statuses of chips that would not read so many bytes, or not beyond the end of the file. */
const lengthRefusals: readonly number[] = [status.wrongLength, status.wrongOffset, status.endOfFile];

/**
 * A READ BINARY from the start of a file whose length is not known yet, so that it asks for more than most files have. A chip
 * that refuses that is asked for the header alone.
 */
async function readStart(exchange: Exchange, p1: number, { long = false }: ElementaryFile): Promise<Response> {
  const { readLength } = exchange;
  const read = async (le: number) => checked(await exchange.send({ ins: instruction.readBinary, p1, p2: 0, le }), le);
  const refuses = ({ data, sw }: Response) => data.length === 0 && lengthRefusals.includes(sw);

  if (exchange.refusesOverrun) return read(headerBytes);
  const asked = long ? readLength.next : readLength.taken;
  const first = await read(asked);
  if (!refuses(first)) return first;
  if (asked > readLength.short) {
    const shorter = await read(readLength.short);
    if (!refuses(shorter)) {
      readLength.refuse(asked);
      return shorter;
    }
  }
  const header = await read(headerBytes);
  exchange.refusesOverrun = header.data.length > 0;
  return header;
}

/** Some of the `left` bytes from `offset` of the current file, at least one. */
async function readOn(exchange: Exchange, offset: number, left: number): Promise<Uint8Array> {
  const { readLength } = exchange;
  const isFar = offset > lastPlainOffset;
  const wanted = isFar ? wrappedLength(left) : left;
  for (let room = readLength.next; ; room = readLength.taken) {
    const most = Math.min(wanted, room);
    // Up to 256 the command is a short one, and no answer longer than `short` fits.
    const le = most > 256 ? most : Math.min(most, readLength.short);
    const { data, sw } = checked(await exchange.send(isFar ? readFar(offset, le) : readNear(offset, le)), le);
    if (data.length > 0) {
      if (data.length < le && le > readLength.short) readLength.limit(data.length);
      return isFar ? unwrapped(data) : data;
    }
    if (le <= readLength.short) throw refused(sw);
    readLength.refuse(le);
  }
}

const readNear = (offset: number, le: number): Command => ({
  ins: instruction.readBinary,
  p1: offset >> 8,
  p2: offset & 0xff,
  le,
});

/** @param le of the object that the answer is wrapped in (ICAO 9303-10 §3.6.3) */
function readFar(offset: number, le: number): Command {
  const bytes = [offset >> 16, (offset >> 8) & 0xff, offset & 0xff].slice(offset > 0xffff ? 0 : 1);
  return { ins: instruction.readBinaryOdd, p1: 0, p2: 0, data: encodeTlv(offsetObject, Uint8Array.from(bytes)), le };
}

const wrappedLength = (bytes: number) => bytes + (bytes < 0x80 ? 2 : bytes < 0x100 ? 3 : bytes < 0x10000 ? 4 : 5);

function unwrapped(data: Uint8Array): Uint8Array {
  const { value } = inAnswer(() => parseTlv(data, dataObject));
  if (value.length === 0) throw protocolBroken('READ BINARY gave no bytes');
  return value;
}

/** @throws ChipError where data came with an error, more than was asked for, or success without any */
function checked(response: Response, le: number): Response {
  const { data, sw } = response;
  const read = sw === status.success || sw === status.endOfFile;
  if (data.length > le || (data.length > 0 && !read) || (data.length === 0 && sw === status.success))
    throw protocolBroken('READ BINARY gave no bytes, or too many');
  return response;
}

const refused = (sw: number) => protocolBroken(`READ BINARY: ${sw.toString(16)}`);
