import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePayload, payloadLimit } from '../../drivers/scanner/payload.ts';
import { citizenCardQr, people } from '../../drivers/simulated/people.ts';
import { scannedCodeSchema } from '../../src/contract/scanned-code.ts';
import { appointmentCode, ticketCode } from '../../src/contract/ticket.ts';
import { repetitions } from '../support/repetitions.ts';
import { insuranceNumbers, newInsuranceFields, oldInsuranceFields } from './codes.ts';

const [person] = people;
const parse = (payload: string | Uint8Array) =>
  parsePayload(typeof payload === 'string' ? Buffer.from(payload) : payload);
const notForKiosk = { kind: 'refused', code: 'SCAN_NOT_FOR_KIOSK' };
const oldCard = oldInsuranceFields(person);
const newCard = newInsuranceFields(person);
const joined = (fields: string[]) => fields.join('|');
const holder = { fullName: person.fullName, birthDate: person.birthDate };
const hex = (text: string) => Buffer.from(text).toString('hex');

describe('health-insurance cards', () => {
  test.each([
    ['of fifteen fields', joined(oldCard)],
    ['valid without end, as since 2019', joined(oldCard.with(7, '-'))],
    ['of a child, a parent named', joined(oldCard.with(10, Buffer.from('Nguyễn Văn Mẫu').toString('hex')))],
    ['whose hex digits are capitals', joined(oldCard.with(1, (oldCard[1] ?? '').toUpperCase()))],
    ['with empty fields for hyphens', joined(oldCard).replaceAll('|-|', '||')],
    ['a blank before its dates', joined(oldCard.with(2, ' 08/03/1951'))],
    ['its name in decomposed letters', joined(oldCard.with(1, hex(person.fullName.normalize('NFD'))))],
  ])('old: %s', (_, payload) =>
    expect(parse(payload)).toEqual({ kind: 'insurance-card', cardNumber: insuranceNumbers.old, holder }),
  );

  test('of which only the year of birth is known', () =>
    expect(parse(joined(oldCard.with(2, '1951')))).toMatchObject({ holder: { ...holder, birthDate: '1951' } }));

  test.each([
    ['the bare number', insuranceNumbers.old],
    ['the bare number of a linear code', `]C0${insuranceNumbers.old}`],
    ['a birth on 31 February', joined(oldCard.with(2, '31/02/1951'))],
    ['HTML for a name', joined(oldCard.with(1, hex('<b>NGUYỄN</b>')))],
  ])('old, which names nobody: %s', (_, payload) =>
    expect(parse(payload)).toEqual({ kind: 'insurance-card', cardNumber: insuranceNumbers.old }),
  );

  test.each([
    ['of seventeen fields', joined(newCard), { holder }],
    ['the bare number', insuranceNumbers.new, {}],
  ])('new: %s', (_, payload, named) =>
    expect(parse(payload)).toEqual({ kind: 'insurance-card', cardNumber: insuranceNumbers.new, ...named }),
  );

  test('with the personal number in place of the insurance number', () => {
    expect(parse(joined(newCard.with(0, person.personalNumber)))).toEqual({
      kind: 'insurance-card',
      cardNumber: person.personalNumber,
      holder,
    });
  });

  test.each([
    ['no end', oldCard.slice(0, -1)],
    ['sixteen fields', oldCard.toSpliced(10, 0, '-')],
    ['a benefit of six', oldCard.with(0, 'GD6990000000017')],
    ['eleven digits', newCard.with(0, '00000000170')],
    ['a name that is not hex', oldCard.with(1, 'NGUYEN VAN MAU')],
    ['half a byte of hex', oldCard.with(1, '4e6')],
    ['hex of what is not UTF-8', oldCard.with(1, 'eade')],
    ['hex of ESC/POS', oldCard.with(1, '1b40')],
    ['hex of an override of direction', oldCard.with(1, 'e280ae')],
    ['no name', oldCard.with(1, '-')],
    ['a third sex', oldCard.with(3, '3')],
    ['a birth in other order', oldCard.with(2, '1951-03-08')],
    ['HTML for a checksum', oldCard.with(13, '<b>')],
    ['a place of 300 letters', oldCard.with(5, 'A'.repeat(300))],
  ])('refused: %s', (_, fields) => expect(parse(joined(fields))).toEqual(notForKiosk));
});

test('twelve bare digits are a number of which nobody knows whose', () => {
  expect(parse(person.licenceNumber)).toEqual({ kind: 'number', digits: person.licenceNumber });
});

