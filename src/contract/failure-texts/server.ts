import type { FailureCode } from '../failure-codes.ts';
import { withHelp, type FailureText } from './failure-text.ts';

export const serverTexts = {
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
      vi: 'Máy chủ không nhận yêu cầu này, gửi lại cũng vậy: kiểm tra phiên bản và cấu hình của máy.',
      en: 'The server does not accept this request, however often: check this machine’s version and settings.',
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
  NOT_FOUND: {
    citizen: {
      vi: 'Máy chủ không có thông tin này. Mời đến quầy.',
      en: 'The server has no record of this. Please go to the counter.',
    },
    staff: {
      vi: 'Máy chủ không có mục này: sai mã, đã xoá, hoặc cơ sở dữ liệu đã được khôi phục.',
      en: 'The server has no such entry: a wrong code, deleted, or the database was restored.',
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
} satisfies Partial<Record<FailureCode, FailureText>>;
