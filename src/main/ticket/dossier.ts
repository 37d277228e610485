import type { Text } from '../../contract/text.ts';
import { appointmentCode, type TicketOf } from '../../contract/ticket.ts';
import type { Column } from './column.ts';
import { localDay, localTime, localWeekday } from './local-time.ts';
import { about, goTo, head, inOneLine, papersToBring, way } from './parts.ts';

export function papersList(ticket: TicketOf<'papers-list'>, column: Column): void {
  head(ticket, column);
  column.gap(12).frame({ vi: 'GIẤY TỜ CẦN MANG THEO', en: 'PAPERS TO BRING' }).gap(14);
  about(ticket, column);
  column.rule();
  for (const paper of ticket.papers) column.item('box', paper, column.size.strong);
  column.rule();
  way({ vi: 'Mang đến', en: 'Bring them to' }, ticket.place, column);
}

export function appointment(ticket: TicketOf<'appointment'>, column: Column): void {
  head(ticket, column);
  column.gap(12).frame({ vi: 'PHIẾU HẸN', en: 'APPOINTMENT' }).gap(26);
  column.figure(localTime(ticket.at), Math.round(column.size.number / 2)).gap(8);
  column.both(localWeekday(ticket.at), column.size.strong, 'middle').gap(8);
  way(goTo, ticket.place, column);
  column.rule();
  about(ticket, column);
  if (ticket.papers.length > 0) column.rule();
  papersToBring({ vi: 'Nhớ mang theo:', en: 'Please bring:' }, ticket.papers, column);
  column.gap(10).qr(appointmentCode(ticket.code), () => {
    column.both({ vi: 'Khi đến, quét mã này tại máy.', en: 'When you come, scan this code at the machine.' });
    column.gap(6).both({ vi: `Mã hẹn: ${ticket.code}`, en: `Appointment code: ${ticket.code}` });
  });
}

/** In the order and under the names of the form. */
export function receipt(ticket: TicketOf<'receipt'>, column: Column): void {
  const { size } = column;
  column.line('CỘNG HÒA XÃ\u00a0HỘI CHỦ\u00a0NGHĨA VIỆT\u00a0NAM', size.plain, 'middle');
  column.line('Độc\u00a0lập\u00a0– Tự\u00a0do\u00a0– Hạnh\u00a0phúc', size.plain, 'middle').rule();
  head(ticket, column);
  column.gap(12).frame({
    vi: 'GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ',
    en: 'RECEIPT OF DOSSIER AND APPOINTMENT FOR THE RESULT',
  });
  column.gap(10).title({ vi: 'Mã hồ sơ', en: 'Dossier code' }, size.plain);
  column.gap(8).figure(ticket.dossierCode, size.strong).gap(14);

  const row = (vi: string, en: string, value: Text) => {
    column.both({ vi: `${vi}: ${value.vi}`, en: `${en}: ${value.en}` }).gap(6);
  };
  const name = inOneLine(ticket.maskedName);
  row('Tiếp nhận hồ sơ của', 'Received from', { vi: name, en: name });
  row('Nội dung yêu cầu', 'Request', ticket.procedure);
  column.rule().both({ vi: '1. Thành phần hồ sơ nộp gồm:', en: '1. Papers received:' });
  for (const paper of ticket.papers) column.item('dash', paper);
  column.gap(6);
  row('2. Số lượng hồ sơ', '2. Sets of papers', { vi: `${ticket.sets} bộ`, en: `${ticket.sets}` });
  row('3. Thời gian giải quyết', '3. Time needed', ticket.term);
  const received = { time: localTime(ticket.receivedAt), day: localDay(ticket.receivedAt) };
  row('4. Thời gian nhận hồ sơ', '4. Received at', {
    vi: `${received.time} ngày ${received.day}`,
    en: `${received.time} on ${received.day}`,
  });
  column.both({ vi: '5. Thời gian trả kết quả:', en: '5. Result ready at:' });
  const due = { time: localTime(ticket.resultAt), day: localWeekday(ticket.resultAt) };
  column.item('pointer', { vi: `${due.time}, ${due.day.vi}`, en: `${due.time}, ${due.day.en}` }, size.way).gap(6);
  row('6. Nhận kết quả tại', '6. Result given at', ticket.resultPlace);
  row('7. Phí, lệ phí', '7. Fee', ticket.fee);
  column.gap(10).qr(ticket.dossierCode, () => {
    column.both({
      vi: 'Khi nhận kết quả, mang theo giấy này và căn cước. Người nhận thay cần giấy ủy quyền.',
      en: 'To collect the result, bring this paper and your ID card. Somebody else needs your written authorisation.',
    });
  });
}
