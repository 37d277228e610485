import { createHash } from 'node:crypto';
import { hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { dataGroupTag } from '../../emrtd/codec/files.ts';
import { checkDigit } from '../../emrtd/document/mrz.ts';
import { encodeTlv } from '../../emrtd/codec/tlv.ts';
import type { SyntheticPerson } from '../people.ts';

const yymmdd = (date: string) => date.slice(2).replaceAll('-', '');
const slashed = (date: string) => date.split('-').reverse().join('/');
const withDigit = (field: string) => field + checkDigit(field);

/** The MRZ as Vietnamese cards carry it: last nine digits, then all twelve with a check digit of their own. */
function mrzOf(person: SyntheticPerson): string {
  const number = withDigit(person.personalNumber.slice(3));
  const optional = `${person.personalNumber}<<${checkDigit(person.personalNumber)}`;
  const birth = withDigit(yymmdd(person.birthDate));
  const expiry = withDigit(person.expiryDate ? yymmdd(person.expiryDate) : '991231');
  const composite = checkDigit(number + optional + birth + expiry + '<'.repeat(11));
  const sex = person.sex === 'male' ? 'M' : 'F';
  return `IDVNM${number}${optional}${birth}${sex}${expiry}VNM${'<'.repeat(11)}${composite}${person.mrzName.padEnd(30, '<')}`;
}

export const dg1Of = (person: SyntheticPerson) => encodeTlv(0x61, encodeTlv(0x5f1f, utf8ToBytes(mrzOf(person))));

const utf8 = (text: string) => encodeTlv(0x0c, utf8ToBytes(text));
const printable = (text: string) => encodeTlv(0x13, utf8ToBytes(text));

export function dg13Of(person: SyntheticPerson): Uint8Array {
  const values: [number, ...Uint8Array[]][] = [
    [1, printable(person.personalNumber)],
    [2, utf8(person.fullName)],
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

/** @param publicKey SubjectPublicKeyInfo, DER */
export const dg15Of = (publicKey: Uint8Array) => encodeTlv(0x6f, publicKey);

export const comOf = (dataGroups: readonly number[]) =>
  encodeTlv(
    0x60,
    encodeTlv(0x5f01, utf8ToBytes('0107')),
    encodeTlv(0x5f36, utf8ToBytes('040000')),
    encodeTlv(0x5c, Uint8Array.from(dataGroups, dataGroupTag)),
  );

/** LDSSecurityObject (ICAO 9303-10 §4.6.2.3), SHA-256. @param version 1 carries the LDS and Unicode versions */
export function securityObjectOf(dataGroups: ReadonlyMap<number, Uint8Array>, version: 0 | 1): Uint8Array {
  const sha256 = hexToBytes('300d06096086480165030402010500');
  const hashes = [...dataGroups].map(([number, file]) =>
    encodeTlv(
      0x30,
      encodeTlv(0x02, Uint8Array.of(number)),
      encodeTlv(0x04, createHash('sha256').update(file).digest()),
    ),
  );
  const versions = version === 1 ? [encodeTlv(0x30, printable('0108'), printable('040000'))] : [];
  return encodeTlv(0x30, encodeTlv(0x02, Uint8Array.of(version)), sha256, encodeTlv(0x30, ...hashes), ...versions);
}
