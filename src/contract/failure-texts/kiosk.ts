import type { FailureCode } from '../failure-codes.ts';
import { type FailureText } from './failure-text.ts';

export const kioskTexts = {
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
  IDENTITY_DECLARED: {
    citizen: {
      vi: 'Nhân viên sẽ so giấy tờ với ông/bà tại quầy.',
      en: 'Staff will compare your papers with you at the counter.',
    },
    staff: {
      vi: 'Chip chưa được đọc: so giấy tờ tuỳ thân có ảnh với người đến.',
      en: 'No chip was read: compare a paper with a photo with the person.',
    },
  },
  VNEID_AT_COUNTER: {
    citizen: {
      vi: 'Mã VNeID cần được nhân viên kiểm tra. Mời mở sẵn VNeID và đến quầy.',
      en: 'A VNeID code must be checked by staff. Please keep VNeID open and go to the counter.',
    },
    staff: {
      vi: 'Người dùng có VNeID: kiểm tra tài khoản mức 2 trên điện thoại.',
      en: 'The user has VNeID: check the level 2 account on the phone.',
    },
  },
  WITHOUT_PAPERS: {
    citizen: {
      vi: 'Không có giấy tờ, nhân viên vẫn tiếp nhận ông/bà. Mời đến quầy.',
      en: 'Staff will receive you without papers too. Please go to the counter.',
    },
    staff: {
      vi: 'Không mang giấy tờ: tra theo họ tên, ngày sinh; cấp cứu thì tiếp nhận ngay.',
      en: 'No papers: look up by name and birth date; receive emergencies at once.',
    },
  },
  EMERGENCY: {
    citizen: {
      vi: 'Mời đến ngay phòng cấp cứu. Không cần giấy tờ, không cần lấy số.',
      en: 'Please go to the emergency room at once. No papers and no number are needed.',
    },
    staff: {
      vi: 'Cấp cứu: tiếp nhận ngay, giấy tờ bổ sung sau.',
      en: 'Emergency: receive at once, papers come later.',
    },
  },
  CONSENT_REFUSED: {
    citizen: {
      vi: 'Ông/bà không đồng ý nên hồ sơ không được gửi. Quầy vẫn giúp ông/bà làm thủ tục.',
      en: 'You did not agree, so nothing was sent. The counter will still help you.',
    },
    staff: {
      vi: 'Người dùng không đồng ý xử lý dữ liệu tại ki-ốt: làm thủ tục trực tiếp.',
      en: 'The user did not agree to processing at the kiosk: serve in person.',
    },
  },
  CAMERA_MISSING: {
    citizen: {
      vi: 'Máy này chưa chụp được ảnh. Nhân viên sẽ chụp tại quầy.',
      en: 'This machine cannot take a photo now. Staff will take it at the counter.',
    },
    staff: { vi: 'Máy ảnh không trả lời hoặc chưa được phép.', en: 'The camera does not answer or is not allowed.' },
  },
  TEXT_INVALID: {
    citizen: { vi: 'Mời nhập vào ô, rồi chạm Tiếp tục.', en: 'Please type something, then touch Continue.' },
    desk: { vi: 'Nhân viên sẽ ghi giúp ông/bà.', en: 'Staff will write it down for you.' },
    staff: { vi: 'Ô chữ trống hoặc quá dài.', en: 'The text is empty or too long.' },
  },
  PAPERS_WANTED: {
    citizen: {
      vi: 'Máy in danh sách giấy tờ cần có và nơi nộp.',
      en: 'The machine prints the papers that are needed, and where to hand them in.',
    },
    staff: { vi: 'Người dùng xin danh sách giấy tờ.', en: 'The user asked for the list of papers.' },
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
} satisfies Partial<Record<FailureCode, FailureText>>;
