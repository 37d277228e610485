import { unreachable } from '../../contract/result.ts';
import { ticketCode, type Ticket, type TicketOf } from '../../contract/ticket.ts';
import { Column, type Layout } from './column.ts';
import { appointment, papersList, receipt } from './dossier.ts';
import type { Measure } from './font.ts';
import type { PaperFormat } from './paper-format.ts';
import { head } from './parts.ts';
import { deskSlip, guide, numberTicket } from './visit.ts';

export function layoutTicket(ticket: Ticket, measure: Measure, paper: PaperFormat): Layout {
  const column = new Column(measure, paper, ticket.kind === 'test-print' ? 'vi' : ticket.language);
  switch (ticket.kind) {
    case 'number':
      numberTicket(ticket, column);
      break;
    case 'desk-slip':
      deskSlip(ticket, column);
      break;
    case 'guide':
      guide(ticket, column);
      break;
    case 'papers-list':
      papersList(ticket, column);
      break;
    case 'appointment':
      appointment(ticket, column);
      break;
    case 'receipt':
      receipt(ticket, column);
      break;
    case 'test-print':
      testPrint(ticket, column);
      break;
    default:
      unreachable(ticket);
  }
  return column.layout();
}

/** Letters with two marks, the smallest text, a QR and the head: what a worn or wrongly set printer spoils first. */
function testPrint(ticket: TicketOf<'test-print'>, column: Column): void {
  head(ticket, column);
  column.gap(8).frame({ vi: 'IN THỬ', en: 'TEST PRINT' }).gap(8);
  column.line('Ẳ Ễ Ự ẨN ẲNG', 64, 'middle');
  column.line('Ẳ Ễ Ự ẨN ẲNG · ắ ề ộ ữ ỷ đ', column.size.english, 'middle');
  column.qr(ticketCode('TEST')).headTest();
}
