import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeHolder } from '../../drivers/emrtd/document/holder.ts';
import { mrzKeyOf, parseMrz, readMrzText } from '../../drivers/emrtd/document/mrz.ts';
import { encodeTlv } from '../../drivers/emrtd/codec/tlv.ts';
import { repetitions } from '../support/repetitions.ts';
import { fromHex } from './kit.ts';

// Computed apart from this program.
const sample = 'IDVNM0900123450099090012345<<69002018M3002016VNM<<<<<<<<<<<4NGUYEN<<VAN<MAU<<<<<<<<<<<<<<<';
const now = Date.parse('2026-11-21');
const filesOf = (mrz: string) => new Map([[1, encodeTlv(0x61, encodeTlv(0x5f1f, new TextEncoder().encode(mrz)))]]);
const replaced = (text: string, at: number, character: string) => text.slice(0, at) + character + text.slice(at + 1);
const invalid = expect.objectContaining({ code: 'CARD_DATA_INVALID' }) as Error;
const notSupported = expect.objectContaining({ code: 'CARD_NOT_SUPPORTED' }) as Error;

// ICAO 9303-4 §4.2.2, 9303-5 appendix B, 9303-6 appendix B, and 9303-11 appendix D.2 for the numbers of more than nine characters.
const specimens = {
  td1: ['I<UTOD231458907<<<<<<<<<<<<<<<', '7408122F1204159UTO<<<<<<<<<<<6', 'ERIKSSON<<ANNA<MARIA<<<<<<<<<<'],
  td2: ['I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<', 'D231458907UTO7408122F1204159<<<<<<<6'],
  td3: ['P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<', 'L898902C36UTO7408122F1204159ZE184226B<<<<<10'],
  longTd1: ['I<UTOD23145890<7349<<<<<<<<<<<', '3407127M9507122UTO<<<<<<<<<<<2', 'STEVENSON<<PETER<JOHN<<<<<<<<<'],
  longTd2: ['I<UTOSTEVENSON<<PETER<JOHN<<<<<<<<<<', 'D23145890<UTO3407127M95071227349<<<8'],
};

