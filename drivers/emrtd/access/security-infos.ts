import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { malformed } from '../chip-error.ts';
import { type Tlv, childAt, objectIdentifier, parseTlv } from '../codec/tlv.ts';
import { type Cipher, aes128, aes192, aes256, tripleDes } from '../messaging/cipher.ts';
import { type Curve, curveOf } from './domain-parameters.ts';

/** A suite of PACE that this reader knows (ICAO 9303-11 §9.2.1). */
export interface PaceInfo {
  oid: string;
  /** Generic mapping, or the chip authentication mapping. */
  mapping: 'GM' | 'CAM';
  cipher: Cipher;
  version: 2;
  parameterId: number;
  /** That of `parameterId`. */
  curve: Curve;
}

/** ICAO 9303-11 §9.2.5. */
export interface ChipAuthenticationInfo {
  oid: string;
  cipher: Cipher;
  keyId?: bigint;
}

/** ICAO 9303-11 §9.2.6. */
export interface ChipAuthenticationPublicKeyInfo {
  oid: string;
  /** SubjectPublicKeyInfo, DER. In EF.CardSecurity its domain parameters may be named by a parameterId only. */
  publicKey: Uint8Array;
  keyId?: bigint;
}

/** What a chip says of its protocols in EF.CardAccess, EF.CardSecurity and DG14 (ICAO 9303-11 §9.2). */
export interface SecurityInfos {
  pace: readonly PaceInfo[];
  chipAuthentication: readonly ChipAuthenticationInfo[];
  chipAuthenticationKeys: readonly ChipAuthenticationPublicKeyInfo[];
  /** The hash that the chip signs with where its key for active authentication is on a curve, as node:crypto names it. */
  activeAuthenticationDigest?: string;
  /** Protocols of the others: other groups or mappings, proprietary domain parameters, terminal authentication and what is newer. */
  unknown: readonly string[];
}

/** EF.CardAccess of the căn cước as several independent readers found it, for readers and chips that do not yield the file. */
export const cccdCardAccess = hexToBytes(
  '3134300d060804007f0007020202020101300f060a04007f000702020302020201013012060a04007f0007020204020202010202010d',
);

/** Real files hold near ten. */
const infoLimit = 64;

/** A key identifier is whatever the issuer likes. */
const integerBytes = 32;

const bsi = '0.4.0.127.0.7';

/** Whether the object identifier is one of PACE, in whatever suite. */
export const isPace = (oid: string): boolean => oid.startsWith(`${bsi}.2.2.4.`);

const paceMappings: Readonly<Record<string, PaceInfo['mapping']>> = { 2: 'GM', 6: 'CAM' };
const ciphers: Readonly<Record<string, Cipher>> = { 1: tripleDes, 2: aes128, 3: aes192, 4: aes256 };
/** Signature formats of TR-03111, §5.2.1. */
const plainSignatureDigests: Readonly<Record<string, string>> = {
  [`${bsi}.1.1.4.1.1`]: 'sha1',
  [`${bsi}.1.1.4.1.2`]: 'sha224',
  [`${bsi}.1.1.4.1.3`]: 'sha256',
  [`${bsi}.1.1.4.1.4`]: 'sha384',
  [`${bsi}.1.1.4.1.5`]: 'sha512',
};

/**
 * @param bytes of the SET, tag 31: EF.CardAccess whole, what EF.CardSecurity signs, or what DG14 holds
 * @throws ChipError `CARD_DATA_INVALID` where it is no set of infos; one of an unexpected shape counts as unknown
 */
