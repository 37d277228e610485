import { createHash } from 'node:crypto';
import { brainpoolP256r1, brainpoolP384r1, brainpoolP512r1 } from '@noble/curves/misc.js';
import { p256, p384, p521 } from '@noble/curves/nist.js';
import { decodeCommand, encodeResponse } from '../../drivers/emrtd/codec/apdu.ts';
import { parseTlv, parseTlvs } from '../../drivers/emrtd/codec/tlv.ts';
import { type Cipher, aes128, aes192, aes256, tripleDes } from '../../drivers/emrtd/messaging/cipher.ts';
import { ChipMessaging } from '../../drivers/simulated/chip/chip-messaging.ts';
import { hex } from './kit.ts';

/** As node:crypto names them; computed by @noble, so that reader and chip do not share their arithmetic. */
export const nobleCurves = {
  prime256v1: p256,
  secp384r1: p384,
  secp521r1: p521,
  brainpoolP256r1,
  brainpoolP384r1,
  brainpoolP512r1,
} as const;
export type CurveName = keyof typeof nobleCurves;

export const ciphers = { '3des': tripleDes, aes128, aes192, aes256 } as const;

/** ICAO 9303-11 §9.7.1, by node:crypto alone. */
const derive = ({ name, blockBytes }: Cipher, secret: Uint8Array, counter: number) => {
  const length = blockBytes === 8 ? 16 : Number(name.slice(4)) / 8;
  const hash = createHash(length > 16 ? 'sha256' : 'sha1').update(secret);
  return hash
    .update(Uint8Array.of(0, 0, 0, counter))
    .digest()
    .subarray(0, length);
};

/** What opens the session before chip authentication. */
export const earlier = { cipher: aes128, encryption: new Uint8Array(16).fill(1), mac: new Uint8Array(16).fill(2) };

export interface AgreeingChipOptions {
  curve: CurveName;
  cipher: Cipher;
  /** The chip's own key for each key identifier; `none` where the reader may name none. */
  privateKeys: Readonly<Record<string, bigint>>;
  /** Status words for MSE:Set KAT (`41a6`), MSE:Set AT (`41a4`) and GENERAL AUTHENTICATE (`0000`) instead of success. */
  refuses?: Readonly<Record<string, number>>;
  /** The first answer under the new keys comes without protection, as from a chip that could not open the command. */
  closes?: boolean;
}

/** A chip in secure messaging that knows chip authentication and SELECT. */
export function agreeingChip({ curve, cipher, privateKeys, refuses = {}, closes = false }: AgreeingChipOptions) {
  const { Point } = nobleCurves[curve];
  let session: ChipMessaging | undefined = new ChipMessaging(earlier);
  let chosenKey = 'none';
  /** Names of the commands that were opened. */
  const seen: string[] = [];
  /** The x coordinates that were agreed on. */
  const secrets: Uint8Array[] = [];

  function agree(theirs: Uint8Array): ChipMessaging {
    const privateKey = privateKeys[chosenKey];
    if (privateKey === undefined) throw new Error(`no key ${chosenKey}`);
    const secret = Point.fromBytes(theirs)
      .multiply(privateKey)
      .toBytes(false)
      .slice(1, 1 + Point.Fp.BYTES);
    secrets.push(secret);
    return new ChipMessaging({ cipher, encryption: derive(cipher, secret, 1), mac: derive(cipher, secret, 2) });
  }

  function process(bytes: Uint8Array): Uint8Array {
    const command = decodeCommand(bytes);
    if (command === undefined || session === undefined) return Uint8Array.of(0x69, 0x88);
    let opened;
    try {
      opened = session.unwrap(command);
    } catch {
      session = undefined;
      return Uint8Array.of(0x69, 0x88);
    }
    const { ins, p1, p2, data = new Uint8Array() } = opened;
    const name = hex(Uint8Array.of(p1, p2));
    seen.push(`${ins.toString(16)}${name}`);
    if (ins === 0xa4) return closes ? encodeResponse({ data: new Uint8Array(), sw: 0x6988 }) : reply(0x9000);
    const refusal = refuses[name];
    if (refusal !== undefined) return reply(refusal);
    if (ins === 0x86) return switchTo(agree(parseTlv(data, 0x7c).children[0]?.value ?? data), Uint8Array.of(0x7c, 0));
    const objects = new Map(parseTlvs(data).map(({ tag, value }) => [tag, value]));
    const keyId = objects.get(0x84);
    chosenKey = keyId ? hex(keyId) : 'none';
    const theirs = objects.get(0x91);
    return theirs ? switchTo(agree(theirs)) : reply(0x9000);

    function reply(sw: number, answer: Uint8Array = new Uint8Array()): Uint8Array {
      return session?.wrap({ data: answer, sw }, ins) ?? Uint8Array.of(0x69, 0x88);
    }
    /** This answer still comes under the keys of before. */
    function switchTo(next: ChipMessaging, answer?: Uint8Array): Uint8Array {
      const last = reply(0x9000, answer);
      session = next;
      return last;
    }
  }

  return { process, seen, secrets };
}
