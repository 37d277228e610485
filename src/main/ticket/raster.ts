import { Resvg } from '@resvg/resvg-js';
import type { Raster } from '../../../drivers/ports.ts';
import { unreachable } from '../../contract/result.ts';
import type { Ticket } from '../../contract/ticket.ts';
import type { Layout, Mark } from './column.ts';
import { fontIn, loadMeasure } from './font.ts';
import { layoutTicket } from './layout.ts';
import type { PaperFormat } from './paper-format.ts';

export type TicketRenderer = (ticket: Ticket) => Raster;

/**
 * Of 255. A dot is black where a letter covers seven tenths of it: at half, the marks above "ế" or "Ổ" run into one at the
 * small sizes, and heat spreads a dot on paper anyway. No dithering, which would fray the letters.
 */
const covered = 184;

/**
 * Tickets as one-bit dots, as wide as the printer's head.
 * @param resourcesDirectory holds fonts/
 */
export function ticketRenderer(resourcesDirectory: string, paper: PaperFormat): TicketRenderer {
  const fontFile = fontIn(resourcesDirectory);
  const measure = loadMeasure(fontFile);
  return (ticket) => rasterise(layoutTicket(ticket, measure, paper), fontFile);
}

export function rasterise(layout: Layout, fontFile: string): Raster {
  const { pixels } = new Resvg(toSvg(layout), { font: { loadSystemFonts: false, fontFiles: [fontFile] } }).render();
  const raster = blacken(pixels, layout.width, layout.height);
  for (const mark of layout.marks) draw(mark, raster);
  return raster;
}

/** Only letters need an artist: shapes are set dot by dot, which takes half the time. */
function toSvg({ width, height, marks }: Layout): string {
  const texts = marks.flatMap((mark) =>
    mark.kind === 'text'
      ? `<text x="${mark.x}" y="${mark.y}" font-size="${mark.size}" text-anchor="${mark.anchor}">${escapeXml(mark.text)}</text>`
      : [],
  );
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="Noto Sans" font-weight="700">` +
    `${texts.join('')}</svg>`
  );
}

/** Characters that XML 1.0 forbids would spoil the whole ticket; they carry nothing that could be printed. */
const escapeXml = (text: string): string =>
  text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replace(/[<>&]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** @param rgba letters on a transparent ground */
function blacken(rgba: Uint8Array, width: number, height: number): Raster {
  const raster = { width, height, data: new Uint8Array(Math.ceil(width / 8) * height) };
  for (let y = 0, alpha = 3; y < height; y++)
    for (let x = 0; x < width; x++, alpha += 4) if ((rgba[alpha] ?? 0) >= covered) set(raster, x, y);
  return raster;
}

function draw(mark: Mark, raster: Raster): void {
  switch (mark.kind) {
    case 'text':
      break;
    case 'bar':
      fill(raster, mark.x, mark.y, mark.width, mark.height);
      break;
    case 'frame': {
      const { x, y, width, height, stroke } = mark;
      fill(raster, x, y, width, stroke);
      fill(raster, x, y + height - stroke, width, stroke);
      fill(raster, x, y, stroke, height);
      fill(raster, x + width - stroke, y, stroke, height);
      break;
    }
    case 'pointer':
      for (let row = 0; row < mark.height; row++) {
        const fromMiddle = Math.abs(2 * row + 1 - mark.height) / mark.height;
        fill(raster, mark.x, mark.y + row, Math.round(mark.width * (1 - fromMiddle)), 1);
      }
      break;
    default:
      unreachable(mark);
  }
}

function fill(raster: Raster, left: number, top: number, width: number, height: number): void {
  for (let y = top; y < top + height; y++) for (let x = left; x < left + width; x++) set(raster, x, y);
}

function set({ width, data }: Raster, x: number, y: number): void {
  const at = y * Math.ceil(width / 8) + (x >> 3);
  data[at] = (data[at] ?? 0) | (0x80 >> (x & 7));
}
