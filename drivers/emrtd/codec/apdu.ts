import { concatBytes } from '@noble/hashes/utils.js';
import { protocolBroken } from '../chip-error.ts';

/** A command APDU (ISO 7816-4 §5.1). */
export interface Command {
  /** Class byte; 0x00 where not given. */
  cla?: number;
  ins: number;
  p1: number;
  p2: number;
  data?: Uint8Array;
  /** Most bytes that are wanted back, 1 to 65,536; absent where none are. */
  le?: number;
}

/** A response APDU (ISO 7816-4 §5.1). */
export interface Response {
  data: Uint8Array;
  /** Status word, SW1 and SW2. */
  sw: number;
}

/** Instruction bytes (ISO 7816-4 §5.4.2; ICAO 9303-10 §3.6, 9303-11 §4, §6). */
export const instruction = {
  manageSecurityEnvironment: 0x22,
  externalAuthenticate: 0x82,
  getChallenge: 0x84,
  generalAuthenticate: 0x86,
  internalAuthenticate: 0x88,
  select: 0xa4,
  readBinary: 0xb0,
  /** With the offset as a data object, for what lies beyond byte 32,767 (ICAO 9303-10 §3.6.3). */
  readBinaryOdd: 0xb1,
  getResponse: 0xc0,
} as const;

/** Status words that decide something here (ISO 7816-4 §5.6). */
export const status = {
  success: 0x9000,
  endOfFile: 0x6282,
  wrongLength: 0x6700,
  fileNotFound: 0x6a82,
  /** Of READ BINARY: the offset is not within the file. */
  wrongOffset: 0x6b00,
} as const;

/** Whether the command needs the form with lengths of two bytes (ISO 7816-4 §5.1). */
export const isExtended = ({ data, le }: Command) => (data?.length ?? 0) > 255 || (le ?? 0) > 256;

/** Short form where everything fits into it, else extended. */
export function encodeCommand(command: Command): Uint8Array {
  const { cla = 0, ins, p1, p2, data = new Uint8Array(), le } = command;
  const header = Uint8Array.of(cla, ins, p1, p2);
  if (!isExtended(command)) {
    const lc = data.length > 0 ? [data.length] : [];
    return concatBytes(header, Uint8Array.from(lc), data, Uint8Array.from(le === undefined ? [] : [le & 0xff]));
  }
  const two = (value: number) => [(value >> 8) & 0xff, value & 0xff];
  const lc = data.length > 0 ? [0, ...two(data.length)] : [];
  const trailer = le === undefined ? [] : [...(data.length > 0 ? [] : [0]), ...two(le)];
  return concatBytes(header, Uint8Array.from(lc), data, Uint8Array.from(trailer));
}

/** The chip's side of `encodeCommand`; undefined where the lengths contradict each other. */
export function decodeCommand(bytes: Uint8Array): Command | undefined {
  const [cla = 0, ins, p1, p2, first] = bytes;
  if (ins === undefined || p1 === undefined || p2 === undefined) return undefined;
  const command: Command = { cla, ins, p1, p2 };
  if (first === undefined) return command;
  if (bytes.length === 5) return { ...command, le: first === 0 ? 256 : first };

  const extended = first === 0;
  const two = (at: number) => (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0);
  if (extended && bytes.length === 7) return { ...command, le: two(5) === 0 ? 65_536 : two(5) };
  const start = extended ? 7 : 5;
  const lc = extended ? two(5) : first;
  const data = bytes.slice(start, start + lc);
  const rest = bytes.length - start - lc;
  if (data.length !== lc || lc === 0) return undefined;
  if (rest === 0) return { ...command, data };
  if (rest !== (extended ? 2 : 1)) return undefined;
  const le = extended ? two(start + lc) : (bytes[start + lc] ?? 0);
  return { ...command, data, le: le === 0 ? (extended ? 65_536 : 256) : le };
}

/** @throws ChipError `CARD_UNREADABLE` where there is no status word */
export function decodeResponse(bytes: Uint8Array): Response {
  const sw2 = bytes.at(-1);
  const sw1 = bytes.at(-2);
  if (sw1 === undefined || sw2 === undefined) throw protocolBroken('response without status word');
  return { data: bytes.subarray(0, -2), sw: sw1 * 256 + sw2 };
}

/** The chip's side of `decodeResponse`: data, then SW1 and SW2. */
export const encodeResponse = ({ data, sw }: Response): Uint8Array =>
  concatBytes(data, Uint8Array.of(sw >> 8, sw & 0xff));