export function parseSecurityInfos(bytes: Uint8Array): SecurityInfos {
  const { children } = parseTlv(bytes, 0x31);
  if (children.length > infoLimit) throw malformed('too many security infos');
  const infos = {
    pace: [] as PaceInfo[],
    chipAuthentication: [] as ChipAuthenticationInfo[],
    chipAuthenticationKeys: [] as ChipAuthenticationPublicKeyInfo[],
    unknown: [] as string[],
  };
  let digest: string | undefined;
  for (const info of children) {
    const oid = objectIdentifier(childAt(info, 0, 0x06));
    const pace = paceInfo(oid, info);
    const chipAuthentication = chipAuthenticationInfo(oid, info);
    const key = chipAuthenticationPublicKeyInfo(oid, info);
    const signature = activeAuthenticationDigest(oid, info);
    if (pace) infos.pace.push(pace);
    else if (chipAuthentication) infos.chipAuthentication.push(chipAuthentication);
    else if (key) infos.chipAuthenticationKeys.push(key);
    else if (signature) digest ??= signature;
    else infos.unknown.push(oid);
  }
  return { ...infos, ...(digest !== undefined && { activeAuthenticationDigest: digest }) };
}

/** @param file DG14, tag 6E @throws ChipError `CARD_DATA_INVALID` */
export const parseDg14 = (file: Uint8Array): SecurityInfos =>
  parseSecurityInfos(childAt(parseTlv(file, 0x6e), 0, 0x31).encoded);

/** An object identifier's bytes without tag and length, where each arc is below 128 as in all of `0.4.0.127.0.7`. */
export function protocolIdentifier(oid: string): Uint8Array {
  const [first = 0, second = 0, ...arcs] = oid.split('.').map(Number);
  return Uint8Array.of(40 * first + second, ...arcs);
}

/** `protocol.mapping.cipher`, version, parameterId. */
function paceInfo(oid: string, info: Tlv): PaceInfo | undefined {
  const [, mappingArc = '', cipherArc = ''] = /^0\.4\.0\.127\.0\.7\.2\.2\.4\.(\d+)\.(\d+)$/.exec(oid) ?? [];
  const mapping = paceMappings[mappingArc];
  const cipher = ciphers[cipherArc];
  const parameterId = Number(integerAt(info, 2));
  if (mapping === undefined || cipher === undefined || (mapping === 'CAM' && cipher === tripleDes)) return undefined;
  const curve = curveOf(parameterId);
  if (integerAt(info, 1) !== 2n || curve === undefined) return undefined;
  return { oid, mapping, cipher, version: 2, parameterId, curve };
}

/** Version 1 over ECDH: version 2 is for terminals that authenticate themselves, DH is for none seen. */
function chipAuthenticationInfo(oid: string, info: Tlv): ChipAuthenticationInfo | undefined {
  const cipher = ciphers[/^0\.4\.0\.127\.0\.7\.2\.2\.3\.2\.(\d+)$/.exec(oid)?.[1] ?? ''];
  if (cipher === undefined || integerAt(info, 1) !== 1n) return undefined;
  return { oid, cipher, ...keyIdAt(info, 2) };
}

function chipAuthenticationPublicKeyInfo(oid: string, info: Tlv): ChipAuthenticationPublicKeyInfo | undefined {
  const key = info.children[1];
  if (oid !== `${bsi}.2.2.1.2` || key?.tag !== 0x30) return undefined;
  return { oid, publicKey: key.encoded, ...keyIdAt(info, 2) };
}

/** ICAO 9303-11 §9.2.4. */
function activeAuthenticationDigest(oid: string, info: Tlv): string | undefined {
  const algorithm = info.children[2];
  if (oid !== '2.23.136.1.1.5' || integerAt(info, 1) !== 1n || algorithm?.tag !== 0x06) return undefined;
  return plainSignatureDigests[objectIdentifier(algorithm)];
}

function keyIdAt(info: Tlv, index: number): { keyId?: bigint } {
  const keyId = integerAt(info, index);
  return keyId === undefined ? {} : { keyId };
}

/** Where there is one that is not negative. */
function integerAt(info: Tlv, index: number): bigint | undefined {
  const { tag, value } = info.children[index] ?? { tag: 0, value: new Uint8Array() };
  if (tag !== 0x02 || value.length > integerBytes || (value[0] ?? 0x80) >= 0x80) return undefined;
  return BigInt(`0x${bytesToHex(value)}`);
}
