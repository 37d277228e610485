import { describe, expect, test } from 'vitest';
import { scannedCodeSchema } from '../../src/contract/scanned-code.ts';
import { parsePayload, payloadLimit } from '../../drivers/scanner/payload.ts';
import { citizenCardQr, people } from '../../drivers/simulated/people.ts';

const [person] = people;
const card = citizenCardQr(person);
const parse = (payload: string | Uint8Array) =>
  parsePayload(typeof payload === 'string' ? Buffer.from(payload) : payload);
const field = (index: number, value: string) => card.split('|').with(index, value).join('|');

const notForKiosk = { kind: 'refused', code: 'SCAN_NOT_FOR_KIOSK' };
const unreadable = { kind: 'refused', code: 'SCAN_UNREADABLE' };
const accepted = {
  kind: 'citizen-card',
  personalNumber: person.personalNumber,
  mrz: { documentNumber: '151012345', birthDate: '510308', expiryDate: '991231' },
  holder: { fullName: person.fullName, birthDate: person.birthDate },
};
const { holder, ...withoutHolder } = accepted;

describe('codes of cards', () => {
  test.each([
    ['seven fields', card],
    ['eleven fields, as since July 2024', `${card}||||`],
    ['eleven fields, parents named', `${card}||NGUYỄN VĂN MẪU|TRẦN THỊ MẪU|`],
    ['old number present', field(1, '123456789')],
    ['bytes after NUL', `${card}\0\u0001rest`],
    ['AIM identifier', `]Q1${card}`],
    ['AIM identifier and the designator of UTF-8', `]Q2\\000026${card}`],
    ['decomposed diacritics', card.normalize('NFD')],
    ['line end within the residence', field(5, 'Số 1\r\nĐường Mẫu')],
    ['what a word processor left in the residence', field(5, '\ufeffSố\u200b 1 Đường\u00ad Mẫu')],
    ['blanks round the name', field(2, ` ${person.fullName} `)],
  ])('%s', (_, payload) => expect(parse(payload)).toEqual(accepted));

  test.each(["H'HEN NIÊ", 'K’BRẾU', 'Y-THANH BYĂ', 'ẨN'])('a name such as %s is kept as it stands', (name) =>
    expect(parse(field(2, name))).toEqual({ ...accepted, holder: { ...holder, fullName: name } }),
  );

  test.each([
    ['letters that a typing scanner lost', card.replace(/[^\x20-\x7e]/g, '')],
    ['letters that it could not type', card.replace(/[^\x20-\x7e]/g, '\ufffd')],
    ['HTML for a name', field(2, '<img src=x onerror=alert(1)>')],
    ['SQL for a name', field(2, "A'; DROP TABLE queue; --")],
    ['digits for a name', field(2, '099151012345')],
    ['marks that belong to no letter', field(2, '\u0301\u0323')],
    ['a blank name', field(2, '  ')],
  ])('its number opens the chip, but nobody is named by it: %s', (_, payload) =>
    expect(parse(payload)).toEqual(withoutHolder),
  );
});

describe('dates of a card', () => {
  const { mrz, ...withoutMrz } = accepted;
  const { holder: _named, ...numberAlone } = withoutMrz;
  test.each([
    ['birth without day', field(3, '00031951'), '5103<<', '1951-03'],
    ['birth without day and month', field(3, '00001951'), '51<<<<', '1951'],
  ])('%s', (_, payload, inMrz, birthDate) =>
    expect(parse(payload)).toEqual({
      ...withoutMrz,
      mrz: { ...mrz, birthDate: inMrz },
      holder: { ...holder, birthDate },
    }),
  );

  test.each([
    ['a birth on 31 February', field(3, '31021951'), numberAlone],
    ['an issue in month 13', field(6, '10132022'), withoutMrz],
    ['no issue', field(6, '00000000'), withoutMrz],
  ])('the card opens by its number all the same: %s', (_, payload, expected) =>
    expect(parse(payload)).toEqual(expected),
  );
});

