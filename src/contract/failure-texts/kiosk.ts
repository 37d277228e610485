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
