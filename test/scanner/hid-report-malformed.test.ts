import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commonLayouts, readReport, type Layout } from '../../drivers/scanner/hid-reports.ts';
import { layoutFrom } from '../../drivers/scanner/report-descriptor.ts';
import { citizenCardQr, people } from '../../drivers/simulated/people.ts';
import { hidPosReports } from '../../drivers/simulated/scanner/index.ts';
import { repetitions } from '../support/repetitions.ts';
import { startRig, type Rig } from './rig.ts';

const bytes = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex');
const [person] = people;
const qr = Buffer.from(citizenCardQr(person));
const card: unknown = expect.objectContaining({ kind: 'citizen-card', personalNumber: person.personalNumber });
const unreadable = { kind: 'refused', code: 'SCAN_UNREADABLE' };

function report(length: number, parts: Record<number, number | string>): Buffer {
  const made = Buffer.alloc(length);
  for (const [at, value] of Object.entries(parts)) made.set(Buffer.from([value].flat() as number[]), Number(at));
  return made;
}

/** All that a list of reports says, joined. */
function readAll(
  layouts: readonly Layout[],
  reports: Uint8Array[],
): { text: string; more: boolean[]; identifier: string } {
  const pieces = reports.map((one) => {
    const piece = readReport(layouts, one);
    if (piece === undefined || piece === 'damaged') throw new Error(String(piece));
    return piece;
  });
  return {
    text: Buffer.concat(pieces.map(({ data }) => data)).toString(),
    more: pieces.map(({ more }) => more),
    identifier: Buffer.from(pieces[0]?.identifier ?? []).toString(),
  };
}

describe('reports as makers print them', () => {
  test('Access-IS LSR118, manual page 68: sixty bytes in two reports', () => {
    const first = Buffer.alloc(64);
    first.set([0x02, 0x38, 0x5d, 0x51, 0x30]);
    first.set(Buffer.from('M1GATHERGOOD/MICHAEL YABCDEF LHRDURAK 3542 052Y003D23  '.padEnd(56, ' ').slice(0, 56)), 5);
    first.set([0x73, 0x00, 0x01], 61);
    const second = Buffer.alloc(64);
    second.set([0x02, 0x04, 0x5d, 0x51, 0x30, 0x20, 0x31, 0x30, 0x30]);
    second.set([0x73, 0x00, 0x00], 61);
    const read = readAll(commonLayouts, [first, second]);
    expect(read).toMatchObject({ more: [true, false], identifier: ']Q0' });
    expect(read.text).toHaveLength(60);
    expect(read.text.endsWith(' 100')).toBe(true);
  });

  test('Honeywell, the first and the last of the reports that a 1602g answers REVINF with', () => {
    const text = 'Product Name: Voyager 1602g\r\nBoot Revision: : 8992\r\nSoft';
    const first = report(64, { 61: 63, 63: 1 });
    first.set([2, 56, 93, 88, 48, ...Buffer.from(text)]);
    const last = report(64, { 61: 63 });
    last.set([2, 9, 93, 88, 48, 117, 109, 58, 32, 78, 47, 65, 13, 10]);
    expect(readAll(commonLayouts, [first, last])).toEqual({
      text: `${text}um: N/A\r\n`,
      more: [true, false],
      identifier: ']X0',
    });
  });

  test('Newland: no identifier, the data from the third byte', () => {
    const first = Buffer.alloc(64, 0);
    first.set([2, 56, ...Buffer.alloc(56, 'n')]);
    first[63] = 1;
    const second = Buffer.alloc(64, 0);
    second.set([2, 3, ...Buffer.from('abc')]);
    expect(readAll(commonLayouts, [first, second])).toEqual({
      text: `${'n'.repeat(56)}abc`,
      more: [true, false],
      identifier: '',
    });
  });
});

