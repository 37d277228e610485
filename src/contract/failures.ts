import type { FailureCode } from './failure-codes.ts';
import type { Text } from './text.ts';

export { failureCodeSchema, type FailureCode } from './failure-codes.ts';

interface FailureText {
  /** What happened and what to do, in plain words. */
  citizen: Text;
  /** The same for somebody who is sent to the desk, where `citizen` asks for another try at the machine. */
  desk?: Text;
  /** What a clerk or technician checks first. */
  staff: Text;
}

const withHelp = (vi: string, en: string): Text => ({
  vi: `${vi} Nhân viên sẽ giúp ông/bà.`,
  en: `${en} Staff will help you.`,
});

/** Which of the issuer's proofs failed is for staff alone. */
const notVerified: Text = {
  vi: 'Máy không xác thực được thẻ này. Mời đến quầy.',
  en: 'The machine cannot verify this card. Please go to the counter.',
};

export const failureTexts: Record<FailureCode, FailureText> = {
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
      vi: 'Đầu đọc thẻ đang hỏng. Mời đến quầy.',
      en: 'The card reader is out of order. Please go to the counter.',
    },
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
  CARD_ACCESS_DENIED: {
    citizen: {
      vi: 'Mã QR hoặc số đã nhập không thuộc thẻ này. Xin quét lại mã QR của chính thẻ đó, hoặc lấy thẻ lạ ra khỏi máy.',
      en: 'The QR code or number is not this card’s. Scan this card’s QR code, or remove the card if it is not yours.',
    },
    desk: withHelp(
      'Mã QR hoặc số đã nhập không thuộc thẻ trên máy.',
      'The QR code or number does not belong to the card on the machine.',
    ),
    staff: {
      vi: 'Chip từ chối mã CAN lấy từ QR hoặc số nhập tay.',
      en: 'The chip refused the CAN taken from the QR or the typed number.',
    },
  },
  CARD_NUMBER_MISMATCH: {
    citizen: {
      vi: 'Mã QR và thẻ không cùng một người. Xin dùng mã QR của chính thẻ đó, hoặc lấy thẻ lạ ra khỏi máy.',
      en: 'QR code and card are of different people. Use this card’s QR code, or remove the card if it is not yours.',
    },
    desk: withHelp('Mã QR và thẻ không cùng một người.', 'The QR code and the card are not of the same person.'),
    staff: {
      vi: 'Số định danh trong chip khác số trong QR.',
      en: 'The number in the chip differs from the one in the QR.',
    },
  },
  CARD_DATA_INVALID: {
    citizen: {
      vi: 'Dữ liệu trong thẻ không đọc được. Mời đến quầy.',
      en: 'The data in the card cannot be understood. Please go to the counter.',
    },
    staff: { vi: 'Dữ liệu chip sai cấu trúc hoặc vượt giới hạn.', en: 'Chip data is malformed or beyond the limits.' },
  },
  CARD_DATA_TAMPERED: {
    citizen: notVerified,
    staff: {
      vi: 'Dữ liệu chip không khớp chữ ký của cơ quan cấp.',
      en: 'Chip data does not match the issuer’s signature.',
    },
  },
  CARD_ISSUER_UNKNOWN: {
    citizen: notVerified,
    staff: {
      vi: 'Không có chứng thư gốc (CSCA) của nơi cấp trong kho tin cậy.',
      en: 'The issuer’s CSCA is not in the trust store.',
    },
  },
  CARD_ISSUER_REVOKED: {
    citizen: notVerified,
    staff: {
      vi: 'Chứng thư ký (DS) đã bị thu hồi, hoặc hiện không trong thời hạn hiệu lực.',
      en: 'The document signer was revoked, or its certificate is not valid at present.',
    },
  },
  CARD_CLONED: {
    citizen: notVerified,
    staff: {
      vi: 'Chip không chứng minh được khoá riêng: có thể là thẻ sao chép. Đối chiếu người và thẻ.',
      en: 'The chip could not prove its private key: possibly a copy. Compare person and card.',
    },
  },
  CARD_UNPROVED: {
    citizen: {
      vi: 'Máy chưa xác thực được chip của thẻ. Xin đưa căn cước cho nhân viên xem tại quầy.',
      en: 'The machine could not prove the chip of this card. Please show your ID card at the counter.',
    },
    staff: {
      vi: 'Dữ liệu đúng chữ ký, nhưng chip không được yêu cầu hoặc không thể chứng minh khoá riêng. Đối chiếu người và thẻ.',
      en: 'The data is signed, but the chip was not asked or is not able to prove its private key. Compare person and card.',
    },
  },
  CARD_EXPIRED: {
    citizen: {
      vi: 'Căn cước đã hết hạn. Mời đến quầy để được hướng dẫn.',
      en: 'Your ID card has expired. Please go to the counter for help.',
    },
    staff: { vi: 'Căn cước đã hết hạn sử dụng.', en: 'The ID card is past its expiry date.' },
  },
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
  BACKEND_UNREACHABLE: {
    citizen: {
      vi: 'Chưa kết nối được với máy chủ. Mời đến quầy, nhân viên sẽ cấp số.',
      en: 'We cannot reach the server. Please go to the counter; staff will give you a number.',
    },
    staff: {
      vi: 'Ki-ốt không kết nối được máy chủ. Cấp số tại quầy.',
      en: 'The kiosk cannot reach the server. Give a number at the counter.',
    },
  },
  BACKEND_REFUSED: {
    citizen: {
      vi: 'Máy chủ không nhận yêu cầu. Mời đến quầy.',
      en: 'The server did not accept the request. Please go to the counter.',
    },
    staff: {
      vi: 'Máy chủ từ chối ki-ốt này: kiểm tra đăng ký máy và phiên bản.',
      en: 'The server refused this kiosk: check enrolment and version.',
    },
  },
  BACKEND_ERROR: {
    citizen: {
      vi: 'Máy chủ gặp lỗi. Mời đến quầy, nhân viên sẽ cấp số.',
      en: 'The server had an error. Please go to the counter; staff will give you a number.',
    },
    staff: {
      vi: 'Máy chủ trả lời lỗi hoặc trả lời sai định dạng.',
      en: 'The server answered with an error or in a wrong form.',
    },
  },
  CHALLENGE_EXPIRED: {
    citizen: { vi: 'Đã quá thời gian. Xin đặt thẻ lại.', en: 'That took too long. Please lay the card down again.' },
    desk: withHelp('Máy chưa kiểm tra kịp thẻ.', 'The machine could not check your card in time.'),
    staff: {
      vi: 'Thử thách xác thực chip đã hết hạn hoặc đã dùng.',
      en: 'The chip challenge expired or was used already.',
    },
  },
  QUEUE_CLOSED: {
    citizen: {
      vi: 'Nơi này hiện không nhận thêm số. Mời đến quầy.',
      en: 'This queue takes no more numbers now. Please go to the counter.',
    },
    staff: {
      vi: 'Hàng đợi đã đóng hoặc hết số trong ngày.',
      en: 'The queue is closed or has used its numbers for the day.',
    },
  },
  CENTRE_CLOSED: {
    citizen: {
      vi: 'Ngoài giờ làm việc, nơi này chưa cấp số. Xin xem giờ mở cửa ở quầy.',
      en: 'Numbers are not given at this hour. Please see the opening hours at the counter.',
    },
    staff: {
      vi: 'Ngoài giờ hoặc ngày nghỉ theo centre.json.',
      en: 'Outside the hours, or a holiday, of centre.json.',
    },
  },
  QUOTA_REACHED: {
    citizen: {
      vi: 'Hôm nay nơi này đã đủ số. Mời đến quầy để được hướng dẫn.',
      en: 'This queue has given all its numbers today. Please go to the counter for advice.',
    },
    staff: {
      vi: 'Đã đủ số trong ngày của hàng đợi (quota trong centre.json).',
      en: 'The queue’s numbers for the day are given (quota in centre.json).',
    },
  },
  NUMBERS_SUSPENDED: {
    citizen: {
      vi: 'Máy tạm thời không cấp số. Mời đến quầy.',
      en: 'Numbers cannot be given at the moment. Please go to the counter.',
    },
    staff: {
      vi: 'Cơ sở dữ liệu cũ hơn những số đã cấp: người vận hành phải xác nhận việc khôi phục.',
      en: 'The database is older than numbers already given: the operator must confirm the restore.',
    },
  },
  LEASE_OUTDATED: {
    citizen: {
      vi: 'Máy tạm thời không cấp số. Mời đến quầy.',
      en: 'This machine cannot give numbers at the moment. Please go to the counter.',
    },
    staff: {
      vi: 'Dải số khẩn của máy này không phải dải mới nhất: ổ đĩa đã được sao chép hoặc khôi phục.',
      en: 'This kiosk’s emergency numbers are not its latest: its disk was copied or restored.',
    },
  },
  CLOCK_SKEWED: {
    citizen: {
      vi: 'Máy tạm thời không cấp số. Mời đến quầy.',
      en: 'This machine cannot give numbers at the moment. Please go to the counter.',
    },
    staff: {
      vi: 'Đồng hồ của máy lệch quá nhiều so với máy chủ.',
      en: 'This machine’s clock differs too much from the server’s.',
    },
  },
  REQUEST_UNDER_WAY: {
    citizen: {
      vi: 'Yêu cầu đang được xử lý. Xin chờ giây lát.',
      en: 'Your request is being worked on. Please wait a moment.',
    },
    desk: withHelp('Máy chưa làm xong yêu cầu.', 'The machine has not finished your request.'),
    staff: {
      vi: 'Cùng một yêu cầu đang được xử lý.',
      en: 'The same request is being worked on.',
    },
  },
  TOO_MANY_REQUESTS: {
    citizen: {
      vi: 'Máy chủ đang bận. Xin chờ giây lát rồi thử lại.',
      en: 'The server is busy. Please wait a moment and try again.',
    },
    desk: withHelp('Máy chủ đang bận.', 'The server is busy.'),
    staff: {
      vi: 'Quá nhiều yêu cầu trong thời gian ngắn.',
      en: 'Too many requests in a short time.',
    },
  },
  QUEUE_EMPTY: {
    citizen: {
      vi: 'Không còn ai đang chờ.',
      en: 'The queue is empty.',
    },
    staff: {
      vi: 'Không còn ai đang chờ trong hàng này.',
      en: 'Nobody waits in this queue.',
    },
  },
  ENTRY_MOVED_ON: {
    citizen: {
      vi: 'Số này đã được gọi. Mời đến quầy.',
      en: 'This number was called already. Please go to the counter.',
    },
    staff: {
      vi: 'Lượt này đã đổi trạng thái, có thể do quầy khác.',
      en: 'This entry has changed its state, maybe by another counter.',
    },
  },
  SIGN_IN_REFUSED: {
    citizen: {
      vi: 'Sai tên hoặc mật khẩu.',
      en: 'Wrong name or password.',
    },
    staff: {
      vi: 'Sai tên hoặc mật khẩu, hoặc tài khoản đã bị khoá.',
      en: 'Wrong name or password, or the account is disabled.',
    },
  },
  SIGN_IN_LOCKED: {
    citizen: {
      vi: 'Đã thử sai nhiều lần. Xin chờ.',
      en: 'Too many wrong tries. Please wait.',
    },
    desk: withHelp('Đã thử sai nhiều lần.', 'There were too many wrong tries.'),
    staff: {
      vi: 'Tài khoản tạm khoá vì thử sai nhiều lần.',
      en: 'The account is locked for a while after wrong tries.',
    },
  },
  PASSWORD_ONE_TIME: {
    citizen: {
      vi: 'Hãy đổi mật khẩu trước.',
      en: 'Please change your password first.',
    },
    staff: {
      vi: 'Mật khẩu này do người khác đặt: đổi trước khi làm việc.',
      en: 'Somebody else set this password: change it before you work.',
    },
  },
  ENROLMENT_REFUSED: {
    citizen: {
      vi: 'Máy này chưa được đăng ký. Mời đến quầy.',
      en: 'This machine is not enrolled yet. Please go to the counter.',
    },
    staff: {
      vi: 'Mã đăng ký sai, đã dùng hoặc quá mười phút.',
      en: 'The enrolment code is wrong, used or older than ten minutes.',
    },
  },
  KIOSK_NOT_ENROLLED: {
    citizen: {
      vi: 'Máy này chưa được đăng ký. Mời đến quầy.',
      en: 'This machine is not enrolled yet. Please go to the counter.',
    },
    staff: {
      vi: 'Máy chưa đăng ký với máy chủ, hoặc đăng ký đã bị huỷ. Chạy lệnh với --enrol và mã đăng ký.',
      en: 'This kiosk is not enrolled, or its enrolment was revoked. Run it with --enrol and a code.',
    },
  },
  INSURANCE_EXPIRED: {
    citizen: {
      vi: 'Thẻ bảo hiểm y tế đã hết hạn. Ông/bà có thể khám dịch vụ hoặc gặp nhân viên.',
      en: 'Your health insurance has expired. You can have a self-paid visit or see staff.',
    },
    staff: { vi: 'Cổng BHXH báo thẻ hết giá trị sử dụng.', en: 'The insurance portal says the card has expired.' },
  },
  INSURANCE_NOT_FOUND: {
    citizen: {
      vi: 'Không thấy thẻ bảo hiểm y tế. Ông/bà có thể khám dịch vụ hoặc gặp nhân viên.',
      en: 'No health insurance was found. You can have a self-paid visit or see staff.',
    },
    staff: {
      vi: 'Cổng BHXH không có thẻ hoặc thẻ đã bị thu hồi, báo giảm.',
      en: 'The insurance portal has no card, or it was withdrawn.',
    },
  },
  INSURANCE_AT_COUNTER: {
    citizen: {
      vi: 'Thẻ bảo hiểm của ông/bà cần được nhân viên kiểm tra. Mời đến quầy cùng thẻ giấy.',
      en: 'Your insurance card must be checked by staff. Please go to the counter with the paper card.',
    },
    staff: {
      vi: 'Thẻ do BHXH Bộ Quốc phòng hoặc Bộ Công an quản lý: kiểm tra thẻ giấy và giấy tờ tuỳ thân.',
      en: 'Card managed by the army or police insurance: check the paper card and identity.',
    },
  },
  INSURANCE_MISMATCH: {
    citizen: {
      vi: 'Họ tên hoặc ngày sinh trên thẻ bảo hiểm khác với căn cước. Mời đến quầy để sửa.',
      en: 'Name or birth date on the insurance card differs from your ID card. Please go to the counter.',
    },
    staff: {
      vi: 'Họ tên hoặc ngày sinh ở cổng BHXH khác căn cước.',
      en: 'Name or birth date at the insurance portal differs from the ID card.',
    },
  },
  LICENCE_WITHOUT_TERM: {
    citizen: {
      vi: 'Giấy phép hạng này không có thời hạn nên không cần đổi vì hết hạn.',
      en: 'A licence of this class has no term, so it need not be renewed for expiry.',
    },
    staff: {
      vi: 'Hạng A1, A, B1 không có thời hạn (Luật 36/2024/QH15 Điều 57).',
      en: 'Classes A1, A, B1 have no term (Law 36/2024/QH15 art. 57).',
    },
  },
  LICENCE_OVERDUE_TEST: {
    citizen: {
      vi: 'Giấy phép đã quá hạn lâu nên phải sát hạch lại. Mời đến quầy.',
      en: 'The licence has been expired for too long: a test is needed. Please go to the counter.',
    },
    staff: {
      vi: 'Quá hạn: kiểm tra quy định sát hạch lại theo ngày hết hạn.',
      en: 'Overdue: check the re-test rule by expiry date.',
    },
  },
  PERSON_DENIED: {
    citizen: {
      vi: 'Thông tin không phải của ông/bà. Mời đến quầy.',
      en: 'The information is not yours. Please go to the counter.',
    },
    staff: {
      vi: 'Người dùng nói rằng thông tin hiện ra không phải của mình.',
      en: 'The user said that the person shown is somebody else.',
    },
  },
  STAFF_WANTED: {
    citizen: { vi: 'Mời đến quầy, nhân viên sẽ giúp ông/bà.', en: 'Please go to the counter; staff will help you.' },
    staff: { vi: 'Người dùng muốn gặp nhân viên.', en: 'The user asked for staff.' },
  },
  IN_MAINTENANCE: {
    citizen: { vi: 'Máy đang bảo trì. Mời đến quầy.', en: 'The machine is being serviced. Please go to the counter.' },
    staff: {
      vi: 'Máy đang bảo trì, hoặc chưa tự kiểm tra đạt sau bảo trì.',
      en: 'In maintenance, or no self-test has passed since.',
    },
  },
  PIN_WRONG: {
    citizen: { vi: 'Mã PIN chưa đúng.', en: 'The PIN is not right.' },
    staff: { vi: 'Mã PIN bảo trì sai.', en: 'Wrong maintenance PIN.' },
  },
  PIN_LOCKED: {
    citizen: { vi: 'Tạm khoá vì nhập sai nhiều lần.', en: 'Locked for a while after wrong attempts.' },
    staff: {
      vi: 'Bảo trì bị khoá tạm do nhập sai PIN nhiều lần.',
      en: 'Maintenance is locked for a while after wrong PINs.',
    },
  },
  COMMAND_INVALID: {
    citizen: { vi: 'Thao tác không hợp lệ.', en: 'That action is not valid.' },
    staff: { vi: 'Màn hình gửi lệnh sai định dạng.', en: 'The screen sent a malformed command.' },
  },
  OUT_OF_TURN: {
    citizen: { vi: 'Thao tác này không dùng được lúc này.', en: 'That action cannot be used now.' },
    staff: { vi: 'Lệnh không hợp với trạng thái phiên.', en: 'The command does not fit the session’s state.' },
  },
};

/** For the page and the slip that send somebody to the desk. */
export const deskText = (code: FailureCode): Text => failureTexts[code].desk ?? failureTexts[code].citizen;
