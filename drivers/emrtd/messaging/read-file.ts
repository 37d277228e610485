import { chipLimits } from '../../../src/contract/chip.ts';
import { instruction, status } from '../codec/apdu.ts';
import { malformed, protocolBroken } from '../chip-error.ts';
import type { Exchange } from './exchange.ts';
import { readHeader } from '../codec/tlv.ts';

/** Enough for the longest tag and length of a file below the limit. */
const headerBytes = 6;

/** Longest read whose protected answer stays within 256 bytes: 224 encrypted, 14 for status and MAC. */
const chunkBytes = 223;

export interface FileProgress {
  /** Called once the file's header told its length. */
  opened(size: number): void;
  /** Called with the bytes read so far. */
  read(bytes: number): void;
}

/**
 * An elementary file by its identifier, read to the end that its own TLV header tells (ICAO 9303-10 §3.6).
 * @returns undefined where there is no such file
 * @throws ChipError `CARD_DATA_INVALID` beyond `chipLimits.file`, `CARD_UNREADABLE` where it cannot be read
 */
export async function readFile(
  exchange: Exchange,
  fileId: number,
  progress?: FileProgress,
): Promise<Uint8Array | undefined> {
  const data = Uint8Array.of(fileId >> 8, fileId & 0xff);
  const selected = await exchange.send({ ins: instruction.select, p1: 0x02, p2: 0x0c, data });
  if (selected.sw === status.fileNotFound) return undefined;
  if (selected.sw !== status.success) throw protocolBroken(`SELECT EF: ${selected.sw.toString(16)}`);

  const start = await readBinary(exchange, 0, headerBytes);
  const { length, headerLength } = readHeader(start);
  const size = headerLength + (length ?? Infinity);
  if (size > chipLimits.file) throw malformed('file too large');
  progress?.opened(size);

  const file = new Uint8Array(size);
  let filled = Math.min(start.length, size);
  file.set(start.subarray(0, filled));
  while (filled < size) {
    const part = await readBinary(exchange, filled, Math.min(chunkBytes, size - filled));
    file.set(part, filled);
    filled += part.length;
    progress?.read(filled);
  }
  return file;
}

/** @param offset below 32,768, which `chipLimits.file` assures */
async function readBinary(exchange: Exchange, offset: number, le: number): Promise<Uint8Array> {
  const { data, sw } = await exchange.send({ ins: instruction.readBinary, p1: offset >> 8, p2: offset & 0xff, le });
  if (sw !== status.success && sw !== status.endOfFile) throw protocolBroken(`READ BINARY: ${sw.toString(16)}`);
  if (data.length === 0 || data.length > le) throw protocolBroken('READ BINARY gave no bytes, or too many');
  return data;
}
