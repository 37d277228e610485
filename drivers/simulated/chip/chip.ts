import type { Random } from '../../emrtd/access/domain-parameters.ts';
import { type Command, type Response, decodeCommand, encodeResponse, instruction } from '../../emrtd/codec/apdu.ts';
import type { Card, Conduct } from '../cards/card.ts';
import { ChipBac } from './chip-bac.ts';
import { type ChipKeys, ChipMessaging } from './chip-messaging.ts';
import { type Access, FileSystem } from './file-system.ts';
import { SecurityEnvironment } from './security-environment.ts';
import { signChallenge } from './signer.ts';
import { only, statusWord as sw } from './status-word.ts';

/** A contactless card behind PC/SC: no historical bytes, check byte last. */
export const answerToReset = Uint8Array.of(0x3b, 0x80, 0x80, 0x01, 0x01);

export interface Chip {
  readonly atr: Uint8Array;
  /** Of which whoever lays the chip down does the latency and the silence. */
  readonly conduct: Conduct;
  /** They outlive a reset. */
  readonly statistics: Readonly<ChipStatistics>;
  /** As after power on: no file, no session. */
  reset(): void;
  /** One command APDU to one response APDU with its status word. */
  process(command: Uint8Array): Uint8Array;
}

export interface ChipStatistics {
  /** Times that a password was put to the proof, by PACE or BAC, */
  attempts: number;
  /** and was not the chip's. */
  wrongPasswords: number;
  /** Milliseconds within `process`, where a clock is given. */
  busyMs: number;
}

export interface ChipOptions {
  random: Random;
  /** Milliseconds that only grow. */
  monotonic?: () => number;
}

