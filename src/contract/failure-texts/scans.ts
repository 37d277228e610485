import type { FailureCode } from '../failure-codes.ts';
import { withHelp, type FailureText } from './failure-text.ts';

export const scansTexts = {
  SCAN_NOT_FOR_KIOSK: {
    citizen: {
      vi: 'Mã này không dùng ở đây. Xin quét mã QR trên căn cước.',
      en: 'This code is not used here. Please scan the QR code on your ID card.',
    },
    desk: withHelp('Mã đã quét không dùng được ở máy này.', 'The scanned code cannot be used at this machine.'),
    staff: { vi: 'Mã quét không thuộc loại máy nhận.', en: 'The scanned code is of no kind that the kiosk takes.' },
  },
  SCAN_UNREADABLE: {
    citizen: {
      vi: 'Mã QR bị mờ hoặc hỏng. Xin thử lại hoặc nhập 12 số.',
      en: 'The QR code is blurred or damaged. Try again or type the 12 digits.',
    },
    desk: withHelp('Máy chưa đọc được mã QR.', 'The machine could not read your QR code.'),
    staff: {
      vi: 'Nội dung mã quét bị hỏng (UTF-8 hoặc cấu trúc).',
      en: 'The scanned content is damaged (UTF-8 or structure).',
    },
  },
  NUMBER_INVALID: {
    citizen: {
      vi: 'Số chưa đúng. Xin kiểm tra và nhập lại.',
      en: 'The number is not right. Please check and type it again.',
    },
    desk: withHelp('Số đã nhập chưa đúng.', 'The number typed was not right.'),
    staff: { vi: 'Số nhập tay không hợp lệ.', en: 'The typed number is not valid.' },
  },
  DATE_INVALID: {
    citizen: {
      vi: 'Ngày chưa đúng. Xin nhập ngày, tháng, năm.',
      en: 'The date is not right. Please type day, month, year.',
    },
    desk: withHelp('Ngày đã nhập chưa đúng.', 'The date typed was not right.'),
    staff: { vi: 'Ngày nhập tay không có thật.', en: 'The typed date does not exist.' },
  },
} satisfies Partial<Record<FailureCode, FailureText>>;
