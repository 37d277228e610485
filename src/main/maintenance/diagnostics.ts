import type { Devices, PrintOutcome } from '../../../drivers/ports.ts';
import { failureTexts } from '../../contract/failures.ts';
import type { PrinterState, ReaderStatus, ScannerStatus } from '../../contract/devices.ts';
import { serviceDay } from '../../contract/queue.ts';
import type { Check } from '../../contract/session-view.ts';
import type { Centre } from '../../contract/services.ts';
import type { Text } from '../../contract/text.ts';
import type { BackendClient } from '../backend/client.ts';
import type { Clock } from '../../../drivers/clock.ts';
import type { Answer } from '../session/events.ts';
import type { Store } from '../store/store.ts';
import type { Print } from './counted-print.ts';
import { wearOf, type WearSettings } from './wear.ts';

export interface DiagnosticsDeps {
  devices: Devices;
  backend: BackendClient;
  store: Store;
  clock: Clock;
  print: Print;
  centre: Centre;
  settings: WearSettings;
}

type Diagnosed = Extract<Answer, { type: 'diagnosed' }>;

/** What a technician asks of the kiosk, answered in words. */
export async function diagnose(
  deps: DiagnosticsDeps,
  wanted: ('overview' | 'test-print' | 'self-test')[],
): Promise<Diagnosed> {
  const checks: Check[] = [];
  if (wanted.includes('test-print')) checks.push(await testPrint(deps));
  if (wanted.includes('self-test')) checks.push(...(await selfTest(deps)));
  return overview(deps, checks);
}

export async function overview(
  { backend, store, clock, settings }: DiagnosticsDeps,
  checks: Check[],
): Promise<Diagnosed> {
  const { ok } = await backend.health();
  return {
    type: 'diagnosed',
    backend: ok ? 'up' : 'down',
    unsent: store.unsent(clock.now()),
    unsettled: store.unsettled(serviceDay(clock.now())),
    wear: wearOf(store.printed(), settings),
    checks,
  };
}

async function testPrint({ print, clock, centre }: DiagnosticsDeps): Promise<Check> {
  const issuedAt = new Date(clock.now()).toISOString();
  return printCheck('test-print', await print({ kind: 'test-print', centre: centre.name, issuedAt }));
}

export function printCheck(name: 'test-print' | 'reprint', outcome: PrintOutcome): Check {
  switch (outcome.outcome) {
    case 'confirmed':
      return {
        name,
        passed: true,
        text: { vi: 'Máy in xác nhận đã in xong.', en: 'The printer confirmed that it finished.' },
      };
    case 'unconfirmed':
      return { name, passed: false, text: failureTexts.PRINT_UNCONFIRMED.staff };
    case 'not-printed':
    case 'unknown':
      return { name, passed: false, text: failureTexts[outcome.code].staff };
  }
}

/** A whole reading of a test card. The answer says what was proved, nothing of whom. */
export async function testRead(
  { devices }: DiagnosticsDeps,
  personalNumber: string,
  challenge: string,
  signal: AbortSignal,
): Promise<Check> {
  const result = await devices.readChip({ can: personalNumber.slice(-6), challenge }, signal);
  if (!result.ok) return { name: 'test-read', passed: false, text: failureTexts[result.code].staff };
  const { dataGroups, proof, statistics } = result.value;
  const { hashes, signature, issuer } = proof.passiveAuthentication;
  const passed =
    hashes === 'match' && signature === 'valid' && issuer === 'trusted' && proof.activeAuthentication === 'passed';
  const milliseconds = Math.round(Object.values(statistics.stagesMs).reduce((sum, ms) => sum + ms, 0));
  const groups = dataGroups.join(', ');
  return {
    name: 'test-read',
    passed,
    text: {
      vi: `Đọc ${groups} trong ${milliseconds} ms; chữ ký ${signature === 'valid' ? 'đúng' : 'sai'}, nơi cấp ${issuer === 'trusted' ? 'tin cậy' : 'không tin cậy'}, chống sao chép ${proof.activeAuthentication === 'passed' ? 'đạt' : 'không đạt'}.`,
      en: `Read ${groups} in ${milliseconds} ms; signature ${signature}, issuer ${issuer}, active authentication ${proof.activeAuthentication}.`,
    },
  };
}

async function selfTest({ devices, backend, store }: DiagnosticsDeps): Promise<Check[]> {
  const { host, reader, scanner } = devices.status();
  const printer = await devices.printerStatus();
  const server = await backend.health();
  return [
    { name: 'host', passed: host === 'up', text: host === 'up' ? fine : failureTexts.DEVICE_LOST.staff },
    { name: 'reader', passed: reader.state === 'ready', text: readerText[reader.state] },
    {
      name: 'scanner',
      passed: scanner.state === 'ready' || scanner.state === 'not-fitted',
      text: scannerText[scanner.state],
    },
    {
      name: 'printer',
      passed: printer.state === 'ready' || printer.state === 'paper-low',
      text: printerText[printer.state],
    },
    { name: 'backend', passed: server.ok, text: server.ok ? fine : failureTexts[server.code].staff },
    storeCheck(store),
  ];
}

function storeCheck(store: Store): Check {
  const passed = store.check();
  return {
    name: 'store',
    passed,
    text: passed
      ? fine
      : {
          vi: 'Tệp nhật ký bị hỏng. Không xoá; gọi hỗ trợ.',
          en: 'The journal file is damaged. Do not delete it; call support.',
        },
  };
}

const fine: Text = { vi: 'Tốt.', en: 'Good.' };

const readerText: Record<ReaderStatus['state'], Text> = {
  ready: fine,
  absent: failureTexts.READER_MISSING.staff,
  'service-down': { vi: 'Dịch vụ pcscd không chạy.', en: 'The pcscd service is not running.' },
  denied: {
    vi: 'pcscd từ chối người dùng của ki-ốt. Kiểm tra luật polkit.',
    en: 'pcscd refuses the kiosk’s user. Check the polkit rule.',
  },
  failed: {
    vi: 'Đã thử mọi cách, đầu đọc vẫn không chạy. Rút cắm lại đầu đọc, rồi khởi động lại máy.',
    en: 'Every way back was tried. Unplug the reader and plug it in again, then restart the machine.',
  },
  starting: { vi: 'Đang khởi động.', en: 'Starting.' },
};

const scannerText: Record<ScannerStatus['state'], Text> = {
  ready: fine,
  absent: { vi: 'Không thấy đầu quét mã. Kiểm tra cáp.', en: 'No barcode scanner. Check the cable.' },
  denied: {
    vi: 'Ki-ốt không có quyền mở đầu quét mã. Kiểm tra luật udev.',
    en: 'The kiosk may not open the barcode scanner. Check the udev rule.',
  },
  'not-fitted': { vi: 'Theo cấu hình, máy này không có đầu quét.', en: 'By its settings this machine has no scanner.' },
  starting: { vi: 'Đang khởi động.', en: 'Starting.' },
};

const printerText: Record<PrinterState, Text> = {
  ready: fine,
  'paper-low': { vi: 'Sắp hết giấy. Chuẩn bị cuộn mới.', en: 'Paper is low. Have a new roll ready.' },
  'no-paper': failureTexts.PRINTER_NO_PAPER.staff,
  'cover-open': failureTexts.PRINTER_COVER_OPEN.staff,
  'cutter-error': failureTexts.PRINTER_CUTTER.staff,
  offline: failureTexts.PRINTER_OFFLINE.staff,
  unknown: { vi: 'Máy in không báo trạng thái.', en: 'The printer does not report its state.' },
};
