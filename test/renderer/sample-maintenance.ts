import type { Page, SessionView } from '../../src/contract/session-view.ts';

const devices: SessionView['page'] & { name: 'maintenance' } = {
  name: 'maintenance',
  devices: {
    host: 'up',
    reader: { state: 'ready', name: 'Virtual PCD 00 00', card: true },
    scanner: { state: 'ready' },
    printer: { state: 'ready' },
  },
  backend: 'up',
  unsent: [],
  unsentCount: 0,
  unsettled: [],
  wear: {
    lines: 1_284_301,
    cuts: 32_107,
    life: { head: 20_000_000, cutter: 2_000_000 },
    worn: [],
    metresLeft: 42,
    ticketsLeft: 287,
  },
  checks: [],
  busy: 'no',
  version: '0.1.0',
};

export const maintenance: Extract<Page, { name: 'maintenance' }>[] = [
  devices,
  {
    ...devices,
    devices: {
      host: 'restarting',
      reader: { state: 'service-down', card: false },
      scanner: { state: 'absent' },
      printer: { state: 'no-paper' },
    },
    backend: 'down',
    unsent: [
      { kind: 'print-report', waitingSeconds: 5400 },
      { kind: 'number', waitingSeconds: 60 },
    ],
    unsentCount: 2,
    unsettled: [
      { number: 'H042', issuedAt: '2026-11-21T00:42:00Z' },
      { number: 'A117', issuedAt: '2026-11-21T00:40:00Z' },
    ],
    wear: {
      lines: 16_284_301,
      cuts: 1_632_107,
      life: { head: 20_000_000, cutter: 2_000_000 },
      worn: ['head', 'cutter'],
      metresLeft: 0,
      ticketsLeft: 0,
    },
    checks: [
      { name: 'host', passed: true, text: { vi: 'Tiến trình thiết bị trả lời.', en: 'The device process answers.' } },
      { name: 'reader', passed: false, text: { vi: 'Dịch vụ pcscd không trả lời.', en: 'pcscd does not answer.' } },
      { name: 'scanner', passed: false, text: { vi: 'Không thấy máy quét.', en: 'No scanner found.' } },
      {
        name: 'printer',
        passed: false,
        text: { vi: 'Hết giấy in. Thay cuộn giấy.', en: 'Out of paper. Change the roll.' },
      },
      {
        name: 'backend',
        passed: false,
        text: { vi: 'Không kết nối được máy chủ.', en: 'The server cannot be reached.' },
      },
      { name: 'store', passed: true, text: { vi: 'Ghi và đọc lại được.', en: 'Writes and reads back.' } },
      {
        name: 'test-print',
        passed: false,
        text: { vi: 'Máy in không xác nhận.', en: 'The printer did not confirm.' },
      },
      { name: 'test-read', passed: false, text: { vi: 'Chưa thấy thẻ thử.', en: 'No test card seen.' } },
    ],
    busy: 'test-card',
  },
];