describe('machine readable zones', () => {
  // The specimens of ICAO 9303-4, -5 and -6, appendix A or B; that of a căn cước with province 099, its check digits by hand.
  const passport = ['P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<', 'L898902C36UTO7408122F1204159ZE184226B<<<<<10'];
  const td1 = ['I<UTOD231458907<<<<<<<<<<<<<<<', '7408122F1204159UTO<<<<<<<<<<<6', 'ERIKSSON<<ANNA<MARIA<<<<<<<<<<'];
  const td2 = ['I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<', 'D231458907UTO7408122F1204159<<<<<<<6'];
  const citizen = [
    'IDVNM0900123450099090012345<<6',
    '9002018M3002016VNM<<<<<<<<<<<4',
    'NGUYEN<<VAN<MAU<<<<<<<<<<<<<<<',
  ];
  const dates = { birthDate: '740812', expiryDate: '120415' };

  test.each([
    ['passport (TD3)', passport, { documentNumber: 'L898902C3', ...dates }],
    ['card (TD1)', td1, { documentNumber: 'D23145890', ...dates }],
    ['card (TD2)', td2, { documentNumber: 'D23145890', ...dates }],
  ])('%s', (_, lines, mrz) => {
    for (const between of ['\r', '\r\n', '\n', ''])
      expect(parse(lines.join(between))).toEqual({ kind: 'travel-document', mrz });
  });

  test('that of a căn cước is a citizen card', () => {
    expect(parse(citizen.join('\r'))).toEqual({
      kind: 'citizen-card',
      personalNumber: '099090012345',
      mrz: { documentNumber: '090012345', birthDate: '900201', expiryDate: '300201' },
    });
  });

  test('any one character read wrong is refused, or changes nothing of what is kept', () => {
    const zone = passport.join('');
    const whole = parse(zone);
    for (let at = 0; at < zone.length; at++) {
      const code = parse(zone.slice(0, at) + (zone[at] === '8' ? 'B' : '8') + zone.slice(at + 1));
      if (code.kind !== 'refused') expect(code).toEqual(whole);
    }
  });

  test.each([
    ['one line', passport.slice(0, 1)],
    ['lines in wrong order', passport.toReversed()],
    ['lines of two documents', [passport[0] ?? '', td2[1] ?? '']],
    [
      'a căn cước whose number contradicts itself',
      [(citizen[0] ?? '').replace('12345<<6', '12346<<7'), ...citizen.slice(1)],
    ],
  ])('refused: %s', (_, lines) => expect(parse(lines.join('\r'))).toEqual(notForKiosk));
});

describe("this product's own slips", () => {
  const token = 'aGVsbG8tMTIzNDU2Nzg5MA_x';
  test('a ticket', () => expect(parse(ticketCode(token))).toEqual({ kind: 'ticket', ticketToken: token }));
  test('an appointment', () =>
    expect(parse(appointmentCode('HK-2026.0001/A'))).toEqual({ kind: 'appointment', code: 'HK-2026.0001/A' }));
  test.each([
    ['a token that is too short', 'TRAM:abc'],
    ['a token with more behind it', `TRAM:${token} OR 1=1`],
    ['an unknown slip', `TRAM-X:${token}`],
    ['an appointment without code', 'TRAM-HEN:'],
    ['a path for a code', 'TRAM-HEN:../../etc/passwd'],
  ])('refused: %s', (_, payload) => expect(parse(payload)).toEqual(notForKiosk));
});

describe('whatever is scanned', () => {
  const card = citizenCardQr(person);
  const seeds = [
    card,
    `${card}||||`,
    joined(oldCard),
    joined(newCard),
    `GPLX ${person.licenceNumber}`,
    ticketCode('a'.repeat(22)),
  ];
  /** One of the known codes, a stretch of it replaced. */
  const bent = fc
    .tuple(fc.constantFrom(...seeds), fc.nat(), fc.nat({ max: 20 }), fc.string({ unit: 'binary', maxLength: 20 }))
    .map(([seed, at, length, other]) => {
      const start = at % seed.length;
      return Buffer.from(seed.slice(0, start) + other + seed.slice(start + length));
    });
  const anything = fc.oneof(fc.uint8Array({ maxLength: payloadLimit + 10 }), bent);

  test('nothing is thrown, and nothing is kept but what the contract names', () => {
    fc.assert(
      fc.property(anything, (bytes) => {
        expect(scannedCodeSchema.safeParse(parsePayload(bytes)).error).toBeUndefined();
      }),
      { numRuns: repetitions(2_000) },
    );
  });

  test('no address, old number, parent or management code of a card leaves the parser', () => {
    const oldNumber = '123456789';
    const parent = joined(newCard.with(10, hex('Trần Thị Mẫu')));
    for (const seed of [card.replace('||', `|${oldNumber}|`), `${card}||TRẦN THỊ MẪU||`, joined(oldCard), parent]) {
      const kept = JSON.stringify(parse(seed));
      for (const word of [person.residence, 'Mẫu', 'MẪU', hex('Mẫu'), oldNumber, '99990000000017'])
        expect(kept).not.toContain(word);
    }
  });
});
