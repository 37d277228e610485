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
} satisfies Partial<Record<FailureCode, FailureText>>;
