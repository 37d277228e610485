import { type ECDH, createECDH } from 'node:crypto';
import { concatBytes, hexToBytes } from '@noble/hashes/utils.js';
import type { Random } from '../access/domain-parameters.ts';
import { sessionKeys } from '../access/key-agreement.ts';
import { type SecurityInfos, protocolIdentifier } from '../access/security-infos.ts';
import { ChipError, protocolBroken } from '../chip-error.ts';
import { instruction, status } from '../codec/apdu.ts';
import { fileId } from '../codec/files.ts';
import { publicKeyOf, subjectPublicKeyOf } from '../codec/public-key.ts';
import { encodeTlv } from '../codec/tlv.ts';
import { type Cipher, tripleDes } from '../messaging/cipher.ts';
import type { Exchange } from '../messaging/exchange.ts';
import { SecureMessaging } from '../messaging/secure-messaging.ts';
import { isAcceptable } from './signature.ts';

/** One key of the chip, and what the keys agreed with it are for. */
interface Suite {
  /** Undefined where DG14 holds a key and no more, as on some old passports: 3DES is meant. */
  protocol: string | undefined;
  cipher: Cipher;
  keyId: bigint | undefined;
  /** SubjectPublicKeyInfo. */
  chipKey: Uint8Array;
}

/** The arcs after it tell finite field or curve, and the cipher (ICAO 9303-11 §9.2.5). */
const idCa = '0.4.0.127.0.7.2.2.3.';

const strongestFirst: readonly Cipher['name'][] = ['AES-256', 'AES-192', 'AES-128', '3DES'];

/**
 * Chip authentication version 1 with elliptic curves (ICAO 9303-11 §6.2); after it all goes on under the agreed keys.
 * Only the next answer shows whether the chip has them too, so DG14 is selected once more: no chip lacks SELECT, the file was
 * just read, and no answer is shorter. What that answer says does not matter, its MAC does. A chip that fails it has closed the
 * secure channel.
 * @param infos of DG14
 * @returns `absent` where DG14 has no such key: finite fields (DH) are not known here
 * @throws CardLost
 */
export async function authenticateChip(
  exchange: Exchange,
  infos: SecurityInfos,
  random: Random,
): Promise<'passed' | 'failed' | 'absent'> {
  const suite = chooseSuite(infos);
  if (suite === undefined) return 'absent';
  try {
    const { publicKey, secret } = agree(suite.chipKey, random);
    if (!(await isTaken(exchange, suite, publicKey))) return 'failed';

    exchange.protect(new SecureMessaging(sessionKeys(suite.cipher, secret)));
    const id = fileId.dataGroup(14);
    await exchange.send({
      ins: instruction.select,
      p1: 0x02,
      p2: 0x0c,
      data: Uint8Array.of(id >> 8, id & 0xff),
    });
    return 'passed';
  } catch (error) {
    if (error instanceof ChipError && error.code === 'CARD_UNREADABLE') return 'failed';
    throw error;
  }
}

/** The strongest cipher with a key that can be used. Where a protocol names no key, any is meant. */
function chooseSuite({ chipAuthentication, chipAuthenticationKeys, unknown }: SecurityInfos): Suite | undefined {
  const keys = chipAuthenticationKeys.filter(({ publicKey }) => curveOf(publicKey) !== undefined);
  const [first] = keys;
  const isBare = chipAuthentication.length === 0 && !unknown.some((oid) => oid.startsWith(idCa));
  if (isBare && first !== undefined)
    return { protocol: undefined, cipher: tripleDes, keyId: first.keyId, chipKey: first.publicKey };

  return chipAuthentication
    .flatMap(({ oid, cipher, keyId }): Suite[] => {
      const key = keys.find((each) => keyId === undefined || each.keyId === keyId);
      return key ? [{ protocol: oid, cipher, keyId, chipKey: key.publicKey }] : [];
    })
    .sort((a, b) => strongestFirst.indexOf(a.cipher.name) - strongestFirst.indexOf(b.cipher.name))[0];
}

/**
 * An ephemeral key pair on the chip's curve, and the x coordinate that both keys agree on in its full length.
 * @returns the public key as uncompressed point
 * @throws ChipError `CARD_UNREADABLE` where the chip's key is none, or not on a standard curve
 */
function agree(chipKey: Uint8Array, random: Random): { publicKey: Uint8Array; secret: Uint8Array } {
  const curve = curveOf(chipKey);
  if (curve === undefined) throw protocolBroken('key of chip authentication');
  const pair = drawKeyPair(curve, random);
  const secret = understood(() => pair.computeSecret(subjectPublicKeyOf(chipKey)));
  return { publicKey: pair.getPublicKey(), secret };
}

/** The standard curve of a key, as node:crypto names it. */
function curveOf(publicKeyInfo: Uint8Array): string | undefined {
  const key = publicKeyOf(publicKeyInfo);
  return key && isAcceptable(key) ? key.asymmetricKeyDetails?.namedCurve : undefined;
}

/** OpenSSL throws where a key is none, a point is at infinity or off the curve. */
function understood<T>(compute: () => T): T {
  try {
    return compute();
  } catch {
    throw protocolBroken('key of chip authentication');
  }
}

function drawKeyPair(curve: string, random: Random): ECDH {
  const pair = createECDH(curve);
  // A curve's name tells how many bits its order has.
  const bits = Number(/\d+/.exec(curve)?.[0]);
  for (let tries = 0; tries < 200; tries++) {
    const drawn = Uint8Array.from(random(Math.ceil(bits / 8)));
    drawn[0] = (drawn[0] ?? 0) & (0xff >> (-bits & 7));
    try {
      pair.setPrivateKey(drawn);
      return pair;
    } catch {
      // Zero, or not below the order.
    }
  }
  throw new Error('no private key in 200 tries');
}

/**
 * Gives the chip our public key; the answer still comes under the keys of before (ICAO 9303-11 §6.2.3).
 * 3DES: MSE:Set KAT, which each such chip knows; some know the commands of AES too.
 */
async function isTaken(exchange: Exchange, { protocol, cipher, keyId }: Suite, publicKey: Uint8Array) {
  const reference = keyId === undefined ? [] : [encodeTlv(0x84, unsigned(keyId))];
  const set = async (template: number, ...objects: Uint8Array[]) => {
    const data = concatBytes(...objects, ...reference);
    const { sw } = await exchange.send({ ins: instruction.manageSecurityEnvironment, p1: 0x41, p2: template, data });
    return sw === status.success;
  };
  if (cipher === tripleDes && (await set(0xa6, encodeTlv(0x91, publicKey)))) return true;
  if (protocol === undefined || !(await set(0xa4, encodeTlv(0x80, protocolIdentifier(protocol))))) return false;
  const { sw } = await exchange.send({
    ins: instruction.generalAuthenticate,
    p1: 0,
    p2: 0,
    data: encodeTlv(0x7c, encodeTlv(0x80, publicKey)),
    le: 256,
  });
  return sw === status.success;
}

/** Big-endian, as short as it can be. */
function unsigned(value: bigint): Uint8Array {
  const digits = value.toString(16);
  return hexToBytes(digits.padStart(digits.length + (digits.length % 2), '0'));
}
