import type { Finding } from './finding.ts';

/** Of the barcode scanner. */
export const scannerFindings = {
  SCANNER_READY: {
    outcome: 'good',
    text: {
      vi: 'Đầu quét đã mở. Thêm --scan để quét thử một mã.',
      en: 'The scanner is open. Add --scan to scan a code as well.',
    },
  },
  SCANNER_SCANNED: {
    outcome: 'good',
    text: { vi: 'Đã nhận trọn một mã: {what}.', en: 'One whole code was received: {what}.' },
  },
  SCANNER_NOT_FITTED: {
    outcome: 'good',
    text: { vi: 'Theo cấu hình, máy này không có đầu quét.', en: 'By its settings this machine has no scanner.' },
  },
  SCANNER_ABSENT: {
    outcome: 'failed',
    text: { vi: 'Không thấy đầu quét ở {node}.', en: 'There is no scanner at {node}.' },
    action: {
      vi: 'Cắm lại cáp. Nếu đã đổi đầu quét hoặc chế độ USB của nó, xem tên mới: chạy lệnh này không có --config.',
      en: 'Plug the cable in again. If the scanner or its USB mode was changed, see its new name: run this without --config.',
    },
  },
  SCANNER_DENIED: {
    outcome: 'set-up',
    text: {
      vi: 'Người dùng {user} không được mở {node} ({access}).',
      en: 'The user {user} may not open {node} ({access}).',
    },
    action: {
      vi: 'Nhóm tram được mở thiết bị: điền mã của nó (lsusb) vào luật udev, cho người dùng vào nhóm, đăng nhập lại.',
      en: 'The group tram may open it: put its ids (lsusb) into the udev rules, put the user into the group, log in again.',
    },
    command: '{allow}',
  },
  SCANNER_HELD: {
    outcome: 'held',
    text: { vi: 'Chương trình khác đang giữ {node}: {holder}.', en: 'Another program has {node} open: {holder}.' },
    action: { vi: 'Dừng ki-ốt trước, rồi chạy lại:', en: 'Stop the kiosk first, then run this again:' },
    command: '{stop}',
  },
  SCANNER_NOT_OPENED: {
    outcome: 'failed',
    text: { vi: 'Có {node} nhưng không mở được.', en: 'There is a {node}, but it cannot be opened.' },
    action: {
      vi: 'Rút cắm lại đầu quét. Vẫn vậy: devices.scanner.kind có đúng với chế độ USB của đầu quét không?',
      en: 'Unplug the scanner and plug it in again. If that does not help: does devices.scanner.kind fit its USB mode?',
    },
  },
  SCAN_NONE: {
    outcome: 'failed',
    text: {
      vi: 'Đầu quét đã mở nhưng sau {seconds} giây không có mã nào tới.',
      en: 'The scanner is open, but no code came within {seconds} seconds.',
    },
    action: {
      vi: 'Đèn quét có sáng không? Đầu quét kêu mà không có mã: quét lại tờ cài đặt (chế độ USB, tốc độ như trong cấu hình, gửi CR).',
      en: 'Does its light come on? If it beeps but nothing comes, scan its set-up sheet again (USB mode, baud rate as in the settings, CR suffix).',
    },
  },
  SCAN_GARBLED: {
    outcome: 'failed',
    text: {
      vi: 'Có dữ liệu tới nhưng không phải là một mã trọn vẹn bằng UTF-8.',
      en: 'Something came, but not one whole code in UTF-8.',
    },
    action: {
      vi: 'Quét lại tờ cài đặt: UTF-8, kết thúc bằng CR, không thêm ký tự khác; rồi thử mã in rõ hơn.',
      en: 'Scan the set-up sheet again: UTF-8, CR at the end, nothing else added; then try a code that is printed more clearly.',
    },
  },
  HID_LIBRARY_MISSING: {
    outcome: 'set-up',
    text: {
      vi: 'Không nạp được thư viện HID (libudev1, libusb-1.0-0).',
      en: 'The HID library (libudev1, libusb-1.0-0) cannot be loaded.',
    },
    action: { vi: 'Cài đặt:', en: 'Install it:' },
    command: 'sudo apt-get install libudev1 libusb-1.0-0',
  },
} as const satisfies Record<string, Finding>;
