import { Resvg } from '@resvg/resvg-js';
import type { Ticket } from '../../src/contract/ticket.ts';
import { renderTicket } from '../support/tickets.ts';
import { number } from '../support/samples.ts';
import { compare, type Figure } from './figure.ts';

const { priority: _group, repeated: _again, serviceDay: _day, queue: _queue, ...shown } = number({ number: 'A042' });
const ticket: Ticket = {
  ...shown,
  kind: 'number',
  language: 'vi',
  centre: { vi: 'Bệnh viện Đa khoa Mẫu', en: 'Mẫu General Hospital' },
  service: { vi: 'Khám bảo hiểm y tế', en: 'Health-insurance visit' },
  desk: { vi: 'Quầy số 1, tầng 1', en: 'Counter 1, ground floor' },
  maskedName: 'N. T. HƯỜNG',
  priority: true,
  reprint: false,
  papers: [],
};

/** Layout, drawing and threshold of a ticket, against drawing an empty picture of its size. */
export async function raster(): Promise<Figure[]> {
  const { width, height } = renderTicket(ticket);
  const empty = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"/>`;
  const drawEmpty = () => new Resvg(empty, { font: { loadSystemFonts: false } }).render().pixels;
  return [await compare('ticket.raster', 50, () => renderTicket(ticket), drawEmpty)];
}
