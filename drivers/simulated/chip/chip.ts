import type { Random } from '../../emrtd/access/domain-parameters.ts';
import { type Command, type Response, decodeCommand, encodeResponse, instruction } from '../../emrtd/codec/apdu.ts';
import { type Tlv, parseTlv, parseTlvs } from '../../emrtd/codec/tlv.ts';
import { type Cipher, tripleDes } from '../../emrtd/messaging/cipher.ts';
import type { Card, Conduct } from '../cards/card.ts';
import { agreeOnKeys } from './chip-authentication.ts';
import { ChipBac } from './chip-bac.ts';
import { type ChipKeys, ChipMessaging } from './chip-messaging.ts';
import { ChipPace } from './chip-pace.ts';
import { type Access, FileSystem } from './file-system.ts';
import { paceSecret } from './passwords.ts';
import {
  chipAuthenticationCipher,
  offersKeyAgreementTemplate,
  paceProtocol,
  securityInfos,
  unsigned,
} from './protocols.ts';
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

/** Instructions that only chips take apart. */
const ins = { ...instruction, readBinaryOdd: 0xb1, getChallenge: 0x84, externalAuthenticate: 0x82 } as const;

const fileIds = { cardAccess: 0x011c, dg14: 0x010e } as const;

/** An eMRTD chip (ICAO 9303-10, 9303-11) as its card's data make it. */
export function createChip(card: Card, { random, monotonic = () => 0 }: ChipOptions): Chip {
  const { conduct, keys, passwords } = card;
  const { hostile } = conduct;
  const files = new FileSystem(card);
  const isForeign = Object.keys(card.application).length === 0;
  const longest = conduct.maximumAnswer?.bytes ?? Infinity;
  const statistics: ChipStatistics = { attempts: 0, wrongPasswords: 0, busyMs: 0 };

  let pace: ChipPace | undefined;
  let bac: ChipBac | undefined;
  let chipAuthentication: { pkcs8: Uint8Array; cipher: Cipher } | undefined;
  let session: ChipMessaging | undefined;
  /** That of the commands after this one. */
  let nextSession: ChipMessaging | undefined;
  let pending: Uint8Array;
  reset();

  function reset(): void {
    files.reset();
    pace = bac = chipAuthentication = session = nextSession = undefined;
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
    if (command.ins === ins.getResponse) return inParts(pending, command.le ?? 256);
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
      case ins.select:
        return files.select(command, access());
      case ins.readBinary:
        return files.readBinary(command, access());
      case ins.readBinaryOdd:
        return files.readBinaryOdd(command, access());
      case ins.manageSecurityEnvironment:
        return manageSecurityEnvironment(command);
      case ins.generalAuthenticate:
        return generalAuthenticate(command);
      case ins.getChallenge:
        return getChallenge();
      case ins.externalAuthenticate:
        return externalAuthenticate(command);
      case ins.internalAuthenticate:
        return internalAuthenticate(command);
      default:
        return only(sw.unknownInstruction);
    }
  }

  const access = (): Access => ({
    granted: session !== undefined,
    capacity: session && longest < Infinity ? session.capacity(longest) : longest,
  });

  function manageSecurityEnvironment({ p1, p2, data = new Uint8Array() }: Command): Response {
    pace = chipAuthentication = undefined;
    let objects: Tlv[];
    try {
      objects = parseTlvs(data);
    } catch {
      return only(sw.wrongData);
    }
    const find = (tag: number) => objects.find((object) => object.tag === tag)?.value;
    const reference = find(0x84);
    const oid = find(0x80) ?? new Uint8Array();
    switch (p1 * 256 + p2) {
      case 0xc1a4:
        return setPace(oid, unsigned(find(0x83) ?? new Uint8Array()), reference && unsigned(reference));
      case 0x41a4:
        return setChipAuthentication(oid, reference && unsigned(reference));
      case 0x41a6:
        return setKeyAgreement(find(0x91) ?? new Uint8Array(), reference && unsigned(reference));
      default:
        return only(sw.wrongParameters);
    }
  }

  /** ICAO 9303-11 §4.4.4.1. */
  function setPace(oid: Uint8Array, password: number, parameterId: number | undefined): Response {
    if (conduct.refusesPace !== undefined) return only(parseInt(conduct.refusesPace, 16));
    const offered = securityInfos(files.file('masterFile', fileIds.cardAccess));
    const protocol = paceProtocol(offered, oid, parameterId);
    if (protocol === undefined) return only(sw.wrongData);
    const secret = paceSecret(passwords, password);
    if (secret === undefined) return only(sw.referenceNotFound);
    const staticKey = decoded(keys.chipAuthenticationMapping);
    pace = new ChipPace({ protocol, secret, staticKey, random, hostile });
    return only(sw.success);
  }

  /** Chip authentication with the ciphers of AES, ICAO 9303-11 §6.2.4.2. */
  function setChipAuthentication(oid: Uint8Array, keyId: number | undefined): Response {
    if (session === undefined) return only(sw.securityStatusNotSatisfied);
    const cipher = chipAuthenticationCipher(dg14Infos(), oid);
    if (cipher === undefined) return only(sw.wrongData);
    const pkcs8 = chipAuthenticationKey(keyId);
    if (pkcs8 === undefined) return only(sw.referenceNotFound);
    chipAuthentication = { pkcs8, cipher };
    return only(sw.success);
  }

  /** Chip authentication with 3DES in one command, ICAO 9303-11 §6.2.4.1. */
  function setKeyAgreement(theirs: Uint8Array, keyId: number | undefined): Response {
    if (session === undefined) return only(sw.securityStatusNotSatisfied);
    const pkcs8 = chipAuthenticationKey(keyId);
    if (pkcs8 === undefined || !offersKeyAgreementTemplate(dg14Infos())) return only(sw.referenceNotFound);
    return agreed(() => agreeOnKeys(pkcs8, theirs, tripleDes), only(sw.success));
  }

  const dg14Infos = () => securityInfos(files.file('application', fileIds.dg14));

  function chipAuthenticationKey(keyId: number | undefined): Uint8Array | undefined {
    return decoded(keys.chipAuthentication?.find((key) => keyId === undefined || key.keyId === keyId)?.pkcs8);
  }

  function agreed(agree: () => ChipKeys, response: Response): Response {
    try {
      open(agree());
      return response;
    } catch {
      return only(sw.authenticationFailed);
    }
  }

  /** A step of PACE (ICAO 9303-11 §4.4.4.2), or the one of chip authentication (§6.2.4.2). */
  function generalAuthenticate({ cla = 0, data = new Uint8Array() }: Command): Response {
    if (pace) return paceStep(pace, (cla & 0x10) !== 0, data);
    const chosen = chipAuthentication;
    chipAuthentication = undefined;
    if (chosen === undefined) return only(sw.conditionsNotSatisfied);
    return agreed(
      () => agreeOnKeys(chosen.pkcs8, parseTlv(data, 0x7c).children[0]?.value ?? new Uint8Array(), chosen.cipher),
      { data: Uint8Array.of(0x7c, 0x00), sw: sw.success },
    );
  }

  function paceStep(current: ChipPace, isChained: boolean, data: Uint8Array): Response {
    if (isChained === current.isLast) {
      pace = undefined;
      return only(sw.lastOfChainExpected);
    }
    if (current.isLast) {
      statistics.attempts++;
      pace = undefined;
    }
    try {
      const { keys, wrongPassword, ...response } = current.process(data);
      if (keys) open(keys);
      if (!wrongPassword) return response;
      statistics.wrongPasswords++;
      return only(conduct.wrongPassword === '63c2' ? 0x63c2 : sw.authenticationFailed);
    } catch {
      pace = undefined;
      return only(sw.wrongData);
    }
  }

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

const decoded = (base64: string | undefined): Uint8Array | undefined =>
  base64 === undefined ? undefined : Uint8Array.from(Buffer.from(base64, 'base64'));
