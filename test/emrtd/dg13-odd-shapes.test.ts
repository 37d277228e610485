import fc from 'fast-check';
import { expect, it } from 'vitest';
import { dg13Field, parseDg13 } from '../../drivers/emrtd/document/dg13.ts';
import { describeHolder } from '../../drivers/emrtd/document/holder.ts';
import { encodeTlv } from '../../drivers/emrtd/codec/tlv.ts';
import { repetitions } from '../support/repetitions.ts';
import { fromHex } from './kit.ts';

// As independent readers decoded real cards; the person is made up.
const sample =
  '6d82019e3082019a020101060628d3160100083182018b3011020101130c30393930393030313233343530180201020c134e677579e1bb856e2056c4836e204de1baab75300f020103130a30312f30322f3139393030080201040c034e616d300f0201050c0a5669e1bb8774204e616d30090201060c044b696e68300b0201070c064b68c3b46e67302b0201080c2658c3a3204de1baab752c20487579e1bb876e204de1baab752c2054e1bb896e68204de1baab7530400201090c3b53e1bb91203120c490c6b0e1bb9d6e67204de1baab752c205068c6b0e1bb9d6e67204de1baab752c205468c3a06e68207068e1bb91204de1baab75302c02010a0c274ee1bb9174207275e1bb936920433a2031636d2064c6b0e1bb9b69206de1baaf74207472c3a169300f02010b130a31302f30352f32303231300f02010c0c0a30312f30322f32303330302d02010d30130c114e677579e1bb856e2056c4836e2043686130130c115472e1baa76e205468e1bb8b204de1bab9300302010e300e02010f13093031323334353637383015020110131030313233343536373839414243444546';
const mrz = 'IDVNM0900123450099090012345<<69002018M3002016VNM<<<<<<<<<<<4NGUYEN<<VAN<MAU<<<<<<<<<<<<<<<';
const filesOf = (dg13: Uint8Array) =>
  new Map([
    [1, encodeTlv(0x61, encodeTlv(0x5f1f, Buffer.from(mrz)))],
    [13, dg13],
  ]);

const text = (value: string) => encodeTlv(0x0c, Buffer.from(value));
const field = (number: number, ...values: Uint8Array[]) =>
  encodeTlv(0x30, encodeTlv(0x02, Uint8Array.of(number)), ...values);
const dg13 = (...fields: Uint8Array[]) =>
  encodeTlv(0x6d, encodeTlv(0x30, fromHex('020101060628d316010008'), encodeTlv(0x31, ...fields)));

it('reads the sample of a card of 2021', () => {
  const fields = parseDg13(fromHex(sample));
  expect(fields.get(dg13Field.personalNumber)).toEqual(['099090012345']);
  expect(fields.get(dg13Field.fullName)).toEqual(['Nguyễn Văn Mẫu']);
  expect(fields.get(dg13Field.residence)).toEqual(['Số 1 Đường Mẫu, Phường Mẫu, Thành phố Mẫu']);
  expect(fields.get(dg13Field.parents)).toEqual(['Nguyễn Văn Cha', 'Trần Thị Mẹ']);
  expect(fields.get(dg13Field.spouse)).toEqual([]);
  expect(fields.get(dg13Field.oldNumber)).toEqual(['012345678']);
});

it('reads parents in one sequence as in two', () => {
  const fields = parseDg13(dg13(field(13, encodeTlv(0x30, text('Cha'), text('Mẹ')))));
  expect(fields.get(dg13Field.parents)).toEqual(['Cha', 'Mẹ']);
});

it('reads an address whose length takes a byte of its own', () => {
  const residence = 'Đường '.repeat(30).trim();
  expect(Buffer.byteLength(residence)).toBeGreaterThan(0x80);
  expect(parseDg13(dg13(field(9, text(residence)))).get(dg13Field.residence)).toEqual([residence]);
});

