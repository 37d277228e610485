import { concatBytes } from '@noble/hashes/utils.js';
import { childAt, encodeTlv, parseTlv } from '../../emrtd/codec/tlv.ts';
import type { Digest } from './files.ts';

export type CipherName = '3des' | 'aes128' | 'aes192' | 'aes256';

/** The last arc of the protocols of ICAO 9303-11 §9.2. */
const cipherArc = { '3des': 1, aes128: 2, aes192: 3, aes256: 4 } as const;

const bsi = '0.4.0.127.0.7';
const digestOid = {
  sha1: '1.3.14.3.2.26',
  sha224: '2.16.840.1.101.3.4.2.4',
  sha256: '2.16.840.1.101.3.4.2.1',
  sha384: '2.16.840.1.101.3.4.2.2',
  sha512: '2.16.840.1.101.3.4.2.3',
} as const satisfies Record<Digest, string>;

/** ecdsa-plain-… of BSI TR-03111. */
const plainEcdsaArc = { sha1: 1, sha224: 2, sha256: 3, sha384: 4, sha512: 5 } as const satisfies Record<Digest, number>;

const sequence = (...parts: Uint8Array[]) => encodeTlv(0x30, ...parts);
const integer = (value: number) => encodeTlv(0x02, Uint8Array.of(value));
const keyIdentifier = (keyId: number | undefined) => (keyId === undefined ? [] : [integer(keyId)]);

function oid(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...others] = dotted.split('.').map(Number);
  const base128 = (arc: number): number[] => {
    const bytes = [arc & 0x7f];
    for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128)) bytes.unshift(0x80 | (rest & 0x7f));
    return bytes;
  };
  return encodeTlv(0x06, Uint8Array.from([first * 40 + second, ...others].flatMap(base128)));
}

/** AlgorithmIdentifier of a digest. */
export const algorithm = (digest: Digest) => sequence(oid(digestOid[digest]), encodeTlv(0x05));

export interface PaceSuite {
  mapping: 'GM' | 'CAM';
  cipher: CipherName;
  /** ICAO 9303-11 §9.5.1. */
  parameterId: number;
}

export const paceInfo = ({ mapping, cipher, parameterId }: PaceSuite) =>
  sequence(oid(`${bsi}.2.2.4.${mapping === 'GM' ? 2 : 6}.${cipherArc[cipher]}`), integer(2), integer(parameterId));

const terminalAuthenticationInfo = sequence(oid(`${bsi}.2.2.2`), integer(1));

export const chipAuthenticationInfo = (cipher: CipherName, keyId?: number) =>
  sequence(oid(`${bsi}.2.2.3.2.${cipherArc[cipher]}`), integer(1), ...keyIdentifier(keyId));

/** @param publicKey SubjectPublicKeyInfo, DER */
export const chipAuthenticationPublicKeyInfo = (publicKey: Uint8Array, keyId?: number) =>
  sequence(oid(`${bsi}.2.2.1.2`), publicKey, ...keyIdentifier(keyId));

export const activeAuthenticationInfo = (digest: Digest) =>
  sequence(oid('2.23.136.1.1.5'), integer(1), oid(`${bsi}.1.1.4.1.${plainEcdsaArc[digest]}`));

/** The same key with its curve named by number, as EF.CardSecurity has it (ICAO 9303-11 §9.5.1). */
export const standardizedKey = (publicKey: Uint8Array, parameterId: number) =>
  sequence(sequence(oid(`${bsi}.1.2`), integer(parameterId)), childAt(parseTlv(publicKey, 0x30), 1, 0x03).encoded);

/** SecurityInfos, a SET in DER's order. */
export const securityInfosOf = (infos: readonly Uint8Array[]) =>
  encodeTlv(0x31, concatBytes(...infos.toSorted((a, b) => Buffer.compare(a, b))));

export const cccdInfosWithoutPace = [terminalAuthenticationInfo, chipAuthenticationInfo('aes128')] as const;

/** What the căn cước offers: PACE-GM and chip authentication with AES-128, PACE on brainpoolP256r1. */
export const cccdInfos = [
  ...cccdInfosWithoutPace,
  paceInfo({ mapping: 'GM', cipher: 'aes128', parameterId: 13 }),
] as const;
