import { describe, expect, test } from 'vitest';
import type { Ticket } from '../../src/contract/ticket.ts';
import type { Mark } from '../../src/main/ticket/column.ts';
import { isFull } from '../support/repetitions.ts';
import { layoutOf, measure, paperFormats, rendererFor, renderTicket, widePaper, wordsOn } from '../support/tickets.ts';
import { isInk } from './paper.ts';
import { appointment, checkIn, deskSlip, fullest, guide, papersList, receipt, testPrint } from './samples.ts';

const long = 'Khoa Ngoại thần kinh – Cột sống và Phẫu thuật chỉnh hình, khu điều trị kỹ thuật cao ẲNG ỄN Ự '
  .repeat(4)
  .trim();
const longText = { vi: long, en: 'W'.repeat(400) };
const longPlace = { room: longText, floor: longText };

const longest: Record<string, Ticket> = {
  'the longest ticket': {
    ...fullest,
    service: longText,
    queueLabel: longText,
    place: longPlace,
    desk: longText,
    centre: longText,
    maskedName: 'Ẫ'.repeat(80),
    papers: [longText, longText],
    ticketToken: 'Z'.repeat(64),
  },
  'the longest receipt': {
    ...receipt,
    language: 'en',
    centre: longText,
    dossierCode: '000.00.00.G29.108-261121-0000975',
    procedure: longText,
    papers: [longText],
    term: longText,
    resultPlace: longText,
    fee: longText,
  },
};

const tickets: Record<string, Ticket> = {
  'a check-in': checkIn,
  'every part at once': fullest,
  'a desk slip': deskSlip,
  'a guide': { ...guide, language: 'en' },
  'a list of papers': { ...papersList, language: 'en' },
  'an appointment slip': { ...appointment, language: 'en', code: `A${'9'.repeat(39)}` },
  'a receipt': { ...receipt, language: 'en' },
  'a test print': testPrint,
  'text that looks like markup': { ...checkIn, maskedName: `<b>&&amp;"'\u0000\u000b</svg>` },
  ...longest,
};

/** Reach of Noto Sans with two marks on a capital and a letter below the line; numbers, hours and codes have neither. */
type Text = Extract<Mark, { kind: 'text' }>;
const isFigure = ({ text }: Text) => /^[\dA-Z.:-]+$/.test(text);
const top = (text: Text) => text.y - text.size * (isFigure(text) ? 0.73 : 1.07);
const bottom = (text: Text) => text.y + text.size * (isFigure(text) ? 0.02 : 0.29);
const left = (text: Text) => text.x - (text.anchor === 'middle' ? measure(text.text, text.size) / 2 : 0);
const right = (text: Text) => left(text) + measure(text.text, text.size);

describe.each(paperFormats)('on $dots dots, large print $largePrint', (paper) => {
  const margin = paper.dots === 576 ? 12 : 6;

  test.each(Object.entries(tickets))(
    '%s keeps text off the margins, above the least size and off other text',
    (_, ticket) => {
      const { marks } = layoutOf(ticket, paper);
      const texts = marks.filter((mark) => mark.kind === 'text');
      expect(Math.min(...texts.map(({ size }) => size))).toBeGreaterThanOrEqual(paper.largePrint ? 34 : 26);
      expect(Math.min(...texts.map(left))).toBeGreaterThanOrEqual(margin);
      expect(Math.max(...texts.map(right))).toBeLessThanOrEqual(paper.dots - margin);
      for (const [index, text] of texts.entries()) {
        const above = texts[index - 1];
        if (above) expect(top(text)).toBeGreaterThanOrEqual(bottom(above));
      }
    },
  );

  test.each(Object.entries(tickets))('%s draws nothing across a text', (_, ticket) => {
    const { marks } = layoutOf(ticket, paper);
    const texts = marks.filter((mark) => mark.kind === 'text');
    for (const mark of marks) {
      if (mark.kind === 'text') continue;
      const touched = texts.filter(
        (text) =>
          left(text) < mark.x + mark.width &&
          right(text) > mark.x &&
          top(text) < mark.y + mark.height &&
          bottom(text) > mark.y,
      );
      if (mark.kind !== 'frame') expect(touched).toEqual([]);
      for (const text of touched) {
        expect(left(text)).toBeGreaterThan(mark.x);
        expect(right(text)).toBeLessThan(mark.x + mark.width);
        expect(top(text)).toBeGreaterThanOrEqual(mark.y);
        expect(bottom(text)).toBeLessThanOrEqual(mark.y + mark.height);
      }
    }
  });

  const drawn = Object.entries(tickets).filter(([name]) => isFull || !(name in longest) || paper === widePaper);
  test.each(drawn)('%s keeps ink off the margins: nothing is cut at an edge', (name, ticket) => {
    const raster = rendererFor(paper)(ticket);
    expect(raster.width).toBe(paper.dots);
    // Its bar crosses the whole head.
    const edge = name === 'a test print' ? 0 : margin;
    const white = (x: number, y: number) => x >= edge && x < paper.dots - edge && y >= 4 && y < raster.height - 4;
    const outside: string[] = [];
    for (let y = 0; y < raster.height; y++)
      for (let x = 0; x < raster.width; x++) if (isInk(raster, x, y) && !white(x, y)) outside.push(`${x},${y}`);
    expect(outside).toEqual([]);
  });

  test('a long text loses no word', () => {
    expect(wordsOn({ ...checkIn, queueLabel: longText }, paper)).toContain(long);
    expect(wordsOn({ ...receipt, procedure: longText }, paper)).toContain(long);
  });

  test('a room and its number, a name and its initials stay in one line', () => {
    const texts = layoutOf(checkIn, paper).marks.flatMap((mark) => (mark.kind === 'text' ? [mark.text] : []));
    for (const whole of ['Phòng 105', 'tầng 1', 'số 1', 'N.\u00a0T.\u00a0HƯỜNG', '08:00–08:15'])
      expect(texts.join('\n')).toContain(whole);
  });
});

test.each(['A', 'B', 'C', 'E', 'H', 'K', 'L', 'M', 'T', 'V', 'X'])('the number %s888 is about 20 mm high', (letter) => {
  const { marks } = layoutOf({ ...checkIn, number: `${letter}888` });
  const number = marks.find((mark) => mark.kind === 'text' && mark.text === `${letter}888`);
  expect(number).toMatchObject({ kind: 'text' });
  if (number?.kind !== 'text') return;
  const millimetres = (number.size * 0.714) / 8;
  expect(millimetres).toBeGreaterThan(18);
  expect(millimetres).toBeLessThanOrEqual(20);
});

test('a usual ticket is 110 to 140 mm long', () => {
  for (const ticket of [checkIn, { ...checkIn, priority: false }]) {
    const millimetres = renderTicket(ticket).height / 8;
    expect(millimetres).toBeGreaterThanOrEqual(110);
    expect(millimetres).toBeLessThanOrEqual(140);
  }
});

test('a head with a burnt dot shows on the test print: one bar crosses the whole head', () => {
  for (const paper of paperFormats) {
    const { data, height } = rendererFor(paper)(testPrint);
    const bytes = paper.dots / 8;
    const rows = Array.from({ length: height }, (_, y) => data.subarray(bytes * y, bytes * (y + 1)));
    expect(rows.filter((row) => row.every((byte) => byte === 0xff)).length).toBeGreaterThanOrEqual(24);
  }
});
