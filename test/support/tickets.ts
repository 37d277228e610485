import { join } from 'node:path';
import { fontIn } from '../../src/main/ticket/font.ts';
import { ticketRenderer } from '../../src/main/ticket/raster.ts';

const resources = join(import.meta.dirname, '../../resources');

export const fontFile = fontIn(resources);
export const renderTicket = ticketRenderer(resources);
