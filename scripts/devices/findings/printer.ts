import type { Finding } from './finding.ts';

/** Of the ticket printer. */
export const printerFindings = {
  PRINTER_READY: {
    outcome: 'good',
    text: {
      vi: 'Máy in sẵn sàng. Thêm --print để in phiếu thử.',
      en: 'The printer is ready. Add --print to print a test ticket.',
    },
  },
  PRINTER_PAPER_LOW: {
    outcome: 'good',
    text: { vi: 'Máy in sẵn sàng nhưng sắp hết giấy.', en: 'The printer is ready, but paper is low.' },
    action: { vi: 'Chuẩn bị cuộn giấy mới.', en: 'Have a new roll ready.' },
  },
  PRINTED: {
    outcome: 'good',
    text: {
      vi: 'Đã in phiếu thử; máy in xác nhận đã in xong ({proof}).',
      en: 'The test ticket is printed; the printer confirmed that it finished ({proof}).',
    },
  },
  PRINT_UNCONFIRMED: {
    outcome: 'failed',
    text: {
      vi: 'Đã gửi phiếu thử, nhưng máy in không xác nhận được là đã in xong.',
      en: 'The test ticket was sent, but the printer cannot confirm that it finished.',
    },
    action: {
      vi: 'Nhìn tờ giấy. Phiếu ra đủ: ki-ốt vẫn chạy nhưng sẽ ghi "chưa xác nhận"; nên dùng máy in trả lời GS ( H hoặc GS r.',
      en: 'Look at the paper. If it is whole the kiosk works but will say "not confirmed"; better a printer that answers GS ( H or GS r.',
    },
  },
  PRINT_BROKE_OFF: {
    outcome: 'failed',
    text: {
      vi: 'Phiếu thử bị dở dang: {reason}',
      en: 'The test ticket broke off: {reason}',
    },
    action: {
      vi: 'Xử lý nguyên nhân, lấy hết giấy dở ra, tắt bật lại máy in, rồi chạy lại.',
      en: 'Remove the cause and any half ticket, switch the printer off and on, then run this again.',
    },
  },
  PRINTER_NO_PAPER: {
    outcome: 'failed',
    text: { vi: 'Máy in hết giấy.', en: 'The printer is out of paper.' },
    action: {
      vi: 'Mở nắp, thay cuộn giấy (mặt in ra ngoài), để thừa 5 cm, đóng nắp đến khi có tiếng tách.',
      en: 'Open the cover, put in a new roll (printing side outwards), leave 5 cm out, close the cover until it clicks.',
    },
  },
  PRINTER_COVER_OPEN: {
    outcome: 'failed',
    text: { vi: 'Nắp máy in đang mở.', en: 'The printer’s cover is open.' },
    action: { vi: 'Đóng nắp đến khi có tiếng tách.', en: 'Close the cover until it clicks.' },
  },
  PRINTER_CUTTER: {
    outcome: 'failed',
    text: { vi: 'Dao cắt của máy in bị kẹt.', en: 'The printer’s cutter is jammed.' },
    action: {
      vi: 'Mở nắp, lấy giấy kẹt ra, đóng nắp. Đèn lỗi còn sáng: tắt máy in, chờ 10 giây, bật lại.',
      en: 'Open the cover, take the jammed paper out, close it. If the error light stays on: switch off, wait 10 seconds, switch on.',
    },
  },
  PRINTER_ERROR: {
    outcome: 'failed',
    text: {
      vi: 'Máy in báo lỗi mà không nói lỗi gì.',
      en: 'The printer reports an error without saying which.',
    },
    action: {
      vi: 'Tắt máy in, chờ 10 giây, bật lại. Nếu còn lỗi, ghi lại các đèn đang nháy và gọi nơi bảo hành.',
      en: 'Switch it off, wait 10 seconds, switch it on. If the error stays, note which lights blink and call the service.',
    },
  },
  PRINTER_OFFLINE: {
    outcome: 'failed',
    text: {
      vi: 'Máy in ở {node} có đó nhưng không trả lời.',
      en: 'The printer at {node} is there but does not answer.',
    },
    action: {
      vi: 'Bật máy in, bấm nút FEED; đang in dở thì chờ. Máy in chỉ phục vụ một máy: tắt chương trình khác đang dùng nó. Máy in nối tiếp: đặt tốc độ trên máy in là 115200 bit/giây.',
      en: 'Switch it on, press FEED; if it is printing, wait. A printer serves one client: end other programs that use it. A serial printer: set the printer to 115,200 bits a second.',
    },
  },
  PRINTER_NOT_FOUND: {
    outcome: 'failed',
    text: { vi: 'Không có máy nào tên {node} trên mạng.', en: 'There is no machine called {node} on the network.' },
    action: {
      vi: 'Giữ nút FEED khi bật máy in để in ra địa chỉ IP, rồi sửa devices.printer.host.',
      en: 'Hold FEED while switching the printer on: it prints its IP address. Correct devices.printer.host.',
    },
  },
  PRINTER_UNREACHABLE: {
    outcome: 'failed',
    text: { vi: 'Không có đường mạng tới máy in {node}.', en: 'The printer {node} cannot be reached on the network.' },
    action: {
      vi: 'Kiểm tra nguồn, cáp mạng và đèn ở cổng mạng của máy in; in trang tự thử để xem địa chỉ IP có đổi không.',
      en: 'Check its power, network cable and the light at its network port; print its own test page to see whether its IP address changed.',
    },
  },
  PRINTER_REFUSED: {
    outcome: 'failed',
    text: {
      vi: 'Có máy ở {node} nhưng nó từ chối kết nối.',
      en: 'A machine is there, but refuses the connection to {node}.',
    },
    action: {
      vi: 'Xem devices.printer.port (thường là 9100) và địa chỉ có đúng là của máy in không; tắt bật lại máy in.',
      en: 'Check devices.printer.port (mostly 9100) and that the address is the printer’s; switch the printer off and on.',
    },
  },
  PRINTER_ABSENT: {
    outcome: 'failed',
    text: { vi: 'Không thấy máy in ở {node}.', en: 'There is no printer at {node}.' },
    action: {
      vi: 'Bật máy in, cắm lại cáp USB. Vẫn không có thì nạp trình điều khiển:',
      en: 'Switch the printer on and plug its USB cable in again. If it is still not there, load the driver:',
    },
    command: 'sudo modprobe usblp',
  },
  PRINTER_DENIED: {
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
  PRINTER_HELD: {
    outcome: 'held',
    text: { vi: 'Chương trình khác đang giữ {node}: {holder}.', en: 'Another program has {node} open: {holder}.' },
    action: { vi: 'Dừng ki-ốt trước, rồi chạy lại:', en: 'Stop the kiosk first, then run this again:' },
    command: '{stop}',
  },
} as const satisfies Record<string, Finding>;
