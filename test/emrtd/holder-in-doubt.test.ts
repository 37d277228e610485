import { describe, expect, it } from 'vitest';
import { encodeTlv } from '../../drivers/emrtd/codec/tlv.ts';
import { parseCom } from '../../drivers/emrtd/document/com.ts';
import { parseDg11 } from '../../drivers/emrtd/document/dg11.ts';
import { parseDg12 } from '../../drivers/emrtd/document/dg12.ts';
import { describeHolder } from '../../drivers/emrtd/document/holder.ts';
import { checkDigit } from '../../drivers/emrtd/document/mrz.ts';
import { partsOf } from '../../drivers/emrtd/document/personal-number.ts';
import { fromHex } from './kit.ts';

const now = Date.parse('2026-11-21T03:00:00Z');
const invalid = expect.objectContaining({ code: 'CARD_DATA_INVALID' }) as Error;

/** Check digits are shown true by the published samples elsewhere; here they only have to hold. */
const withDigit = (field: string) => field + checkDigit(field);

interface CitizenFields {
  number?: string;
  documentNumber?: string;
  birth?: string;
  sex?: string;
  expiry?: string;
  issuer?: string;
  optional?: string;
}

function citizenMrz({ number = '099090012345', issuer = 'VNM', ...rest }: CitizenFields): string {
  const { documentNumber = number.slice(3), birth = '900201', sex = 'M', expiry = '300201' } = rest;
  const first = withDigit(documentNumber) + (rest.optional ?? `${number}<<${checkDigit(number)}`);
  const composite = checkDigit(first + withDigit(birth) + withDigit(expiry) + '<'.repeat(11));
  return `ID${issuer}${first}${withDigit(birth)}${sex}${withDigit(expiry)}VNM${'<'.repeat(11)}${composite}${'NGUYEN<<VAN<MAU'.padEnd(30, '<')}`;
}

function passportMrz(birth = '740812', issuer = 'UTO', expiry = '320415'): string {
  const number = withDigit('L898902C3');
  const dates = [withDigit(birth), withDigit(expiry)] as const;
  const composite = checkDigit(number + dates.join('') + '<'.repeat(15));
  return `P<${issuer}${'ERIKSSON<<ANNA<MARIA'.padEnd(39, '<')}${number}${issuer}${dates[0]}F${dates[1]}${'<'.repeat(15)}${composite}`;
}

const utf8 = (tag: number, text: string) => encodeTlv(tag, Buffer.from(text));
const dg13 = (fields: Record<number, string>) =>
  encodeTlv(
    0x6d,
    encodeTlv(
      0x30,
      fromHex('020101060628d316010008'),
      encodeTlv(
        0x31,
        ...Object.entries(fields).map(([number, text]) =>
          encodeTlv(0x30, encodeTlv(0x02, Uint8Array.of(Number(number))), utf8(0x0c, text)),
        ),
      ),
    ),
  );
const dg11 = (...objects: Uint8Array[]) => encodeTlv(0x6b, fromHex('5c00'), ...objects);
const holder = (mrz: string, others: Record<number, Uint8Array> = {}) =>
  describeHolder(
    new Map([
      [1, encodeTlv(0x61, utf8(0x5f1f, mrz))],
      ...Object.entries(others).map(([number, file]) => [Number(number), file] as const),
    ]),
    now,
  );

describe('a birth date that the card does not tell whole', () => {
  it.each([
    ['no day', '5003<<', '099050012345', '1950-03'],
    ['no month', '50<<<<', '099050012345', '1950'],
    ['zeros for the unknown', '500000', '099050012345', '1950'],
    ['a day without a month', '50<<17', '099050012345', '1950'],
    ['nothing', '<<<<<<', '099050012345', '1950'],
    ['a month that is none', '501301', '099050012345', '1950'],
    ['a day that is none', '500231', '099050012345', '1950-02'],
    ['29 February of a common year', '500229', '099050012345', '1950-02'],
    ['31 November', '501131', '099050012345', '1950-11'],
  ])('%s', (_, birth, number, birthDate) => {
    expect(holder(citizenMrz({ number, birth }))).toMatchObject({ birthDate });
  });

  it.each([
    ['03/02/1950', '1950-02-03'],
    ['03/02/1951', '1950'],
    ['31/02/1950', '1950'],
    ['1950', '1950'],
  ])('is completed by DG13 where that agrees: %s', (text, birthDate) => {
    const number = '099050012345';
    expect(holder(citizenMrz({ number, birth: '50<<<<' }), { 13: dg13({ 1: number, 3: text }) })).toMatchObject({
      birthDate,
    });
  });

  it('is not completed by the DG13 of somebody else', () => {
    const mrz = citizenMrz({ number: '099050012345', birth: '50<<<<' });
    expect(holder(mrz, { 13: dg13({ 1: '099050099999', 3: '03/02/1950' }) })).toMatchObject({ birthDate: '1950' });
  });

  it('is refused without a year', () => {
    expect(() => holder(passportMrz('<<<<<<'))).toThrow(invalid);
  });
});

