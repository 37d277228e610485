import { deskText, failureTexts } from '../../contract/failures.ts';
import { unreachable } from '../../contract/result.ts';
import type { Language, Text } from '../../contract/text.ts';
import { ticketCode, type Ticket } from '../../contract/ticket.ts';
import { Column } from './column.ts';
import type { Layout } from './column.ts';
import type { Measure } from './font.ts';

type NumberTicket = Extract<Ticket, { kind: 'number' }>;
type DeskSlip = Extract<Ticket, { kind: 'desk-slip' }>;
type TestPrint = Extract<Ticket, { kind: 'test-print' }>;

/** Font sizes in dots. The smallest is 3.2 mm, the least that a diacritic survives; the number's capitals are 20 mm. */
const size = { number: 224, place: 46, strong: 38, plain: 34, english: 27 };

export function layoutTicket(ticket: Ticket, measure: Measure): Layout {
  const column = new Column(measure);
  switch (ticket.kind) {
    case 'number':
      return numberTicket(ticket, column);
    case 'desk-slip':
      return deskSlip(ticket, column);
    case 'test-print':
      return testPrint(ticket, column);
    default:
      return unreachable(ticket);
  }
}

function numberTicket(ticket: NumberTicket, column: Column): Layout {
  const both = bilingual(column, ticket.language);
  const { room, floor } = ticket.place;
  head(ticket, column);
  if (ticket.reprint) column.gap(8).frame({ text: 'IN LẠI · REPRINT', size: size.plain });
  column.gap(6).line('Số thứ tự · Queue number', size.plain, 'middle');
  column.gap(20).figure(ticket.number, size.number).gap(22);
  if (ticket.priority) column.frame({ text: 'ƯU TIÊN · PRIORITY', size: size.strong }).gap(12);
  if (ticket.unverified)
    column.frame({ text: 'CHƯA XÁC MINH', size: size.strong }, { text: 'TO BE VERIFIED', size: size.english }).gap(12);

  both({ vi: `Đến: ${room.vi}, ${floor.vi}`, en: `Go to: ${room.en}, ${floor.en}` }, size.place);
  both(ticket.queueLabel, size.strong);
  column.rule();
  both({ vi: `Dịch vụ: ${ticket.service.vi}`, en: `Service: ${ticket.service.en}` });
  if (ticket.maskedName) both({ vi: `Họ tên: ${ticket.maskedName}`, en: `Name: ${ticket.maskedName}` });
  if (ticket.ahead !== undefined)
    both({ vi: `Trước ông/bà: ${ticket.ahead} người`, en: `Ahead of you: ${ticket.ahead}` });
  if (ticket.papers.length > 0) {
    column.rule();
    both({ vi: 'Giấy tờ cần có:', en: 'Please have ready:' });
    for (const paper of ticket.papers) both({ vi: `– ${paper.vi}`, en: `– ${paper.en}` });
  }
  column.qr(ticketCode(ticket.ticketToken));
  both({ vi: `Lỡ lượt? Đến ${ticket.desk.vi}.`, en: `Missed your turn? Go to: ${ticket.desk.en}.` });
  return column.layout();
}

function deskSlip(ticket: DeskSlip, column: Column): Layout {
  const both = bilingual(column, ticket.language);
  head(ticket, column);
  column
    .gap(12)
    .frame({ text: 'PHIẾU GẶP NHÂN VIÊN', size: size.strong }, { text: 'PLEASE SEE STAFF', size: size.english });
  column.gap(14);
  both({ vi: `Đến: ${ticket.desk.vi}`, en: `Go to: ${ticket.desk.en}` }, size.place);
  both(deskText(ticket.reason));
  column.rule();
  both({ vi: `Dịch vụ: ${ticket.service.vi}`, en: `Service: ${ticket.service.en}` });
  if (ticket.maskedName) both({ vi: `Họ tên: ${ticket.maskedName}`, en: `Name: ${ticket.maskedName}` });
  column.rule().line(`Dành cho nhân viên: ${failureTexts[ticket.reason].staff.vi}`, size.plain);
  column.line(`Mã phiếu: ${ticket.slipId}`, size.strong);
  return column.layout();
}

/** Letters with two marks, the smallest text, a QR and the head: what a worn or wrongly set printer spoils first. */
function testPrint(ticket: TestPrint, column: Column): Layout {
  head(ticket, column);
  column.gap(8).frame({ text: 'IN THỬ · TEST PRINT', size: size.strong }).gap(8);
  column.line('Ẳ Ễ Ự ẨN ẲNG', 64, 'middle');
  column.line('Ẳ Ễ Ự ẨN ẲNG · ắ ề ộ ữ ỷ đ', size.english, 'middle');
  column.qr(ticketCode('TEST'));
  return column.headTest().layout();
}

function head(ticket: { centre: Text; issuedAt: string }, column: Column): void {
  column.line(ticket.centre.vi, size.plain, 'middle').line(localTime(ticket.issuedAt), size.plain, 'middle');
}

/** Vietnamese first; English beneath it, smaller, for those who chose English. */
const bilingual =
  (column: Column, language: Language) =>
  ({ vi, en }: Text, vietnameseSize = size.plain): void => {
    column.line(vi, vietnameseSize);
    if (language === 'en') column.line(en, size.english).gap(6);
  };

const inVietNam = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Asia/Ho_Chi_Minh',
  day: '2-digit',
  month: '2-digit',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

/** "21/11/2026 07:42" in Viet Nam, whatever the host's zone. */
const localTime = (instant: string): string => inVietNam.format(new Date(instant)).replace(',', '');
