import type { FailureCode } from '../failure-codes.ts';
import { withHelp, type FailureText } from './failure-text.ts';

export const devicesTexts = {
  DEVICE_LOST: {
    citizen: {
      vi: 'Máy đang khởi động lại thiết bị. Xin chờ giây lát rồi thử lại.',
      en: 'The machine is restarting a device. Please wait a moment and try again.',
    },
    desk: withHelp('Thiết bị của máy đang khởi động lại.', 'A device of the machine is restarting.'),
    staff: {
      vi: 'Tiến trình thiết bị đã dừng và đang được khởi động lại.',
      en: 'The device process stopped and is being restarted.',
    },
  },
  DEVICE_TIMEOUT: {
    citizen: { vi: 'Thiết bị không trả lời. Xin thử lại.', en: 'The device did not answer. Please try again.' },
    desk: withHelp('Thiết bị của máy không trả lời.', 'A device of the machine did not answer.'),
    staff: {
      vi: 'Thiết bị không trả lời đúng hạn. Kiểm tra cáp và nguồn.',
      en: 'A device missed its deadline. Check cable and power.',
    },
  },
  CANCELLED: {
    citizen: { vi: 'Đã dừng. Xin bắt đầu lại.', en: 'Stopped. Please start again.' },
    desk: withHelp('Việc đọc thẻ đã dừng giữa chừng.', 'Reading your card was stopped.'),
    staff: { vi: 'Phiên đã kết thúc khi đang đọc thẻ.', en: 'The session ended while the card was being read.' },
  },
  READER_MISSING: {
    citizen: {
      vi: 'Đầu đọc thẻ đang hỏng. Mời dùng cách khác hoặc đến quầy.',
      en: 'The card reader is out of order. Please use another way or go to the counter.',
    },
    desk: withHelp('Đầu đọc thẻ của máy đang hỏng.', 'The card reader of the machine is out of order.'),
    staff: {
      vi: 'Không thấy đầu đọc thẻ. Kiểm tra cáp USB và dịch vụ pcscd.',
      en: 'No card reader found. Check the USB cable and the pcscd service.',
    },
  },
  CARD_REMOVED: {
    citizen: {
      vi: 'Thẻ đã bị nhấc ra. Xin đặt lại và giữ yên.',
      en: 'The card was lifted. Please lay it down again and keep it still.',
    },
    desk: withHelp('Máy chưa đọc xong thẻ.', 'The machine could not finish reading your card.'),
    staff: { vi: 'Thẻ rời đầu đọc khi đang đọc.', en: 'The card left the reader while being read.' },
  },
  CARD_UNREADABLE: {
    citizen: {
      vi: 'Chưa đọc được thẻ. Lau nhẹ, đặt lại, giữ yên.',
      en: 'Could not read the card. Wipe it, put it back and keep still.',
    },
    desk: withHelp('Máy chưa đọc được thẻ.', 'The machine could not read your card.'),
    staff: { vi: 'Chip không trả lời hoặc trả lời sai giao thức.', en: 'The chip is mute or broke the protocol.' },
  },
  CARD_MUTE: {
    citizen: {
      vi: 'Thẻ không trả lời. Xin lật mặt thẻ rồi đặt lại.',
      en: 'The card does not answer. Please turn it over and lay it down again.',
    },
    desk: withHelp('Thẻ không trả lời máy.', 'Your card did not answer the machine.'),
    staff: {
      vi: 'Thẻ không trả lời khi được cấp nguồn (ATR): đặt ngược, hỏng chip, hoặc không có chip.',
      en: 'No answer to reset: the card lies upside down, its chip is broken, or it has none.',
    },
  },
  CARD_NOT_SUPPORTED: {
    citizen: {
      vi: 'Đây không phải căn cước gắn chip. Xin đặt căn cước lên ô sáng.',
      en: 'This is not a chip ID card. Please lay your ID card (căn cước) on the lit area.',
    },
    desk: withHelp('Thẻ trên máy không phải căn cước gắn chip.', 'The card on the machine is not a chip ID card.'),
    staff: { vi: 'Thẻ không có ứng dụng giấy tờ ICAO.', en: 'The card has no ICAO document application.' },
  },
  PRINTER_NO_PAPER: {
    citizen: {
      vi: 'Máy in đã hết giấy. Số vẫn còn hiệu lực, xin ghi lại hoặc chụp màn hình.',
      en: 'The printer is out of paper. Your number stays valid: please note it or photograph the screen.',
    },
    staff: { vi: 'Hết giấy in. Thay cuộn giấy.', en: 'Out of paper. Change the roll.' },
  },
  PRINTER_COVER_OPEN: {
    citizen: {
      vi: 'Nắp máy in đang mở. Số vẫn còn hiệu lực, xin ghi lại hoặc chụp màn hình.',
      en: 'The printer cover is open. Your number stays valid: please note it or photograph the screen.',
    },
    staff: { vi: 'Nắp máy in đang mở. Đóng nắp.', en: 'The printer cover is open. Close it.' },
  },
  PRINTER_CUTTER: {
    citizen: {
      vi: 'Máy in bị kẹt. Số vẫn còn hiệu lực, xin ghi lại hoặc chụp màn hình.',
      en: 'The printer is jammed. Your number stays valid: please note it or photograph the screen.',
    },
    staff: {
      vi: 'Kẹt dao cắt. Mở nắp, gỡ giấy, đóng lại.',
      en: 'Cutter jam. Open the cover, remove the paper, close it.',
    },
  },
  PRINTER_OFFLINE: {
    citizen: {
      vi: 'Máy in không hoạt động. Số vẫn còn hiệu lực, xin ghi lại hoặc chụp màn hình.',
      en: 'The printer is not working. Your number stays valid: please note it or photograph the screen.',
    },
    staff: {
      vi: 'Không kết nối được máy in. Kiểm tra nguồn và cáp.',
      en: 'Cannot reach the printer. Check power and cable.',
    },
  },
  PRINT_UNCONFIRMED: {
    citizen: {
      vi: 'Chưa chắc phiếu đã in xong. Số trên màn hình vẫn có hiệu lực.',
      en: 'We are not sure the ticket was printed. The number on the screen is valid.',
    },
    staff: { vi: 'Máy in không xác nhận đã in xong.', en: 'The printer did not confirm that it finished.' },
  },
} satisfies Partial<Record<FailureCode, FailureText>>;
