import type { Random } from '../../emrtd/access/domain-parameters.ts';
import type { Command, Response } from '../../emrtd/codec/apdu.ts';
import { type Tlv, parseTlv, parseTlvs } from '../../emrtd/codec/tlv.ts';
import { type Cipher, tripleDes } from '../../emrtd/messaging/cipher.ts';
import type { Card } from '../cards/card.ts';
import { agreeOnKeys } from './chip-authentication.ts';
import type { ChipStatistics } from './chip.ts';
import type { ChipKeys } from './chip-messaging.ts';
import { ChipPace } from './chip-pace.ts';
import type { FileSystem } from './file-system.ts';
import { paceSecret } from './passwords.ts';
import {
  chipAuthenticationCipher,
  offersKeyAgreementTemplate,
  paceProtocol,
  securityInfos,
  unsigned,
} from './protocols.ts';
import { only, statusWord as sw } from './status-word.ts';

const fileIds = { cardAccess: 0x011c, dg14: 0x010e } as const;

export interface EnvironmentOptions {
  card: Card;
  files: FileSystem;
  random: Random;
  /** What PACE makes of passwords is counted here. */
  statistics: ChipStatistics;
  hasSession: () => boolean;
  /** From the next command on these keys hold. */
  open: (keys: ChipKeys) => void;
}

/** MANAGE SECURITY ENVIRONMENT and the protocols that it chooses: PACE and chip authentication (ICAO 9303-11 §4.4, §6.2). */
export class SecurityEnvironment {
  readonly #options: EnvironmentOptions;
  #pace: ChipPace | undefined;
  #chipAuthentication: { pkcs8: Uint8Array; cipher: Cipher } | undefined;

  constructor(options: EnvironmentOptions) {
    this.#options = options;
  }

  reset(): void {
    this.#pace = this.#chipAuthentication = undefined;
  }

  /** MANAGE SECURITY ENVIRONMENT. */
  manage({ p1, p2, data = new Uint8Array() }: Command): Response {
    this.reset();
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
        return this.#setPace(oid, unsigned(find(0x83) ?? new Uint8Array()), reference && unsigned(reference));
      case 0x41a4:
        return this.#setChipAuthentication(oid, reference && unsigned(reference));
      case 0x41a6:
        return this.#setKeyAgreement(find(0x91) ?? new Uint8Array(), reference && unsigned(reference));
      default:
        return only(sw.wrongParameters);
    }
  }

  /** GENERAL AUTHENTICATE: a step of PACE (ICAO 9303-11 §4.4.4.2), or the one of chip authentication (§6.2.4.2). */
  authenticate({ cla = 0, data = new Uint8Array() }: Command): Response {
    if (this.#pace) return this.#paceStep(this.#pace, (cla & 0x10) !== 0, data);
    const chosen = this.#chipAuthentication;
    this.#chipAuthentication = undefined;
    if (chosen === undefined) return only(sw.conditionsNotSatisfied);
    return this.#agreed(
      () => agreeOnKeys(chosen.pkcs8, parseTlv(data, 0x7c).children[0]?.value ?? new Uint8Array(), chosen.cipher),
      { data: Uint8Array.of(0x7c, 0x00), sw: sw.success },
    );
  }

  /** ICAO 9303-11 §4.4.4.1. */
  #setPace(oid: Uint8Array, password: number, parameterId: number | undefined): Response {
    const { card, files, random } = this.#options;
    const { conduct, keys, passwords } = card;
    if (conduct.refusesPace !== undefined) return only(parseInt(conduct.refusesPace, 16));
    const offered = securityInfos(files.file('masterFile', fileIds.cardAccess));
    const protocol = paceProtocol(offered, oid, parameterId);
    if (protocol === undefined) return only(sw.wrongData);
    const secret = paceSecret(passwords, password);
    if (secret === undefined) return only(sw.referenceNotFound);
    const staticKey = decoded(keys.chipAuthenticationMapping);
    this.#pace = new ChipPace({ protocol, secret, staticKey, random, hostile: conduct.hostile });
    return only(sw.success);
  }

  /** Chip authentication with the ciphers of AES, ICAO 9303-11 §6.2.4.2. */
  #setChipAuthentication(oid: Uint8Array, keyId: number | undefined): Response {
    if (!this.#options.hasSession()) return only(sw.securityStatusNotSatisfied);
    const cipher = chipAuthenticationCipher(this.#dg14Infos, oid);
    if (cipher === undefined) return only(sw.wrongData);
    const pkcs8 = this.#chipAuthenticationKey(keyId);
    if (pkcs8 === undefined) return only(sw.referenceNotFound);
    this.#chipAuthentication = { pkcs8, cipher };
    return only(sw.success);
  }

  /** Chip authentication with 3DES in one command, ICAO 9303-11 §6.2.4.1. */
  #setKeyAgreement(theirs: Uint8Array, keyId: number | undefined): Response {
    if (!this.#options.hasSession()) return only(sw.securityStatusNotSatisfied);
    const pkcs8 = this.#chipAuthenticationKey(keyId);
    if (pkcs8 === undefined || !offersKeyAgreementTemplate(this.#dg14Infos)) return only(sw.referenceNotFound);
    return this.#agreed(() => agreeOnKeys(pkcs8, theirs, tripleDes), only(sw.success));
  }

  get #dg14Infos() {
    return securityInfos(this.#options.files.file('application', fileIds.dg14));
  }

  #chipAuthenticationKey(keyId: number | undefined): Uint8Array | undefined {
    const { chipAuthentication } = this.#options.card.keys;
    return decoded(chipAuthentication?.find((key) => keyId === undefined || key.keyId === keyId)?.pkcs8);
  }

  #agreed(agree: () => ChipKeys, response: Response): Response {
    try {
      this.#options.open(agree());
      return response;
    } catch {
      return only(sw.authenticationFailed);
    }
  }

  #paceStep(pace: ChipPace, isChained: boolean, data: Uint8Array): Response {
    const { card, statistics, open } = this.#options;
    if (isChained === pace.isLast) {
      this.#pace = undefined;
      return only(sw.lastOfChainExpected);
    }
    if (pace.isLast) {
      statistics.attempts++;
      this.#pace = undefined;
    }
    try {
      const { keys, wrongPassword, ...response } = pace.process(data);
      if (keys) open(keys);
      if (!wrongPassword) return response;
      statistics.wrongPasswords++;
      return only(card.conduct.wrongPassword === '63c2' ? 0x63c2 : sw.authenticationFailed);
    } catch {
      this.#pace = undefined;
      return only(sw.wrongData);
    }
  }
}

const decoded = (base64: string | undefined): Uint8Array | undefined =>
  base64 === undefined ? undefined : Uint8Array.from(Buffer.from(base64, 'base64'));
