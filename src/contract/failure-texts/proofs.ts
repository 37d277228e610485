import type { FailureCode } from '../failure-codes.ts';
import type { Text } from '../text.ts';
import { withHelp, type FailureText } from './failure-text.ts';

/** Which of the issuer's proofs failed is for staff alone. */
const notVerified: Text = {
  vi: 'Máy không xác thực được thẻ này. Mời đến quầy.',
  en: 'The machine cannot verify this card. Please go to the counter.',
};

export const proofsTexts = {
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
} satisfies Partial<Record<FailureCode, FailureText>>;