describe('layouts that only the descriptor tells', () => {
  test('identifiers one by one, no count, the flag alone in the last byte: zeros behind the data do not count', () => {
    const layout = layoutFrom(
      bytes(
        '058c 0902 a101 8502 1500 26ff00 7508 9501 09fb 8102 09fc 8102 09fd 8102 9538 09fe 820201' +
          '7501 9501 2501 09ff 8102 7507 8103 c0',
      ),
    );
    expect(layout).toMatchObject({ reportId: 2, identifier: 1, data: { at: 4, size: 56 }, more: { at: 60, bit: 0 } });
    const one = report(61, { 0: 2, 60: 1 });
    one.set(Buffer.from(']E05901234123457'), 1);
    expect(readAll(layout ? [layout] : [], [one])).toEqual({ text: '5901234123457', more: [true], identifier: ']E0' });
  });

  test('a count on the generic page, three identifiers in one item, a collection within', () => {
    const layout = layoutFrom(
      bytes(
        '058c 0902 a101 8502 0912 a102 1500 26ff00 7508 9501 0501 093b 8102 9503 058c 09fb 09fc 09fd 8102' +
          '9538 09fe 820201 2501 7501 9501 09ff 8102 7507 8103 c0 c0',
      ),
    );
    expect(layout).toEqual({
      reportId: 2,
      count: 1,
      identifier: 2,
      data: { at: 5, size: 56 },
      more: { at: 61, bit: 0 },
    });
  });

  test('other reports do not shift it, usages may name their page themselves, ids may be absent', () => {
    const trigger = '8501 7508 9501 0900 8102';
    expect(layoutFrom(bytes(`058c 0902 a101 ${trigger} 8507 7508 953c 0bfe008c00 820201 c0`))).toMatchObject({
      reportId: 7,
      data: { at: 1, size: 60 },
    });
    expect(layoutFrom(bytes('058c 0902 a101 7508 953c 09fe 820201 c0'))?.data).toEqual({ at: 0, size: 60 });
  });

  test.each([
    ['empty', ''],
    ['a keyboard', '0501 0906 a101 0507 19e0 29e7 1500 2501 7501 9508 8102 c0'],
    ['cut within an item', '058c 0902 a101 8502 26ff'],
    ['data not at a whole byte', '058c 0902 a101 8502 7501 9503 8103 7508 9538 09fe 820201 c0'],
    ['a long item', 'fe02 0000 058c 09fe 8102'],
  ])('none: %s', (_, hex) => expect(layoutFrom(bytes(hex))).toBeUndefined());

  test('any bytes for a descriptor, any for a report: nothing is thrown, nothing is read beyond its end', () => {
    const layoutOrCommon = (descriptor: Uint8Array) => {
      const layout = layoutFrom(descriptor);
      return layout ? [layout, ...commonLayouts] : commonLayouts;
    };
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.uint8Array({ maxLength: 70 }), (descriptor, one) => {
        const piece = readReport(layoutOrCommon(descriptor), one);
        if (piece !== undefined && piece !== 'damaged') expect(piece.data.length).toBeLessThanOrEqual(one.length);
      }),
      { numRuns: repetitions(1_000) },
    );
  });
});

describe('over node-hid', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await startRig('hid-pos');
  });
  afterAll(() => rig.close());

  const reports = hidPosReports(qr);
  async function send(...list: Uint8Array[]): Promise<unknown[]> {
    const before = rig.scans.length;
    for (const one of list) await rig.hand.send(one);
    return (await rig.untilScans(before + 1)).slice(before);
  }

  test('all reports in order make one scan', async () => {
    expect(reports).toHaveLength(3);
    expect(await send(...reports)).toEqual([card]);
  });

  test('half a report puts the scan out of use, and only that', async () => {
    const [first = Buffer.alloc(0), second = Buffer.alloc(0), third = Buffer.alloc(0)] = reports;
    expect(await send(first, second.subarray(0, 30), third)).toEqual([unreadable]);
    expect(await send(...hidPosReports(Buffer.from(person.licenceNumber)))).toEqual([
      { kind: 'number', digits: person.licenceNumber },
    ]);
  });

  test('a count that no report can hold puts the scan out of use', async () => {
    const [first = Buffer.alloc(0), second = Buffer.alloc(0), third = Buffer.alloc(0)] = reports;
    const wrong = Buffer.from(second);
    wrong[1] = 200;
    expect(await send(first, wrong, third)).toEqual([unreadable]);
  });

  test('reports in wrong order are no card', async () => {
    const [first = Buffer.alloc(0), second = Buffer.alloc(0), third = Buffer.alloc(0)] = reports;
    const swapped = [Buffer.from(second), Buffer.from(first), third];
    expect((await send(...swapped))[0]).toMatchObject({ kind: 'refused' });
  });

  test('more that follows without end is refused once, and the next scan is right', async () => {
    const [first = Buffer.alloc(0)] = reports;
    expect(await send(...Array.from({ length: 300 }, () => first))).toEqual([unreadable]);
    expect(await send(...reports)).toEqual([card]);
  });

  test('reports about other things change nothing', async () => {
    const [first = Buffer.alloc(0), ...rest] = hidPosReports(Buffer.from(citizenCardQr(people[1])));
    const status = report(64, { 0: 5, 1: 1 });
    expect(await send(status, first, status, ...rest)).toMatchObject([{ personalNumber: people[1].personalNumber }]);
  });
});