describe('the century of birth', () => {
  it.each([
    ['of a child by the number', '099324012345', '240301', '2024-03-01'],
    ['of who is a hundred by the number', '099024012345', '240301', '1924-03-01'],
    ['by the next year where the number was given for another', '099099012345', '000301', '2000-03-01'],
    ['by the year before where it was given for that', '099200012345', '990301', '1999-03-01'],
    [
      'of who is over a hundred, though the number was given for the year before',
      '099021012345',
      '220301',
      '1922-03-01',
    ],
    [
      'of who is over a hundred, though the number was given for the year after',
      '099023012345',
      '220301',
      '1922-03-01',
    ],
  ])('%s', (_, number, birth, birthDate) => {
    expect(holder(citizenMrz({ number, birth }))).toMatchObject({ birthDate });
  });

  it.each([
    ['today', '261121', '2026-11-21'],
    ['tomorrow', '261122', '1926-11-22'],
    ['this year', '26<<<<', '2026'],
  ])('of a foreigner born %s is the latest possible', (_, birth, birthDate) => {
    expect(holder(passportMrz(birth))).toMatchObject({ birthDate });
  });

  it('of a foreigner is that of DG11 where it agrees', () => {
    const born = (text: string) => holder(passportMrz('160812'), { 11: dg11(utf8(0x5f2b, text)) }).birthDate;
    expect(born('19160812')).toBe('1916-08-12');
    expect(born('19160813')).toBe('2016-08-12');
    expect(holder(passportMrz('160812'), { 11: dg11(encodeTlv(0x5f2b, fromHex('19160812'))) }).birthDate).toBe(
      '1916-08-12',
    );
  });
});

describe('a card is refused', () => {
  it.each([
    ['with another document number than the end of the personal one', { documentNumber: '090012346' }],
    ['with a part of it', { documentNumber: '12345<<<<' }],
    ['with a wrong check digit of the personal number', { optional: '099090012345<<1' }],
    ['with an expiry that is no day', { expiry: '300231' }],
    ['with half an expiry', { expiry: '30<<<<' }],
  ] satisfies [string, CitizenFields][])('%s', (_, fields) => {
    expect(() => holder(citizenMrz(fields))).toThrow(invalid);
  });
});

describe('another document than a citizen card', () => {
  it('is a passport, with the name of its MRZ', () => {
    expect(holder(passportMrz())).toEqual({
      kind: 'passport',
      issuer: 'UTO',
      documentNumber: 'L898902C3',
      fullName: 'ERIKSSON ANNA MARIA',
      nameFrom: 'mrz',
      birthDate: '1974-08-12',
      sex: 'female',
      nationality: 'UTO',
      expiryDate: '2032-04-15',
    });
  });

  it('is a passport where Vietnam issued it', () => {
    expect(holder(passportMrz('740812', 'VNM'))).toMatchObject({ kind: 'passport', issuer: 'VNM' });
  });

  it('is an identity card, of Germany by one letter', () => {
    expect(holder(citizenMrz({ issuer: 'D<<' }))).toMatchObject({ kind: 'identity-card', issuer: 'D' });
  });

  it('is an identity card where a Vietnamese one has no personal number', () => {
    expect(holder(citizenMrz({ optional: '<'.repeat(15) }))).toMatchObject({ kind: 'identity-card', issuer: 'VNM' });
  });

  it.each(['<<<<<<', '000000'])('may have no expiry: %s', (expiry) => {
    expect(holder(passportMrz('740812', 'UTO', expiry))).not.toHaveProperty('expiryDate');
    expect(holder(citizenMrz({ expiry }))).not.toHaveProperty('expiryDate');
  });

  it('may expire on the last day of 2099', () => {
    expect(holder(passportMrz('740812', 'UTO', '991231'))).toMatchObject({ expiryDate: '2099-12-31' });
  });

  it.each([
    ['Latin letters', 'ÉRIKSSØN<<ÅNNA<MARIA', 'ÉRIKSSØN ÅNNA MARIA', 'dg11'],
    ['an apostrophe and a hyphen', "O'NEIL<<ANNE-MARIE", "O'NEIL ANNE-MARIE", 'dg11'],
    ['letters that nobody here can call', 'Эрикссон<<Анна', 'ERIKSSON ANNA MARIA', 'mrz'],
    ['letters that only look Latin', 'ERIКSSON<<ANNA', 'ERIKSSON ANNA MARIA', 'mrz'],
    ['fillers alone', '<<<<', 'ERIKSSON ANNA MARIA', 'mrz'],
    ['text that turns the reading direction', 'ERIKSSON\u202e<<ANNA', 'ERIKSSON ANNA MARIA', 'mrz'],
  ])('has its name from DG11 where that has %s', (_, text, fullName, nameFrom) => {
    expect(holder(passportMrz(), { 11: dg11(utf8(0x5f0e, text)) })).toMatchObject({ fullName, nameFrom });
  });

  it('is not hidden by a DG11 that cannot be read', () => {
    expect(holder(passportMrz(), { 11: fromHex('6b820fff5f0e') })).toMatchObject({ nameFrom: 'mrz' });
  });
});

