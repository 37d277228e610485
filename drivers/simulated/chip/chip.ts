import {
  type Command,
  type Response,
  decodeCommand,
  encodeResponse,
  instruction,
  status,
} from '../../emrtd/codec/apdu.ts';
import { applicationId } from '../../emrtd/codec/files.ts';
import type { Random } from '../../emrtd/access/pace.ts';
import type { Card } from '../cards/card.ts';
import { ChipMessaging } from './chip-messaging.ts';
import { ChipPace, isKnownSuite } from './chip-pace.ts';
import { signChallenge } from './signer.ts';

/** A contactless card behind PC/SC: no historical bytes, check byte last. */
export const answerToReset = Uint8Array.of(0x3b, 0x80, 0x80, 0x01, 0x01);

const sw = {
  ...status,
  securityStatusNotSatisfied: 0x6982,
  noFileSelected: 0x6986,
  secureMessagingIncorrect: 0x6988,
  wrongData: 0x6a80,
  wrongParameters: 0x6a86,
  keyNotFound: 0x6a88,
  wrongOffset: 0x6b00,
  unknownInstruction: 0x6d00,
} as const;

const only = (sw: number): Response => ({ data: new Uint8Array(), sw });

export interface Chip {
  readonly atr: Uint8Array;
  /** As after power on: no file, no session. */
  reset(): void;
  /** One command APDU to one response APDU with its status word. */
  process(command: Uint8Array): Uint8Array;
}

export interface ChipOptions {
  random: Random;
  /** False: extended commands are refused, long answers come by 61xx alone. */
  extendedLength?: boolean;
}

/** An eMRTD chip of the Vietnamese kind: EF.CardAccess outside, PACE with CAN, everything else behind secure messaging. */
export function createChip(card: Card, { random, extendedLength = true }: ChipOptions): Chip {
  const files = (entries: Record<string, string>) =>
    new Map(
      Object.entries(entries).map(([id, file]) => [parseInt(id, 16), Uint8Array.from(Buffer.from(file, 'base64'))]),
    );
  const masterFile = files(card.masterFile);
  const application = files(card.application);
  const isForeign = application.size === 0;

  let inApplication: boolean;
  let selected: Uint8Array | undefined;
  let pace: ChipPace | undefined;
  let session: ChipMessaging | undefined;
  let pending: Uint8Array;
  reset();

  function reset(): void {
    inApplication = false;
    selected = undefined;
    pace = undefined;
    session = undefined;
    pending = new Uint8Array();
  }

  function process(bytes: Uint8Array): Uint8Array {
    const command = decodeCommand(bytes);
    if (command === undefined) return encodeResponse(only(sw.wrongLength));
    if (isForeign) return encodeResponse(only(sw.fileNotFound));
    // Below secure messaging: it neither needs protection nor counts.
    if (command.ins === instruction.getResponse) return inParts(pending, command.le ?? 256);
    pending = new Uint8Array();
    const isExtended = bytes.length > 5 && bytes[4] === 0;
    if (isExtended && !extendedLength) return encodeResponse(only(sw.wrongLength));
    const answer = respond(command);
    return isExtended ? answer : inParts(answer, command.le ?? 256);
  }

  /** An answer longer than wanted leaves the rest to GET RESPONSE. */
  function inParts(answer: Uint8Array, le: number): Uint8Array {
    const data = answer.length - 2;
    if (data < 0) return encodeResponse(only(sw.noFileSelected));
    if (data <= le) {
      pending = new Uint8Array();
      return answer;
    }
    pending = answer.slice(le);
    const left = pending.length - 2;
    return encodeResponse({ data: answer.slice(0, le), sw: 0x6100 | (left > 255 ? 0 : left) });
  }

  function respond(command: Command): Uint8Array {
    if (((command.cla ?? 0) & 0x0c) !== 0x0c) {
      // An unprotected command ends the secure session (ICAO 9303-11 §9.8.8).
      session = undefined;
      return encodeResponse(execute(command));
    }
    if (session === undefined) return encodeResponse(only(sw.secureMessagingIncorrect));
    let plain: Command;
    try {
      plain = session.unwrap(command);
    } catch {
      session = undefined;
      return encodeResponse(only(sw.secureMessagingIncorrect));
    }
    return session.wrap(execute(plain));
  }

  function execute({ ins, p1, p2, data = new Uint8Array(), le = 0 }: Command): Response {
    switch (ins) {
      case instruction.select:
        return select(p1, data);
      case instruction.readBinary:
        return readBinary(p1, p2, le);
      case instruction.manageSecurityEnvironment:
        if (p1 !== 0xc1 || p2 !== 0xa4) return only(sw.wrongParameters);
        if (!isKnownSuite(data)) return only(sw.wrongData);
        pace = new ChipPace(card.can, random);
        return only(sw.success);
      case instruction.generalAuthenticate:
        return authenticate(data);
      case instruction.internalAuthenticate:
        if (session === undefined || !inApplication) return only(sw.securityStatusNotSatisfied);
        if (card.activeAuthenticationKey === '') return only(sw.keyNotFound);
        return {
          data: signChallenge(Buffer.from(card.activeAuthenticationKey, 'base64'), data, random),
          sw: sw.success,
        };
      default:
        return only(sw.unknownInstruction);
    }
  }

  function select(p1: number, data: Uint8Array): Response {
    const id = Buffer.from(data).toString('hex');
    if (p1 === 0x04) {
      if (id !== Buffer.from(applicationId).toString('hex')) return only(sw.fileNotFound);
      inApplication = true;
      selected = undefined;
      return only(sw.success);
    }
    if (p1 === 0x00 && (id === '' || id === '3f00')) {
      inApplication = false;
      selected = undefined;
      return only(sw.success);
    }
    if (p1 !== 0x02 || data.length !== 2) return only(sw.wrongParameters);
    return openFile(parseInt(id, 16));
  }

  function openFile(id: number): Response {
    if (inApplication && session === undefined) return only(sw.securityStatusNotSatisfied);
    selected = (inApplication ? application : masterFile).get(id);
    return only(selected ? sw.success : sw.fileNotFound);
  }

  function readBinary(p1: number, p2: number, le: number): Response {
    const bySfi = (p1 & 0x80) !== 0;
    if (bySfi) {
      const opened = openFile((inApplication || (p1 & 0x1f) >= 0x1c ? 0x0100 : 0) + (p1 & 0x1f));
      if (opened.sw !== sw.success) return opened;
    }
    if (inApplication && session === undefined) return only(sw.securityStatusNotSatisfied);
    if (selected === undefined) return only(sw.noFileSelected);
    const offset = bySfi ? p2 : p1 * 256 + p2;
    if (offset >= selected.length) return only(sw.wrongOffset);
    const data = selected.subarray(offset, offset + le);
    return { data, sw: data.length < le ? sw.endOfFile : sw.success };
  }

  function authenticate(data: Uint8Array): Response {
    if (pace === undefined) return only(sw.securityStatusNotSatisfied);
    try {
      const { keys, ...response } = pace.process(data);
      if (keys) session = new ChipMessaging(keys);
      return response;
    } catch {
      pace = undefined;
      return only(sw.wrongData);
    }
  }

  return { atr: answerToReset, reset, process };
}
