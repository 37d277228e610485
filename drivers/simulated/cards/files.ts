import { createHash } from 'node:crypto';
import { hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { dataGroupTag } from '../../emrtd/codec/files.ts';
import { encodeTlv } from '../../emrtd/codec/tlv.ts';
import { checkDigit } from '../chip/passwords.ts';
import type { ForeignHolder, SyntheticPerson } from '../people.ts';
import { algorithm } from './security-infos.ts';

export { type FaceFormat, dg2In39794Of, dg2Of, portrait } from './dg2.ts';

/** `YYMMDD`, as the MRZ and its key have it; of a card that never expires 991231. */
export const mrzDate = (date = '2099-12-31') => date.slice(2).replaceAll('-', '');
const compact = (date: string) => date.replaceAll('-', '');
const slashed = (date: string) => date.split('-').reverse().join('/');
const withDigit = (field: string) => field + checkDigit(field);
const letter = { male: 'M', female: 'F' } as const;

/** The MRZ as Vietnamese cards carry it: last nine digits, then all twelve with a check digit of their own. */
function mrzOf(person: SyntheticPerson): string {
  const number = withDigit(person.personalNumber.slice(3));
  const optional = `${person.personalNumber}<<${checkDigit(person.personalNumber)}`;
  const birth = withDigit(mrzDate(person.birthDate));
  const expiry = withDigit(mrzDate(person.expiryDate));
  const composite = checkDigit(number + optional + birth + expiry + '<'.repeat(11));
  const line2 = `${birth}${letter[person.sex]}${expiry}VNM${'<'.repeat(11)}${composite}`;
  return `IDVNM${number}${optional}${line2}${person.mrzName.padEnd(30, '<')}`;
}

/** Two lines of 44 (ICAO 9303-4 §4.2), without optional data. */
export function passportMrzOf(holder: ForeignHolder): string {
  const { number, birth, expiry, issuer, nationality } = fieldsOf(holder);
  const optional = withDigit('<'.repeat(14));
  const composite = checkDigit(number + birth + expiry + optional);
  const line1 = `P<${issuer}${holder.mrzName}`.padEnd(44, '<');
  return `${line1}${number}${nationality}${birth}${letter[holder.sex]}${expiry}${optional}${composite}`;
}

/** Three lines of 30 (ICAO 9303-5 §4.2), without optional data. */
function identityCardMrzOf(holder: ForeignHolder): string {
  const { number, birth, expiry, issuer, nationality } = fieldsOf(holder);
  const [first, second] = ['<'.repeat(15), '<'.repeat(11)];
  const composite = checkDigit(number + first + birth + expiry + second);
  const line2 = `${birth}${letter[holder.sex]}${expiry}${nationality}${second}${composite}`;
  return `ID${issuer}${number}${first}${line2}${holder.mrzName.padEnd(30, '<')}`;
}

const fieldsOf = ({ documentNumber, birthDate, expiryDate, issuer, nationality }: ForeignHolder) => ({
  number: withDigit(documentNumber.padEnd(9, '<')),
  birth: withDigit(mrzDate(birthDate)),
  expiry: withDigit(mrzDate(expiryDate)),
  issuer: issuer.padEnd(3, '<'),
  nationality: nationality.padEnd(3, '<'),
});

const dg1 = (mrz: string) => encodeTlv(0x61, encodeTlv(0x5f1f, utf8ToBytes(mrz)));
export const dg1Of = (person: SyntheticPerson) => dg1(mrzOf(person));
export const passportDg1Of = (holder: ForeignHolder) => dg1(passportMrzOf(holder));
export const identityCardDg1Of = (holder: ForeignHolder) => dg1(identityCardMrzOf(holder));

/** A template whose tag list (5C) names what follows it, as DG11 and DG12 are made. */
function listed(tag: number, fields: readonly [number, string][]): Uint8Array {
  const tags = fields.map(([field]) => Uint8Array.of(field >> 8, field & 0xff));
  return encodeTlv(
    tag,
    encodeTlv(0x5c, ...tags),
    ...fields.map(([field, text]) => encodeTlv(field, utf8ToBytes(text))),
  );
}

/** Full name, full date of birth, place of birth (ICAO 9303-10 §4.7.11). */
export const dg11Of = ({ name, birthDate, birthPlace }: ForeignHolder) =>
  listed(0x6b, [
    [0x5f0e, name.join('<<').replaceAll(' ', '<')],
    [0x5f2b, compact(birthDate)],
    [0x5f11, birthPlace],
  ]);

/** Issuing authority and date of issue (ICAO 9303-10 §4.7.12). */
export const dg12Of = ({ issueDate, authority }: ForeignHolder) =>
  listed(0x6c, [
    [0x5f19, authority],
    [0x5f26, compact(issueDate)],
  ]);

const utf8 = (text: string) => encodeTlv(0x0c, utf8ToBytes(text));
const printable = (text: string) => encodeTlv(0x13, utf8ToBytes(text));

/** @param fullName the DER that stands in its place */
export function dg13Of(person: SyntheticPerson, fullName = utf8(person.fullName)): Uint8Array {
  const values: [number, ...Uint8Array[]][] = [
    [1, printable(person.personalNumber)],
    [2, fullName],
    [3, printable(slashed(person.birthDate))],
    [4, utf8(person.sex === 'male' ? 'Nam' : 'Nữ')],
    [5, utf8('Việt Nam')],
    [6, utf8('Kinh')],
    [7, utf8('Không')],
    [8, utf8('Xã Mẫu, Huyện Mẫu, Tỉnh Mẫu')],
    [9, utf8(person.residence)],
    [10, utf8('Nốt ruồi C. 1cm dưới mắt trái')],
    [11, printable(slashed(person.issueDate))],
    [12, utf8(person.expiryDate ? slashed(person.expiryDate) : 'Không thời hạn')],
    [13, encodeTlv(0x30, utf8('Nguyễn Văn Cha')), encodeTlv(0x30, utf8('Trần Thị Mẹ'))],
    [14],
    [16, printable('0123456789ABCDEF')],
  ];
  const fields = values.map(([number, ...texts]) => encodeTlv(0x30, encodeTlv(0x02, Uint8Array.of(number)), ...texts));
  const version = encodeTlv(0x02, Uint8Array.of(1));
  return encodeTlv(0x6d, encodeTlv(0x30, version, hexToBytes('060628d316010008'), encodeTlv(0x31, ...fields)));
}

/** @param securityInfos as of `securityInfosOf` */
export const dg14Of = (securityInfos: Uint8Array) => encodeTlv(0x6e, securityInfos);

/** @param publicKey SubjectPublicKeyInfo, DER */
export const dg15Of = (publicKey: Uint8Array) => encodeTlv(0x6f, publicKey);

export const comOf = (dataGroups: readonly number[]) =>
  encodeTlv(
    0x60,
    encodeTlv(0x5f01, utf8ToBytes('0107')),
    encodeTlv(0x5f36, utf8ToBytes('040000')),
    encodeTlv(0x5c, Uint8Array.from(dataGroups, dataGroupTag)),
  );

export type Digest = 'sha1' | 'sha224' | 'sha256' | 'sha384' | 'sha512';

/** LDSSecurityObject (ICAO 9303-10 §4.6.2.3). @param version 1 carries the LDS and Unicode versions */
export function securityObjectOf(
  dataGroups: ReadonlyMap<number, Uint8Array>,
  version: 0 | 1,
  digest: Digest = 'sha256',
): Uint8Array {
  const hashes = [...dataGroups].map(([number, file]) =>
    encodeTlv(0x30, encodeTlv(0x02, Uint8Array.of(number)), encodeTlv(0x04, createHash(digest).update(file).digest())),
  );
  const versions = version === 1 ? [encodeTlv(0x30, printable('0108'), printable('040000'))] : [];
  return encodeTlv(
    0x30,
    encodeTlv(0x02, Uint8Array.of(version)),
    algorithm(digest),
    encodeTlv(0x30, ...hashes),
    ...versions,
  );
}