describe('a name in DG13', () => {
  const number = '099090012345';
  const named = (text: string) => holder(citizenMrz({ number }), { 13: dg13({ 1: number, 2: text }) });

  it('is taken with its diacritics, though they came apart', () => {
    expect(named('Nguye\u0302\u0303n\u2028Văn Mẫu')).toMatchObject({ fullName: 'Nguyễn Văn Mẫu', nameFrom: 'dg13' });
  });

  it.each(['\u061c', '\u00ad', '\u200b', '\u200d', '\u2060', '\u202e', '\u0007'])(
    'is not taken with %j in it',
    (odd) => {
      expect(named(`Nguyễn${odd} Văn Mẫu`)).toMatchObject({ fullName: 'NGUYEN VAN MAU', nameFrom: 'mrz' });
    },
  );
});

describe('further details', () => {
  // ICAO 9303-10 §4.7.11 and §4.7.12; the person and the office are made up.
  it('of the holder are read from DG11', () => {
    const file = dg11(
      utf8(0x5f0e, 'SMITH<<JOHN<J'),
      encodeTlv(0xa0, fromHex('020102'), utf8(0x5f0f, 'SMYTH<<JON'), utf8(0x5f0f, 'BROWN<<JO\u0308RG')),
      utf8(0x5f10, '081274<123'),
      utf8(0x5f2b, '19740812'),
      utf8(0x5f11, 'ANYTOWN<UTOPIA'),
      utf8(0x5f42, '123 MAPLE RD<ANYTOWN<UT'),
      utf8(0x5f12, '16125551212'),
    );
    expect(parseDg11(file)).toEqual({
      fullName: 'SMITH JOHN J',
      otherNames: ['SMYTH JON', 'BROWN J\u00d6RG'],
      personalNumber: '081274 123',
      birthDate: '1974-08-12',
      birthPlace: 'ANYTOWN, UTOPIA',
      address: '123 MAPLE RD, ANYTOWN, UT',
    });
  });

  it('that are spoilt are left out of DG11', () => {
    const file = dg11(encodeTlv(0x5f0e, fromHex('4ec3')), utf8(0x5f2b, '19740230'), utf8(0x5f11, 'ANYTOWN'));
    expect(parseDg11(file)).toEqual({ otherNames: [], birthPlace: 'ANYTOWN' });
  });

  // ICAO 9303-10 §4.6.1: LDS 1.7, Unicode 4.0.0, DG1, DG2, DG4 and DG12.
  it('of the card are read from EF.COM', () => {
    const file = fromHex('60165f0104303130375f36063034303030305c046175766c');
    expect(parseCom(file)).toEqual([1, 2, 4, 12]);
  });

  it('of the document are read from DG12', () => {
    const file = (date: Uint8Array) =>
      encodeTlv(0x6c, fromHex('5c065f195f265f1a'), utf8(0x5f19, 'UNITED UTOPIA'), encodeTlv(0x5f26, date));
    const expected = { issuingAuthority: 'UNITED UTOPIA', issueDate: '2002-05-31' };
    expect(parseDg12(file(Buffer.from('20020531')))).toEqual(expected);
    expect(parseDg12(file(fromHex('20020531')))).toEqual(expected);
    expect(parseDg12(file(Buffer.from('20021301')))).toEqual({ issuingAuthority: 'UNITED UTOPIA' });
    expect(() => parseDg12(fromHex('6b00'))).toThrow(invalid);
  });
});

describe('the personal number', () => {
  // ND 137/2015/NĐ-CP art. 13: the fourth digit by century and sex.
  it.each([
    ['099090012345', 'male', 1990],
    ['099190012345', 'female', 1990],
    ['099200012345', 'male', 2000],
    ['099324012345', 'female', 2024],
    ['099401012345', 'male', 2101],
    ['099999012345', 'female', 2399],
  ])('%s', (personalNumber, sex, birthYear) => {
    expect(partsOf(personalNumber)).toEqual({ birthPlaceCode: '099', sex, birthYear, serial: '012345' });
  });

  it.each(['', '09909001234', '0990900123456', '09909001234O', '٠٩٩٠٩٠٠١٢٣٤٥'])('is none: %j', (text) => {
    expect(() => partsOf(text)).toThrow(invalid);
  });
});
