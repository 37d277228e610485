import { Resvg } from '@resvg/resvg-js';
import type { Raster } from '../../../drivers/ports.ts';
import { unreachable } from '../../contract/result.ts';
import type { Ticket } from '../../contract/ticket.ts';
import type { Layout, Mark } from './column.ts';
import { fontIn, loadMeasure } from './font.ts';
import { layoutTicket } from './layout.ts';

export type TicketRenderer = (ticket: Ticket) => Raster;

/**
 * Tickets as one-bit dots, 576 wide. Each dot is black or white by a threshold: dithering would fray the letters.
 * @param resourcesDirectory holds fonts/
 */
export function ticketRenderer(resourcesDirectory: string): TicketRenderer {
  const fontFile = fontIn(resourcesDirectory);
  const measure = loadMeasure(fontFile);
  return (ticket) => {
    const image = new Resvg(toSvg(layoutTicket(ticket, measure)), {
      font: { loadSystemFonts: false, fontFiles: [fontFile], defaultFontFamily: 'Noto Sans' },
    }).render();
    return threshold(image.pixels, image.width, image.height);
  };
}

function toSvg({ width, height, marks }: Layout): string {
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" shape-rendering="crispEdges">` +
    `<rect width="100%" height="100%" fill="white"/>${marks.map(markToSvg).join('')}</svg>`
  );
}

function markToSvg(mark: Mark): string {
  switch (mark.kind) {
    case 'text':
      return (
        `<text x="${mark.x}" y="${mark.y}" font-family="Noto Sans" font-weight="700" font-size="${mark.size}" ` +
        `text-anchor="${mark.anchor}">${escapeXml(mark.text)}</text>`
      );
    case 'frame': {
      const half = mark.stroke / 2;
      return (
        `<rect x="${mark.x + half}" y="${mark.y + half}" width="${mark.width - mark.stroke}" ` +
        `height="${mark.height - mark.stroke}" fill="none" stroke="black" stroke-width="${mark.stroke}"/>`
      );
    }
    case 'bar':
      return `<rect x="${mark.x}" y="${mark.y}" width="${mark.width}" height="${mark.height}"/>`;
    default:
      return unreachable(mark);
  }
}

/** Characters that XML 1.0 forbids would spoil the whole ticket; they carry nothing that could be printed. */
const escapeXml = (text: string): string =>
  text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replace(/[<>&]/g, (sign) => `&#${sign.charCodeAt(0)};`);

function threshold(rgba: Uint8Array, width: number, height: number): Raster {
  const bytesInRow = Math.ceil(width / 8);
  const data = new Uint8Array(bytesInRow * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      if ((rgba[4 * (y * width + x)] ?? 255) < 128) {
        const at = y * bytesInRow + (x >> 3);
        data[at] = (data[at] ?? 0) | (0x80 >> (x & 7));
      }
  return { width, height, data };
}
