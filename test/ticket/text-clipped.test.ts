import { describe, expect, test } from 'vitest';
import type { Ticket } from '../../src/contract/ticket.ts';
import type { Layout, Mark } from '../../src/main/ticket/column.ts';
import { loadMeasure } from '../../src/main/ticket/font.ts';
import { fontFile } from '../support/tickets.ts';
import { layoutTicket } from '../../src/main/ticket/layout.ts';
import { renderTicket } from '../support/tickets.ts';
import { checkIn, deskSlip, fullest, testPrint } from './samples.ts';

const measure = loadMeasure(fontFile);
const long = 'Khoa Ngoại thần kinh – Cột sống và Phẫu thuật chỉnh hình, khu điều trị kỹ thuật cao ẲNG ỄN Ự '
  .repeat(4)
  .trim();
const longText = { vi: long, en: 'W'.repeat(400) };

const tickets: Record<string, Ticket> = {
  'a check-in': checkIn,
  'every part at once': fullest,
  'the longest texts': {
    ...fullest,
    service: longText,
    queueLabel: longText,
    place: { room: longText, floor: longText },
    desk: longText,
    centre: longText,
    maskedName: 'Ẫ'.repeat(80),
    papers: Array.from({ length: 8 }, () => longText),
  },
  'a desk slip': deskSlip,
  'text that looks like markup': { ...checkIn, maskedName: `<b>&amp;"'\u0000\u000b</svg>` },
};

/** Columns of dots that carry ink, leftmost and rightmost; rows likewise. */
function inked({ width, height, data }: { width: number; height: number; data: Uint8Array }) {
  const bytesInRow = Math.ceil(width / 8);
  const [columns, rows] = [new Set<number>(), new Set<number>()];
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      if (((data[y * bytesInRow + (x >> 3)] ?? 0) >> (7 - (x & 7))) & 1) {
        columns.add(x);
        rows.add(y);
      }
  return { left: Math.min(...columns), right: Math.max(...columns), top: Math.min(...rows), bottom: Math.max(...rows) };
}

/** Reach of Noto Sans with two marks on a capital and a letter below the line; a queue number has neither. */
type Text = Extract<Mark, { kind: 'text' }>;
const isNumber = ({ text }: Text) => /^[A-Z]\d{3}$/.test(text);
const top = (text: Text) => text.y - text.size * (isNumber(text) ? 0.73 : 1.07);
const bottom = (text: Text) => text.y + text.size * (isNumber(text) ? 0.01 : 0.29);

describe.each(Object.entries(tickets))('%s', (_name, ticket) => {
  test('keeps ink off the margins: nothing is cut at an edge', () => {
    const raster = renderTicket(ticket);
    expect(raster.width).toBe(576);
    const ink = inked(raster);
    expect(ink.left).toBeGreaterThanOrEqual(12);
    expect(ink.right).toBeLessThan(576 - 12);
    expect(ink.top).toBeGreaterThanOrEqual(4);
    expect(ink.bottom).toBeLessThan(raster.height - 4);
  });

  test('no text is smaller than 26 dots, none touches the next', () => {
    const { marks } = layoutTicket(ticket, measure);
    const texts = marks.filter((mark) => mark.kind === 'text');
    expect(Math.min(...texts.map(({ size }) => size))).toBeGreaterThanOrEqual(26);
    for (const [index, text] of texts.entries()) {
      const above = texts[index - 1];
      if (above) expect(top(text)).toBeGreaterThanOrEqual(bottom(above));
    }
  });
});

test('a long text loses no word', () => {
  const words = (layout: Layout) => layout.marks.flatMap((mark) => (mark.kind === 'text' ? mark.text.split(' ') : []));
  const printed = words(layoutTicket({ ...checkIn, queueLabel: longText }, measure)).join(' ');
  expect(printed).toContain(long);
});

test.each(['A', 'B', 'C', 'E', 'H', 'K', 'L', 'M', 'T', 'V', 'X'])('the number %s888 is about 20 mm high', (letter) => {
  const { marks } = layoutTicket({ ...checkIn, number: `${letter}888` }, measure);
  const number = marks.find((mark) => mark.kind === 'text' && mark.text === `${letter}888`);
  expect(number).toMatchObject({ kind: 'text' });
  if (number?.kind !== 'text') return;
  const millimetres = (number.size * 0.714) / 8;
  expect(millimetres).toBeGreaterThan(18);
  expect(millimetres).toBeLessThanOrEqual(20);
});

test('a head with a burnt dot shows on the test print: one bar crosses the whole head', () => {
  const { data, height } = renderTicket(testPrint);
  const rows = Array.from({ length: height }, (_, y) => data.subarray(72 * y, 72 * (y + 1)));
  expect(rows.filter((row) => row.every((byte) => byte === 0xff)).length).toBeGreaterThanOrEqual(24);
});
