import type { Finding } from './finding.ts';

/** Of the card reader, pcscd and the card that lies there. */
export const readerFindings = {
  READER_READY: {
    outcome: 'good',
    text: { vi: 'Đầu đọc {name} sẵn sàng, chưa có thẻ.', en: 'The reader {name} is ready; no card is on it.' },
  },
  CARD_ANSWERS: {
    outcome: 'good',
    text: {
      vi: 'Đầu đọc {name} đọc được thẻ: chip trả lời {status} ({document}), ATR {atr}.',
      en: 'The reader {name} reads the card: its chip answers {status} ({document}), ATR {atr}.',
    },
  },
  CARD_MUTE: {
    outcome: 'failed',
    text: {
      vi: 'Đầu đọc {name} thấy có thẻ nhưng chip không trả lời.',
      en: 'The reader {name} sees a card, but its chip does not answer.',
    },
    action: {
      vi: 'Lật mặt thẻ, lau chip, đặt giữa ô đọc; thử thêm một thẻ khác. Thẻ khác cũng vậy thì rút cắm lại đầu đọc.',
      en: 'Turn the card over, wipe the chip, lay it on the middle; try another card too. If that one fails as well, unplug the reader and plug it in again.',
    },
  },
  CARD_NOT_SUPPORTED: {
    outcome: 'failed',
    text: {
      vi: 'Đây không phải loại thẻ mà đầu đọc {name} dùng được.',
      en: 'This is not a card that the reader {name} can use.',
    },
    action: {
      vi: 'Thử thẻ căn cước. Thẻ căn cước cũng vậy thì xem đầu đọc có phải loại đọc thẻ không tiếp xúc (ISO 14443) không.',
      en: 'Try a citizen card. If that one fails as well, see whether the reader is one for contactless cards (ISO 14443).',
    },
  },
  CARD_LIFTED: {
    outcome: 'failed',
    text: { vi: 'Thẻ bị nhấc ra khi đang thử.', en: 'The card was lifted during the test.' },
    action: { vi: 'Đặt thẻ yên rồi chạy lại.', en: 'Let the card lie and run this again.' },
  },
  CARD_HELD: {
    outcome: 'held',
    text: {
      vi: 'Chương trình khác đang giữ thẻ trên đầu đọc {name} ({holder}), hoặc đầu đọc bị treo.',
      en: 'Another program holds the card on the reader {name} ({holder}), or the reader hangs.',
    },
    action: { vi: 'Dừng ki-ốt trước, rồi chạy lại:', en: 'Stop the kiosk first, then run this again:' },
    command: '{stop}',
  },
  READER_ABSENT: {
    outcome: 'failed',
    text: { vi: 'pcscd đang chạy nhưng không thấy đầu đọc nào.', en: 'pcscd is running but sees no reader.' },
    action: {
      vi: 'Cắm lại cáp USB, thử cổng khác. Vẫn không thấy thì kiểm tra trình điều khiển:',
      en: 'Plug the USB cable in again, try another port. If it is still not seen, check that the driver is there:',
    },
    command: 'sudo apt-get install libccid',
  },
  READER_NOT_NAMED: {
    outcome: 'failed',
    text: {
      vi: 'Không có đầu đọc nào tên chứa "{wanted}" như cấu hình ghi.',
      en: 'No reader’s name contains "{wanted}", as the settings say.',
    },
    action: {
      vi: 'Cắm đúng đầu đọc, hoặc sửa devices.reader.name. Tên các đầu đọc đang có: chạy lệnh này không có --config.',
      en: 'Plug in the right reader, or correct devices.reader.name. For the names of those attached run this without --config.',
    },
  },
  READER_FAILED: {
    outcome: 'failed',
    text: {
      vi: 'Đã thử mọi cách, đầu đọc vẫn không chạy.',
      en: 'Every way back was tried; the reader does not work.',
    },
    action: {
      vi: 'Rút đầu đọc, chờ 10 giây, cắm lại. Nếu chưa được, khởi động lại máy.',
      en: 'Unplug the reader, wait 10 seconds, plug it in again. If that is not enough, restart the machine.',
    },
    command: 'sudo systemctl restart pcscd',
  },
  PCSCD_STOPPED: {
    outcome: 'set-up',
    text: { vi: 'Dịch vụ pcscd không chạy.', en: 'The pcscd service is not running.' },
    action: { vi: 'Khởi động dịch vụ:', en: 'Start the service:' },
    command: 'sudo systemctl start pcscd',
  },
  PCSCD_SILENT: {
    outcome: 'set-up',
    text: { vi: 'pcscd có chạy nhưng không trả lời.', en: 'pcscd is there but does not answer.' },
    action: { vi: 'Khởi động lại dịch vụ:', en: 'Restart the service:' },
    command: 'sudo systemctl restart pcscd',
  },
  PCSCD_NOT_INSTALLED: {
    outcome: 'set-up',
    text: { vi: 'Máy chưa cài pcscd.', en: 'pcscd is not installed.' },
    action: { vi: 'Cài đặt:', en: 'Install it:' },
    command: 'sudo apt-get install pcscd libccid',
  },
  PCSCD_DENIED: {
    outcome: 'set-up',
    text: {
      vi: 'pcscd từ chối người dùng {user} (polkit).',
      en: 'pcscd refuses the user {user} (polkit).',
    },
    action: {
      vi: 'Cài luật polkit; tên người dùng của ki-ốt ghi ở dòng đầu của luật:',
      en: 'Install the polkit rule; the kiosk’s user stands at its top:',
    },
    command: 'sudo install -m 644 resources/polkit/50-tram-pcscd.rules /etc/polkit-1/rules.d/',
  },
  PCSC_LIBRARY_MISSING: {
    outcome: 'set-up',
    text: {
      vi: 'Không nạp được thư viện PC/SC (libpcsclite1).',
      en: 'The PC/SC library (libpcsclite1) cannot be loaded.',
    },
    action: { vi: 'Cài đặt:', en: 'Install it:' },
    command: 'sudo apt-get install libpcsclite1',
  },
  PCSCLITE_NOT_BUILT: {
    outcome: 'set-up',
    text: {
      vi: 'Cấu hình chọn pcsclite, nhưng máy chưa dựng nó.',
      en: 'The settings choose pcsclite, but it was not built here.',
    },
    action: {
      vi: 'Dựng một lần, hoặc bỏ devices.reader.binding để dùng pcsc-mini:',
      en: 'Build it once, or leave devices.reader.binding out to use pcsc-mini:',
    },
    command: 'npm run pcsclite',
  },
} as const satisfies Record<string, Finding>;