/** An eMRTD chip (ICAO 9303-10, 9303-11) as its card's data make it. */
export function createChip(card: Card, { random, monotonic = () => 0 }: ChipOptions): Chip {
  const { conduct, keys, passwords } = card;
  const { hostile } = conduct;
  const files = new FileSystem(card);
  const isForeign = Object.keys(card.application).length === 0;
  const longest = conduct.maximumAnswer?.bytes ?? Infinity;
  const statistics: ChipStatistics = { attempts: 0, wrongPasswords: 0, busyMs: 0 };

  const hasSession = () => session !== undefined;
  const environment = new SecurityEnvironment({ card, files, random, statistics, hasSession, open });
  let bac: ChipBac | undefined;
  let session: ChipMessaging | undefined;
  /** That of the commands after this one. */
  let nextSession: ChipMessaging | undefined;
  let pending: Uint8Array;
  reset();

  function reset(): void {
    files.reset();
    environment.reset();
    bac = session = nextSession = undefined;
    pending = new Uint8Array();
  }

  function process(bytes: Uint8Array): Uint8Array {
    const begun = monotonic();
    const answer = transport(bytes);
    statistics.busyMs += monotonic() - begun;
    return answer;
  }

  /** Below secure messaging: lengths, and answers in parts, which GET RESPONSE fetches without protection and uncounted. */
  function transport(bytes: Uint8Array): Uint8Array {
    const command = decodeCommand(bytes);
    if (command === undefined) return encodeResponse(only(sw.wrongLength));
    if (isForeign) return encodeResponse(only(sw.fileNotFound));
    if (hostile === 'endless-61xx' && session)
      return encodeResponse({ data: new Uint8Array(16), sw: sw.moreToCome | 16 });
    if (command.ins === instruction.getResponse) return inParts(pending, command.le ?? 256);
    pending = new Uint8Array();
    const isExtended = bytes.length > 5 && bytes[4] === 0;
    if (isExtended && conduct.extendedLength === false) return encodeResponse(only(sw.wrongLength));
    return inParts(respond(command), isExtended ? 65_536 : (command.le ?? 256));
  }

  function inParts(answer: Uint8Array, le: number): Uint8Array {
    const data = answer.length - 2;
    if (data < 0) return encodeResponse(only(sw.conditionsNotSatisfied));
    const part = Math.min(le, longest);
    if (data <= part) {
      pending = new Uint8Array();
      return answer;
    }
    pending = answer.slice(part);
    const left = pending.length - 2;
    return encodeResponse({ data: answer.slice(0, part), sw: sw.moreToCome | (left > 255 ? 0 : left) });
  }

  /** Secure messaging (ICAO 9303-11 §9.8). */
  function respond(command: Command): Uint8Array {
    const opened = session;
    if (((command.cla ?? 0) & 0x0c) !== 0x0c) {
      // An unprotected command ends the session (ICAO 9303-11 §9.8.8).
      session = undefined;
      return renewing(encodeResponse(execute(command)));
    }
    if (opened === undefined) return encodeResponse(only(sw.secureMessagingIncorrect));
    let plain: Command;
    try {
      plain = opened.unwrap(command);
    } catch {
      session = undefined;
      return encodeResponse(only(sw.secureMessagingIncorrect));
    }
    return renewing(opened.wrap(execute(plain), plain.ins));
  }

  /** New keys hold from the next command on. */
  function renewing(answer: Uint8Array): Uint8Array {
    session = nextSession ?? session;
    nextSession = undefined;
    return answer;
  }

  function open(sessionKeys: ChipKeys): void {
    nextSession = new ChipMessaging(sessionKeys, hostile);
  }

  function execute(command: Command): Response {
    switch (command.ins) {
      case instruction.select:
        return files.select(command, access());
      case instruction.readBinary:
        return files.readBinary(command, access());
      case instruction.readBinaryOdd:
        return files.readBinaryOdd(command, access());
      case instruction.manageSecurityEnvironment:
        return environment.manage(command);
      case instruction.generalAuthenticate:
        return environment.authenticate(command);
      case instruction.getChallenge:
        return getChallenge();
      case instruction.externalAuthenticate:
        return externalAuthenticate(command);
      case instruction.internalAuthenticate:
        return internalAuthenticate(command);
      default:
        return only(sw.unknownInstruction);
    }
  }

  const access = (): Access => ({
    granted: hasSession(),
    capacity: session && longest < Infinity ? session.capacity(longest) : longest,
  });

  /** ICAO 9303-11 §4.3.4. */
  function getChallenge(): Response {
    if (conduct.bac === false || passwords.mrz === undefined) return only(sw.unknownInstruction);
    if (!files.inApplication) return only(sw.conditionsNotSatisfied);
    bac = new ChipBac(passwords.mrz, random, hostile);
    return { data: bac.challenge(), sw: sw.success };
  }

  function externalAuthenticate({ data = new Uint8Array() }: Command): Response {
    if (bac === undefined) return only(sw.conditionsNotSatisfied);
    statistics.attempts++;
    const answer = bac.authenticate(data);
    bac = undefined;
    if (answer === undefined) {
      statistics.wrongPasswords++;
      return only(sw.authenticationFailed);
    }
    open(answer.keys);
    return { data: answer.data, sw: sw.success };
  }

  /** Active authentication, ICAO 9303-11 §6.1. */
  function internalAuthenticate({ data = new Uint8Array(), le = 256 }: Command): Response {
    if (session === undefined || !files.inApplication) return only(sw.securityStatusNotSatisfied);
    if (keys.activeAuthentication === undefined) return only(sw.referenceNotFound);
    const challenge = hostile === 'replayed-signature' ? new Uint8Array(8) : data;
    const signature = signChallenge(keys.activeAuthentication, challenge, random);
    // 256 in its one byte is 00, as much as there is.
    if (le !== 256 && signature.length > le)
      return only(signature.length > 256 ? sw.wrongLength : sw.exactLength | (signature.length & 0xff));
    return { data: signature, sw: sw.success };
  }

  return { atr: answerToReset, conduct, statistics, reset, process };
}
