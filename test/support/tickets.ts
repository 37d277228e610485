import { join } from 'node:path';
import type { Ticket } from '../../src/contract/ticket.ts';
import type { Layout } from '../../src/main/ticket/column.ts';
import { fontIn, loadMeasure } from '../../src/main/ticket/font.ts';
import { layoutTicket } from '../../src/main/ticket/layout.ts';
import type { PaperFormat } from '../../src/main/ticket/paper-format.ts';
import { ticketRenderer } from '../../src/main/ticket/raster.ts';

const resources = join(import.meta.dirname, '../../resources');

export const fontFile = fontIn(resources);
export const measure = loadMeasure(fontFile);

export const widePaper: PaperFormat = { dots: 576, largePrint: false };
export const paperFormats: readonly PaperFormat[] = [
  widePaper,
  { dots: 576, largePrint: true },
  { dots: 384, largePrint: false },
  { dots: 384, largePrint: true },
];

export const rendererFor = (paper: PaperFormat) => ticketRenderer(resources, paper);
export const renderTicket = rendererFor(widePaper);

export const layoutOf = (ticket: Ticket, paper = widePaper): Layout => layoutTicket(ticket, measure, paper);

/** Everything that stands on a paper, from top to bottom. */
export const wordsOn = (ticket: Ticket, paper = widePaper): string =>
  layoutOf(ticket, paper)
    .marks.flatMap((mark) => (mark.kind === 'text' ? [mark.text] : []))
    .join(' ')
    .replaceAll('\u00a0', ' ');
