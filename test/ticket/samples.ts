import type { Ticket } from '../../src/contract/ticket.ts';

export type NumberTicket = Extract<Ticket, { kind: 'number' }>;

export const checkIn: NumberTicket = {
  kind: 'number',
  language: 'vi',
  centre: { vi: 'Bệnh viện Đa khoa Mẫu', en: 'Mẫu General Hospital' },
  number: 'A042',
  service: { vi: 'Khám bảo hiểm y tế', en: 'Health-insurance visit' },
  queueLabel: { vi: 'Nội tổng quát', en: 'General medicine' },
  place: { room: { vi: 'Phòng 105', en: 'Room 105' }, floor: { vi: 'tầng 1', en: 'ground floor' } },
  desk: { vi: 'Quầy số 1, tầng 1', en: 'Counter 1, ground floor' },
  maskedName: 'N. T. HƯỜNG',
  priority: true,
  unverified: false,
  reprint: false,
  ahead: 6,
  papers: [],
  ticketToken: 'q7Xh2mVn0dLr9sKcT4bYwA',
  issuedAt: '2026-11-21T00:42:10.000Z',
};

/** Every part that a ticket can have, in English. */
export const fullest: NumberTicket = {
  ...checkIn,
  language: 'en',
  number: 'M999',
  unverified: true,
  reprint: true,
  papers: [
    { vi: 'Căn cước', en: 'ID card' },
    { vi: 'Giấy phép lái xe cũ', en: 'Present driving licence' },
    { vi: 'Giấy khám sức khoẻ người lái xe, trong 12 tháng', en: 'Driver’s health certificate, within 12 months' },
  ],
};

export const deskSlip: Extract<Ticket, { kind: 'desk-slip' }> = {
  kind: 'desk-slip',
  language: 'vi',
  centre: checkIn.centre,
  service: checkIn.service,
  desk: checkIn.desk,
  maskedName: 'N. T. HƯỜNG',
  reason: 'CARD_CLONED',
  slipId: '7K3M9Q',
  issuedAt: checkIn.issuedAt,
};

export const testPrint: Ticket = { kind: 'test-print', centre: checkIn.centre, issuedAt: checkIn.issuedAt };