describe('codes of driving licences', () => {
  const licence = { kind: 'driving-licence', licenceNumber: person.licenceNumber };
  test.each([
    ['in an address', `https://gplx.example.vn/tra-cuu?so=${person.licenceNumber}`],
    ['in a text', `GPLX: ${person.licenceNumber}; hạng A1`],
  ])('%s', (_, payload) => expect(parse(payload)).toEqual(licence));

  test.each([
    ['two numbers', `GPLX ${person.licenceNumber} ${person.personalNumber}`],
    ['no number', 'https://gplx.example.vn/'],
    ['a longer number', `GPLX ${person.licenceNumber}0`],
    ['a number without GPLX, such as of a bank transfer', `00020101021238560010A000000727 ${person.licenceNumber}`],
  ])('refused: %s', (_, payload) => expect(parse(payload)).toEqual(notForKiosk));
});

describe('hostile or broken', () => {
  test.each([
    ['SQL', `'; DROP TABLE queue; --`],
    ['SQL in place of the number', field(0, `099151012345' OR '1'='1`)],
    ['HTML', '<img src=x onerror=alert(1)>'],
    ['javascript:', 'javascript:alert(1)'],
    ['a web address', 'https://example.vn/khao-sat'],
    ['bidirectional override in the name', field(2, 'NGUYỄN \u202eGNỜƯH')],
    ['digits of another script', field(0, '０９９１５１０１２３４５')],
    ['eleven digits', field(0, '09915101234')],
    ['six fields', card.split('|').slice(0, 6).join('|')],
    ['eight fields', `${card}|`],
    ['a thousand fields', `${card}${'|'.repeat(1_000)}`],
    ['a name of 4,000 letters', field(2, 'A'.repeat(4_000))],
    ['4,296 characters', 'A'.repeat(4_296)],
    ['UTF-16', Buffer.from(card, 'utf16le')],
    ['GS1 by its AIM identifier', `]Q3${person.personalNumber}`],
    ['goods by their AIM identifier', `]E0${person.personalNumber}`],
    ['GS1 by its separator', `\u001d${person.personalNumber}`],
    ['GS1 that names GPLX', `GPLX\u001d${person.licenceNumber}`],
    ['GS1 whose separator was typed as its number', `029${person.personalNumber}`],
    ['an ECI that is not UTF-8', `]Q2\\000003${person.personalNumber}`],
    ['what VNeID might show, of which nothing is published', 'eyJhbGciOiJFUzI1NiJ9.eyJpZCI6IjEifQ.c2lnbmF0dXJl'],
    [
      'a bank transfer (VietQR)',
      '00020101021138540010A00000072701240006970436011010000000000208QRIBFTTA53037045802VN6304ABCD',
    ],
    ['an address of Wi-Fi', 'WIFI:T:WPA;S:benhvien;P:12345678;;'],
    ['a telephone', 'tel:+84900000000'],
  ])('not for the kiosk: %s', (_, payload) => expect(parse(payload)).toEqual(notForKiosk));

  test.each([
    ['nothing', ''],
    ['NUL first', `\0${card}`],
    ['ESC/POS: reset, cut', '\u001b@\u001dV\u0000'],
    ['ESC/POS within a card', field(5, 'Số 1\u001b@\u001dV1')],
    ['DLE EOT', '\u0010\u0004\u0001'],
    ['C1 control character', field(2, 'NGUYỄN\u0085MẪU')],
    ['DEL', field(2, 'NGUYỄN\u007f')],
    ['cut within a letter', Buffer.from(card).subarray(0, Buffer.from(card).indexOf('Ễ') + 2)],
    ['overlong encoding of a slash', Buffer.from([0xc0, 0xaf])],
    ['surrogate encoded as UTF-8', Buffer.from([0xed, 0xa0, 0x80])],
    // ễ in code page 1258 is ê and a combining tilde, EA DE.
    [
      'CP1258',
      Buffer.concat([Buffer.from('099151012345||Nguy'), Buffer.from([0xea, 0xde]), Buffer.from('n|08031951')]),
    ],
    ['longer than any code', 'A'.repeat(payloadLimit + 1)],
  ])('unreadable: %s', (_, payload) => expect(parse(payload)).toEqual(unreadable));

  test('every byte of a card changed in turn: the result is refused, or holds twelve digits and nothing else', () => {
    const bytes = Buffer.from(card);
    for (let at = 0; at < bytes.length; at++) {
      for (const value of [0x00, 0x0d, 0x1d, 0x1b, 0x22, 0x3c, 0x7c, 0x80, 0xff]) {
        const changed = Uint8Array.from(bytes);
        changed[at] = value;
        expect(scannedCodeSchema.safeParse(parsePayload(changed)).success).toBe(true);
      }
    }
  });
});