describe('the MRZ of a Vietnamese card', () => {
  it('is read with its personal number', () => {
    expect(describeHolder(filesOf(sample), now)).toEqual({
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

  it('opens the chip with the last nine digits', () => {
    expect(mrzKeyOf(parseMrz(sample))).toEqual({
      documentNumber: '090012345',
      birthDate: '900201',
      expiryDate: '300201',
    });
  });

  it('has no expiry where it says 991231', () => {
    // Of the ten composite digits one is right.
    const never = sample.replace('3002016', '9912315');
    const withDigit = Array.from({ length: 10 }, (_, digit) => replaced(never, 59, String(digit)));
    const accepted = withDigit.filter((mrz) => {
      try {
        return parseMrz(mrz).expiryDate === '991231';
      } catch {
        return false;
      }
    });
    expect(accepted).toHaveLength(1);
    expect(describeHolder(filesOf(accepted[0] ?? ''), now)).not.toHaveProperty('expiryDate');
  });

  it('is refused in another data group', () => {
    expect(() => describeHolder(new Map([[1, fromHex('6d00')]]), now)).toThrow(invalid);
    expect(() => describeHolder(new Map(), now)).toThrow(invalid);
  });
});

describe('the specimens of ICAO 9303', () => {
  it.each([
    ['td1', 'I', 'D23145890', 'ERIKSSON ANNA MARIA', '740812', 'female'],
    ['td2', 'I', 'D23145890', 'ERIKSSON ANNA MARIA', '740812', 'female'],
    ['td3', 'P', 'L898902C3', 'ERIKSSON ANNA MARIA', '740812', 'female'],
    ['longTd1', 'I', 'D23145890734', 'STEVENSON PETER JOHN', '340712', 'male'],
    ['longTd2', 'I', 'D23145890734', 'STEVENSON PETER JOHN', '340712', 'male'],
  ] as const)('%s', (specimen, documentCode, documentNumber, name, birthDate, sex) => {
    expect(parseMrz(specimens[specimen].join(''))).toMatchObject({
      documentCode,
      issuer: 'UTO',
      documentNumber,
      name,
      birthDate,
      sex,
      nationality: 'UTO',
    });
  });

  it.each(Object.entries({ ...specimens, citizen: [sample] }))(
    '%s is refused with any one digit misread',
    (_, lines) => {
      const mrz = lines.join('');
      for (const { index } of mrz.matchAll(/\d/g)) {
        const other = String((Number(mrz[index]) + 3) % 10);
        expect(() => parseMrz(replaced(mrz, index, other)), `position ${index}`).toThrow(invalid);
      }
    },
  );

  it('are read as people paste them', () => {
    expect(readMrzText(` ${specimens.td1.join('|').toLowerCase()}\n`)).toEqual(parseMrz(specimens.td1.join('')));
    expect(readMrzText(specimens.td3.join('\r\n'))).toEqual(parseMrz(specimens.td3.join('')));
    expect(() => readMrzText(specimens.td1.slice(0, 2).join('|'))).toThrow(notSupported);
  });
});

describe('an MRZ is refused', () => {
  const [line1, line2] = specimens.td3 as [string, string];
  it.each([
    ['of another length', line1 + line2 + '<'],
    ['with small letters', (line1 + line2).toLowerCase()],
    ['with a digit in the name', line1.replace('ANNA', 'ANN4') + line2],
    ['with a sex that is none', line1 + line2.replace('2F1', '2Q1')],
    ['with a filler inside the issuer', line1.replace('<UTO', '<U<O') + line2],
    ['with no nationality', line1 + line2.replace('6UTO7', '6<<<7')],
    ['with a wrong digit behind the personal number', line1 + line2.replace('<10', '<20')],
    ['with letters beyond ASCII', line1.replace('ANNA', 'ÁNNA') + line2],
  ])('%s', (_, mrz) => {
    expect(() => parseMrz(mrz)).toThrow(mrz.length === 88 ? invalid : notSupported);
  });

  it('where the rest of a long number lacks its digit', () => {
    // Moved by three places the digits keep their weights, so the composite digit still holds.
    const [first = '', second = '', third = ''] = specimens.longTd1;
    expect(() => parseMrz(first.replace('7349<<<', '<<<7349') + second + third)).toThrow(invalid);
  });
});

describe('any MRZ', () => {
  // ICAO 9303-3 §4.9 once more, by table.
  const values = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
  const weights = [7, 3, 1] as const;
  const digit = (field: string) => {
    const weighed = Array.from(field, (character, index) => {
      const weight = weights[index % 3] ?? NaN;
      return character === '<' ? 0 : values.indexOf(character) * weight;
    });
    return String(weighed.reduce((sum, value) => sum + value, 0) % 10);
  };
  const letters = (length: number) =>
    fc.string({ unit: fc.constantFrom(...Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ')), minLength: 1, maxLength: length });
  const twoDigits = (min: number, max: number) => fc.integer({ min, max }).map((n) => String(n).padStart(2, '0'));
  const date = fc.tuple(twoDigits(0, 99), twoDigits(1, 12), twoDigits(1, 28)).map((parts) => parts.join(''));
  const number = fc.string({ unit: fc.constantFrom(...Array.from(values)), minLength: 1, maxLength: 22 });
  const person = fc.record({ number, birth: date, expiry: date, surname: letters(12), given: letters(12) });

  it('of a TD1 is read back, its number however long', () => {
    fc.assert(
      fc.property(person, ({ number, birth, expiry, surname, given }) => {
        const numberField =
          number.length <= 9
            ? number.padEnd(9, '<') + digit(number.padEnd(9, '<')) + '<'.repeat(15)
            : `${number.slice(0, 9)}<${(number.slice(9) + digit(number)).padEnd(15, '<')}`;
        const dates = [birth + digit(birth), expiry + digit(expiry)] as const;
        const composite = digit(numberField + dates.join('') + '<'.repeat(11));
        const mrz = `I<UTO${numberField}${dates[0]}F${dates[1]}UTO${'<'.repeat(11)}${composite}${`${surname}<<${given}`.padEnd(30, '<')}`;
        expect(parseMrz(mrz)).toMatchObject({
          documentNumber: number,
          birthDate: birth,
          expiryDate: expiry,
          name: `${surname} ${given}`,
        });
      }),
      { numRuns: repetitions(500) },
    );
  });
});
