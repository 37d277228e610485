import type { TicketOf } from '../../src/contract/ticket.ts';

const paper = {
  language: 'vi',
  centre: { vi: 'Bệnh viện Đa khoa Mẫu', en: 'Mẫu General Hospital' },
  issuedAt: '2026-11-21T00:42:10.000Z',
} as const;

const desk = { vi: 'Quầy số 1, tầng 1', en: 'Counter 1, ground floor' };
const firstFloor = { vi: 'tầng 2', en: 'first floor' };
const licenceDesk = {
  room: { vi: 'Quầy số 3', en: 'Counter 3' },
  floor: { vi: 'tầng 1', en: 'ground floor' },
};
const healthCertificate = {
  vi: 'Giấy khám sức khoẻ người lái xe, trong 12 tháng',
  en: 'Driver’s health certificate, within 12 months',
};

export const checkIn: TicketOf<'number'> = {
  ...paper,
  kind: 'number',
  number: 'A042',
  service: { vi: 'Khám bảo hiểm y tế', en: 'Health-insurance visit' },
  queueLabel: { vi: 'Nội tổng quát', en: 'General medicine' },
  place: { room: { vi: 'Phòng 105', en: 'Room 105' }, floor: { vi: 'tầng 1', en: 'ground floor' } },
  desk,
  maskedName: 'N. T. HƯỜNG',
  priority: true,
  unverified: false,
  reprint: false,
  ahead: 6,
  estimate: { from: '2026-11-21T01:02:00.000Z', to: '2026-11-21T01:13:30.000Z' },
  papers: [],
  ticketToken: 'q7Xh2mVn0dLr9sKcT4bYwA',
};

/** Every part that a number's ticket can have, in English. */
export const fullest: TicketOf<'number'> = {
  ...checkIn,
  language: 'en',
  number: 'M999',
  place: { ...checkIn.place, way: { vi: 'Đi thẳng, theo vạch xanh', en: 'Straight on, along the green line' } },
  unverified: true,
  reprint: true,
  papers: [
    { vi: 'Căn cước', en: 'ID card' },
    { vi: 'Giấy phép lái xe cũ', en: 'Present driving licence' },
    healthCertificate,
  ],
};

export const deskSlip: TicketOf<'desk-slip'> = {
  ...paper,
  kind: 'desk-slip',
  service: checkIn.service,
  desk,
  maskedName: 'N. T. HƯỜNG',
  reason: 'CARD_CLONED',
  slipId: '7K3M9Q',
};

export const guide: TicketOf<'guide'> = {
  ...paper,
  kind: 'guide',
  number: 'A042',
  done: { vi: 'Khám tại Phòng 105', en: 'Examination in Room 105' },
  next: { vi: 'Lấy máu xét nghiệm', en: 'Blood test' },
  place: { room: { vi: 'Phòng 203', en: 'Room 203' }, floor: firstFloor },
  instruction: {
    vi: 'Đưa phiếu này cho nhân viên rồi chờ gọi số.',
    en: 'Hand this slip to the staff and wait for your number.',
  },
};

export const papersList: TicketOf<'papers-list'> = {
  ...paper,
  kind: 'papers-list',
  service: { vi: 'Đổi giấy phép lái xe', en: 'Renew a driving licence' },
  papers: fullest.papers,
  place: licenceDesk,
};

export const appointment: TicketOf<'appointment'> = {
  ...paper,
  kind: 'appointment',
  service: { vi: 'Khám lại chuyên khoa Mắt', en: 'Follow-up, eyes' },
  at: '2026-11-27T01:30:00.000Z',
  place: { room: { vi: 'Phòng 207', en: 'Room 207' }, floor: firstFloor },
  maskedName: 'N. T. HƯỜNG',
  papers: [
    { vi: 'Căn cước', en: 'ID card' },
    { vi: 'Đơn thuốc đang dùng', en: 'Present prescription' },
  ],
  code: 'HK-261127-0042',
};

export const receipt: TicketOf<'receipt'> = {
  ...paper,
  kind: 'receipt',
  awaitsDesk: false,
  centre: { vi: 'Trung tâm Phục vụ hành chính công phường Mẫu', en: 'Mẫu Ward Public Service Centre' },
  dossierCode: 'H15.50.05.13-261121-0975',
  procedure: { vi: 'Đổi giấy phép lái xe', en: 'Renewal of a driving licence' },
  maskedName: 'N. T. HƯỜNG',
  papers: [
    { vi: 'Đơn đề nghị (bản chính)', en: 'Application (original)' },
    { vi: 'Giấy khám sức khoẻ (bản điện tử)', en: 'Health certificate (electronic)' },
    { vi: 'Giấy phép lái xe cũ (bản chính)', en: 'Present driving licence (original)' },
  ],
  sets: 1,
  term: { vi: '5 ngày làm việc', en: '5 working days' },
  receivedAt: '2026-11-21T00:41:00.000Z',
  resultAt: '2026-11-27T09:00:00.000Z',
  resultPlace: { vi: 'Quầy số 3, tầng 1', en: 'Counter 3, ground floor' },
  fee: { vi: '135.000 đồng, đã nộp', en: '135,000 VND, paid' },
};

export const testPrint: TicketOf<'test-print'> = {
  kind: 'test-print',
  centre: paper.centre,
  issuedAt: paper.issuedAt,
};

/** One of each paper that the kiosk prints for a visitor. */
export const papers = [checkIn, fullest, deskSlip, guide, papersList, appointment, receipt] as const;
