import { Resvg } from '@resvg/resvg-js';
import { encodeTicket } from '../../drivers/printer/escpos.ts';
import { renderTicket } from '../support/tickets.ts';
import { checkIn } from '../ticket/samples.ts';
import { compare, type Figure } from './figure.ts';

/** From a ticket to what is sent to the printer: layout, drawing, threshold and encoding, against drawing an empty picture of its size. */
export async function raster(): Promise<Figure[]> {
  const { width, height } = renderTicket(checkIn);
  const empty = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"/>`;
  const drawEmpty = () => new Resvg(empty, { font: { loadSystemFonts: false } }).render().pixels;
  return [await compare('ticket.raster', 50, () => encodeTicket(renderTicket(checkIn)), drawEmpty)];
}
