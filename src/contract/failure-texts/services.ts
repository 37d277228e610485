import type { FailureCode } from '../failure-codes.ts';
import { type FailureText } from './failure-text.ts';

export const servicesTexts = {
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
      vi: 'Cổng BHXH yêu cầu kiểm tra thẻ giấy và giấy tờ tuỳ thân.',
      en: 'The insurance portal wants the paper card and an identity paper checked.',
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
  INSURANCE_WITHDRAWN: {
    citizen: {
      vi: 'Thẻ bảo hiểm y tế không còn dùng được. Ông/bà có thể khám dịch vụ hoặc gặp nhân viên.',
      en: 'Your health insurance is no longer in force. You can have a self-paid visit or see staff.',
    },
    staff: {
      vi: 'Cổng BHXH báo thẻ đã thu hồi hoặc báo giảm (110, 120 đến 124).',
      en: 'The insurance portal says the card was withdrawn or ended (110, 120 to 124).',
    },
  },
  INSURANCE_FORCES: {
    citizen: {
      vi: 'Thẻ bảo hiểm do quân đội hoặc công an quản lý. Mời đến quầy cùng thẻ giấy và giấy tờ tuỳ thân.',
      en: 'Your insurance is managed by the army or police. Please go to the counter with the paper card and an identity paper.',
    },
    staff: {
      vi: 'Thẻ do BHXH Bộ Quốc phòng (001) hoặc Bộ Công an (002) quản lý: kiểm tra thẻ giấy và giấy tờ tuỳ thân.',
      en: 'Card of the army (001) or police (002): check the paper card and an identity paper.',
    },
  },
  INSURANCE_RENEWED: {
    citizen: {
      vi: 'Ông/bà đã được cấp thẻ bảo hiểm mới. Mời đến quầy để dùng thẻ mới.',
      en: 'You have been given a new insurance card. Please go to the counter to use it.',
    },
    staff: {
      vi: 'Mã 003: thẻ cũ hết giá trị, đã có thẻ mới mà máy chưa tra được. Tra lại bằng mã thẻ mới.',
      en: 'Code 003: the old card ended and a new one exists that could not be asked for. Ask with the new number.',
    },
  },
  INSURANCE_CHILD: {
    citizen: {
      vi: 'Trẻ em cần thẻ bảo hiểm hoặc giấy khai sinh. Mời đến quầy, nhân viên sẽ giúp.',
      en: 'A child needs an insurance card or birth certificate. Please go to the counter; staff will help.',
    },
    staff: {
      vi: 'Mã 130: trẻ em không xuất trình thẻ. Nhận giấy khai sinh, giấy chứng sinh (NĐ 188/2025 Điều 37).',
      en: 'Code 130: a child without a card. Accept the birth certificate (Decree 188/2025 art. 37).',
    },
  },
  LICENCE_NOT_FOUND: {
    citizen: {
      vi: 'Chưa thấy giấy phép lái xe của ông/bà trên hệ thống. Mời đến quầy cùng giấy phép.',
      en: 'Your driving licence was not found in the register. Please go to the counter with the licence.',
    },
    staff: {
      vi: 'Cơ sở dữ liệu giấy phép lái xe không có người này: xác minh trước khi nhận hồ sơ.',
      en: 'The licence register does not know this person: verify before receiving the dossier.',
    },
  },
  LICENCE_SUSPENDED: {
    citizen: {
      vi: 'Giấy phép này đang bị tước hoặc tạm giữ nên chưa đổi được. Mời đến quầy.',
      en: 'This licence is withdrawn or held, so it cannot be renewed now. Please go to the counter.',
    },
    staff: {
      vi: 'Cơ sở dữ liệu ghi giấy phép đang bị tước quyền hoặc tạm giữ.',
      en: 'The register says the licence is withdrawn or held.',
    },
  },
  LICENCE_VIOLATIONS: {
    citizen: {
      vi: 'Còn vi phạm giao thông chưa xử lý xong. Xử lý xong mới đổi được giấy phép.',
      en: 'A traffic violation is not settled yet. The licence can be renewed once it is.',
    },
    staff: {
      vi: 'Còn vi phạm chưa xử lý: không nhận hồ sơ đổi giấy phép.',
      en: 'Unsettled violation: the dossier is not received.',
    },
  },
  LICENCE_ELSEWHERE: {
    citizen: {
      vi: 'Nơi này không nhận hồ sơ đổi giấy phép. Ông/bà nộp qua cổng dịch vụ công hoặc hỏi quầy.',
      en: 'Licence dossiers are not received here. Please use the public-service portal or ask the counter.',
    },
    staff: {
      vi: 'Trung tâm không nhận hồ sơ GPLX: hướng dẫn nộp qua cổng hoặc công an xã, Phòng CSGT.',
      en: 'This centre receives no licence dossiers: point to the portal or the police.',
    },
  },
  HEALTH_CERTIFICATE_MISSING: {
    citizen: {
      vi: 'Cần giấy khám sức khoẻ của người lái xe. Có giấy rồi mới đổi được giấy phép.',
      en: 'A driver’s health certificate is needed. The licence can be renewed once you have it.',
    },
    staff: {
      vi: 'Chưa có giấy khám sức khoẻ (không cần với hạng A1, A, B1).',
      en: 'No driver’s health certificate (classes A1, A, B1 need none).',
    },
  },
  HEALTH_CERTIFICATE_OLD: {
    citizen: {
      vi: 'Giấy khám sức khoẻ đã quá 12 tháng. Khám lại rồi mới đổi được giấy phép.',
      en: 'The health certificate is more than 12 months old. The licence can be renewed with a new one.',
    },
    staff: {
      vi: 'Giấy khám sức khoẻ quá 12 tháng (Thông tư 36/2024/TT-BYT).',
      en: 'Health certificate older than 12 months (Circular 36/2024/TT-BYT).',
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
} satisfies Partial<Record<FailureCode, FailureText>>;