it('composes the marks of a name that came decomposed', () => {
  expect(parseDg13(dg13(field(2, text('Nguyễn'.normalize('NFD'))))).get(dg13Field.fullName)).toEqual(['Nguyễn']);
});

it('reads an address that was printed on two lines', () => {
  expect(parseDg13(dg13(field(9, text('Số 1 Đường Mẫu,\r\nPhường Mẫu')))).get(dg13Field.residence)).toEqual([
    'Số 1 Đường Mẫu, Phường Mẫu',
  ]);
});

it('reads fields that only a newer card has, and leaves out what is no text', () => {
  const fields = parseDg13(dg13(field(2, text('Mẫu')), field(17, encodeTlv(0x04, fromHex('00ff'))), field(100)));
  expect(fields).toEqual(
    new Map([
      [2, ['Mẫu']],
      [17, []],
      [100, []],
    ]),
  );
});

it('keeps the name where another field is spoilt, and of two parents not the wrong one', () => {
  const fields = parseDg13(
    dg13(
      field(2, text('Nguyễn Văn Mẫu')),
      field(9, encodeTlv(0x0c, fromHex('4ec3'))),
      field(10, text('a'.repeat(201))),
      field(13, encodeTlv(0x30, text('Cha\u202e')), encodeTlv(0x30, text('Mẹ'))),
    ),
  );
  expect(fields).toEqual(new Map([[2, ['Nguyễn Văn Mẫu']]]));
});

it.each([
  ['broken UTF-8', dg13(field(1, text('099090012345')), field(2, encodeTlv(0x0c, fromHex('4ec3'))))],
  ['text that turns the reading direction', dg13(field(1, text('099090012345')), field(2, text('Mẫu\u202egnuh')))],
  ['fields that are cut short', fromHex(sample).subarray(0, 200)],
  ['a tower of fields', encodeTlv(0x6d, fromHex('3080'.repeat(10_000)))],
  ['a field without number', dg13(encodeTlv(0x30, text('Mẫu')))],
  ['a field whose number is none', dg13(field(1, text('099090012345')), encodeTlv(0x30, text('2'), text('Mẫu')))],
  ['encrypted content', encodeTlv(0x6d, fromHex('30820fff00112233'))],
  ['the name missing', dg13(field(1, text('099090012345')))],
  ['somebody else', dg13(field(1, text('099090099999')), field(2, text('Trần Văn Khác')))],
])('falls back to the MRZ on %s', (_, file) => {
  expect(describeHolder(filesOf(file), 0)).toMatchObject({ fullName: 'NGUYEN VAN MAU', nameFrom: 'mrz' });
});

it('takes the name with its diacritics where it can', () => {
  expect(describeHolder(filesOf(fromHex(sample)), 0)).toMatchObject({ fullName: 'Nguyễn Văn Mẫu', nameFrom: 'dg13' });
});

it('reads whatever texts a card may hold, in any fields and forms', () => {
  const parts = fc.string({
    unit: fc.constantFrom(...Array.from('aăâbcdđeêghiklmnoôơpqrstuưvxyẩỗựĐ ,./1')),
    minLength: 1,
    maxLength: 180,
  });
  const values = fc.array(parts.map((part) => part.trim()).filter(Boolean), { maxLength: 3 });
  const contents = fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 127 }), values, fc.boolean()), {
    selector: ([number]) => number,
  });
  fc.assert(
    fc.property(contents, (fields) => {
      const file = dg13(
        ...fields.map(([number, texts, nested]) =>
          field(number, ...texts.map((value) => (nested ? encodeTlv(0x30, text(value)) : text(value)))),
        ),
      );
      const expected = fields.map(
        ([number, texts]) => [number, texts.map((value) => value.replaceAll(/\s+/g, ' ').normalize())] as const,
      );
      expect(parseDg13(file)).toEqual(new Map(expected));
    }),
    { numRuns: repetitions(300) },
  );
});
