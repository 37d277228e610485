import { deskText, failureTexts } from '../../contract/failures.ts';
import { ticketCode, ticketId, type TicketOf } from '../../contract/ticket.ts';
import type { Column } from './column.ts';
import { localRange } from './local-time.ts';
import { about, goTo, head, papersToBring, way } from './parts.ts';

export function numberTicket(ticket: TicketOf<'number'>, column: Column): void {
  head(ticket, column);
  if (ticket.reprint) column.gap(8).frame({ vi: 'IN LẠI', en: 'REPRINT' }, column.size.plain);
  column.gap(6).title({ vi: 'Số thứ tự', en: 'Queue number' }, column.size.plain);
  column.gap(20).figure(ticket.number).gap(22);
  if (ticket.priority) column.frame({ vi: 'ƯU TIÊN', en: 'PRIORITY' }).gap(12);
  if (ticket.unverified) column.frame({ vi: 'CHƯA XÁC MINH', en: 'TO BE VERIFIED' }).gap(12);

  way(goTo, ticket.place, column, ticket.queueLabel);
  column.rule();

  about(ticket, column);
  const { ahead, estimate, papers, ticketToken, desk } = ticket;
  if (ahead !== undefined) column.both({ vi: `Trước ông/bà: ${ahead} người`, en: `Ahead of you: ${ahead}` });
  if (estimate) {
    const range = localRange(estimate);
    column.both({ vi: `Dự kiến: khoảng ${range}`, en: `Expected: about ${range}` });
  }
  if (papers.length > 0) column.rule();
  papersToBring({ vi: 'Giấy tờ cần có:', en: 'Please have ready:' }, papers, column);

  column.gap(10).qr(ticketCode(ticketToken), () => {
    column.both({ vi: `Lỡ lượt? Đến ${desk.vi}.`, en: `Missed your turn? Go to: ${desk.en}.` });
    const id = ticketId(ticketToken);
    column.gap(6).both({ vi: `Mã phiếu: ${id}`, en: `Ticket code: ${id}` });
  });
}

export function deskSlip(ticket: TicketOf<'desk-slip'>, column: Column): void {
  head(ticket, column);
  column.gap(12).frame({ vi: 'PHIẾU GẶP NHÂN VIÊN', en: 'PLEASE SEE STAFF' }).gap(14);
  column.item('pointer', { vi: `Đến: ${ticket.desk.vi}`, en: `Go to: ${ticket.desk.en}` }, column.size.way);
  column.both(deskText(ticket.reason)).rule();
  about(ticket, column);
  column.rule().line(`Dành cho nhân viên: ${failureTexts[ticket.reason].staff.vi}`);
  const { slipId } = ticket;
  column.both({ vi: `Mã phiếu: ${slipId}`, en: `Ticket code: ${slipId}` }, column.size.strong);
}

export function guide(ticket: TicketOf<'guide'>, column: Column): void {
  head(ticket, column);
  column.gap(12).frame({ vi: 'PHIẾU HƯỚNG DẪN', en: 'WHERE TO GO NEXT' });
  column.gap(26).figure(ticket.number).gap(22);
  column.both({ vi: `Đã xong: ${ticket.done.vi}`, en: `Done: ${ticket.done.en}` }).rule();
  way({ vi: 'Đến tiếp', en: 'Next' }, ticket.place, column, ticket.next);
  column.gap(6).both(ticket.instruction);
}
