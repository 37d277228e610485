import { describe, expect, it } from 'vitest';
import { describeHolder } from '../../drivers/emrtd/document/holder.ts';
import { parseMrz } from '../../drivers/emrtd/document/mrz.ts';
import { encodeTlv } from '../../drivers/emrtd/codec/tlv.ts';
import { fromHex } from './kit.ts';

// Computed apart from this program.
const sample = 'IDVNM0900123450099090012345<<69002018M3002016VNM<<<<<<<<<<<4NGUYEN<<VAN<MAU<<<<<<<<<<<<<<<';
const now = Date.parse('2026-11-21');
const dg1 = (mrz: string) => encodeTlv(0x61, encodeTlv(0x5f1f, new TextEncoder().encode(mrz)));
const replaced = (at: number, character: string) => sample.slice(0, at) + character + sample.slice(at + 1);

describe('the MRZ of a Vietnamese card', () => {
  it('is read with its personal number', () => {
    expect(describeHolder(dg1(sample), undefined, now)).toEqual({
      personalNumber: '099090012345',
      documentNumber: '090012345',
      fullName: 'NGUYEN VAN MAU',
      nameFrom: 'mrz',
      birthDate: '1990-02-01',
      sex: 'male',
      nationality: 'VNM',
      expiryDate: '2030-02-01',
    });
  });

  it('is refused with any one digit misread', () => {
    const digits = [...sample.matchAll(/\d/g)].map(({ index }) => index);
    expect(digits.length).toBe(38);
    for (const at of digits) {
      const other = String((Number(sample[at]) + 3) % 10);
      expect(() => parseMrz(replaced(at, other)), `position ${at}`).toThrow(
        expect.objectContaining({ code: 'CARD_DATA_INVALID' }),
      );
    }
  });

  it('is not supported where it belongs to a passport', () => {
    const td3 = 'P<VNMNGUYEN<<VAN<MAU<<<<<<<<<<<<<<<<<<<<<<<<C1234567<2VNM9002018M3002016<<<<<<<<<<<<<<00';
    expect(() => parseMrz(td3)).toThrow(expect.objectContaining({ code: 'CARD_NOT_SUPPORTED' }));
  });

  it('has no expiry where it says 991231', () => {
    // Of the ten composite digits one is right.
    const never = sample.replace('3002016', '9912315');
    const withDigit = Array.from({ length: 10 }, (_, digit) => never.slice(0, 59) + String(digit) + never.slice(60));
    const accepted = withDigit.filter((mrz) => {
      try {
        return parseMrz(mrz).expiryDate === '991231';
      } catch {
        return false;
      }
    });
    expect(accepted).toHaveLength(1);
    expect(describeHolder(dg1(accepted[0] ?? ''), undefined, now)).not.toHaveProperty('expiryDate');
  });

  it('is refused where its optional data is no personal number of Vietnam', () => {
    // The specimen of ICAO 9303-5 appendix B.
    const utopian = 'I<UTOD231458907<<<<<<<<<<<<<<<7408122F1204159UTO<<<<<<<<<<<6ERIKSSON<<ANNA<MARIA<<<<<<<<<<';
    expect(parseMrz(utopian).name).toBe('ERIKSSON ANNA MARIA');
    expect(() => describeHolder(dg1(utopian), undefined, now)).toThrow(
      expect.objectContaining({ code: 'CARD_NOT_SUPPORTED' }),
    );
  });

  it('is refused in another data group', () => {
    expect(() => describeHolder(fromHex('6d00'), undefined, now)).toThrow(
      expect.objectContaining({ code: 'CARD_DATA_INVALID' }),
    );
  });
});
