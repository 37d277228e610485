import { readableAddress } from '../../contract/portal-address.ts';
import type { Place } from '../../contract/services.ts';
import type { Text } from '../../contract/text.ts';
import { appointmentCode, type TicketOf } from '../../contract/ticket.ts';
import type { Column } from './column.ts';
import { localDay, localTime, localWeekday } from './local-time.ts';
import { about, goTo, head, inOneLine, papersToBring, way } from './parts.ts';

export function papersList(ticket: TicketOf<'papers-list'>, column: Column): void {
  head(ticket, column);
  column.gap(12).frame({ vi: 'GIẤY TỜ CẦN CÓ', en: 'PAPERS THAT YOU NEED' }).gap(14);
  about(ticket, column);
  column.rule();
  for (const paper of ticket.papers) column.item('box', paper, column.size.strong);
  column.rule();
  if (ticket.portal === undefined) way({ vi: 'Mang đến', en: 'Bring them to' }, ticket.place, column);
  else handInOnline(ticket.portal, ticket.place, column);
}

function handInOnline(portal: string, place: Place, column: Column): void {
  column.both({
    vi: 'Nơi này không nhận hồ sơ. Nộp hồ sơ qua cổng dịch vụ công:',
    en: 'No dossiers are received here. Hand yours in on the public-service portal:',
  });
  column.gap(10).figure(readableAddress(portal), column.size.strong).gap(10).qr(portal).rule();
  way({ vi: 'Cần hướng dẫn, đến', en: 'For advice, go to' }, place, column);
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

/** In the order and under the names of the form; what a desk has still to see is not called received. */
export function receipt(ticket: TicketOf<'receipt'>, column: Column): void {
  const { size } = column;
  const words = ticket.awaitsDesk ? slipWords : receiptWords;
  if (!ticket.awaitsDesk) {
    column.line('CỘNG HÒA XÃ\u00a0HỘI CHỦ\u00a0NGHĨA VIỆT\u00a0NAM', size.plain, 'middle');
    column.line('Độc\u00a0lập\u00a0– Tự\u00a0do\u00a0– Hạnh\u00a0phúc', size.plain, 'middle').rule();
  }
  head(ticket, column);
  column.gap(12).frame(words.title);
  column.gap(10).title({ vi: 'Mã hồ sơ', en: 'Dossier code' }, size.plain);
  column.gap(8).figure(ticket.dossierCode, size.strong).gap(14);

  const row = (label: Text, value: Text) => {
    column.both({ vi: `${label.vi}: ${value.vi}`, en: `${label.en}: ${value.en}` }).gap(6);
  };
  const name = inOneLine(ticket.maskedName);
  row(words.from, { vi: name, en: name });
  row({ vi: 'Nội dung yêu cầu', en: 'Request' }, ticket.procedure);
  column.rule().both(words.papers);
  for (const paper of ticket.papers) column.item('dash', paper);
  column.gap(6);
  row({ vi: '2. Số lượng hồ sơ', en: '2. Sets of papers' }, { vi: `${ticket.sets} bộ`, en: `${ticket.sets}` });
  row({ vi: '3. Thời gian giải quyết', en: '3. Time needed' }, ticket.term);
  const received = { time: localTime(ticket.receivedAt), day: localDay(ticket.receivedAt) };
  row(words.received, { vi: `${received.time} ngày ${received.day}`, en: `${received.time} on ${received.day}` });
  column.both(words.due);
  const due = { time: localTime(ticket.resultAt), day: localWeekday(ticket.resultAt) };
  column.item('pointer', { vi: `${due.time}, ${due.day.vi}`, en: `${due.time}, ${due.day.en}` }, size.way).gap(6);
  row({ vi: '6. Nhận kết quả tại', en: '6. Result given at' }, ticket.resultPlace);
  row({ vi: '7. Phí, lệ phí', en: '7. Fee' }, ticket.fee);
  column.gap(10).qr(ticket.dossierCode, () => {
    column.both(words.end);
  });
}

const receiptWords = {
  title: { vi: 'GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ', en: 'RECEIPT OF DOSSIER AND APPOINTMENT FOR THE RESULT' },
  from: { vi: 'Tiếp nhận hồ sơ của', en: 'Received from' },
  papers: { vi: '1. Thành phần hồ sơ nộp gồm:', en: '1. Papers received:' },
  received: { vi: '4. Thời gian nhận hồ sơ', en: '4. Received at' },
  due: { vi: '5. Thời gian trả kết quả:', en: '5. Result ready at:' },
  end: {
    vi: 'Khi nhận kết quả, mang theo giấy này và căn cước. Người nhận thay cần giấy ủy quyền.',
    en: 'To collect the result, bring this paper and your ID card. Somebody else needs your written authorisation.',
  },
};

const slipWords: typeof receiptWords = {
  title: { vi: 'PHIẾU HỒ SƠ CHỜ QUẦY TIẾP NHẬN', en: 'DOSSIER SLIP, NOT YET RECEIVED' },
  from: { vi: 'Hồ sơ của', en: 'Dossier of' },
  papers: { vi: '1. Thành phần hồ sơ:', en: '1. Papers of the dossier:' },
  received: { vi: '4. Khai tại máy lúc', en: '4. Given at the machine at' },
  due: {
    vi: '5. Hẹn trả kết quả, nếu quầy tiếp nhận hôm nay:',
    en: '5. Result ready at, if the counter receives it today:',
  },
  end: {
    vi: 'Phiếu này chưa phải giấy tiếp nhận hồ sơ. Quầy xem đủ giấy tờ rồi cấp giấy đó.',
    en: 'This is not the receipt. The counter gives it once it has seen the papers.',
  },
};
