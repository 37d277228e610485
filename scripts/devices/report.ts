import { field, printable } from '../terminal/printable.ts';
import type { Text } from '../../src/contract/text.ts';
import type { Attached, Check, Listing, Pcsc, TestReport } from './report-schema.ts';

const names: Record<Check['device'], Text> = {
  reader: { vi: 'Đầu đọc thẻ', en: 'Card reader' },
  scanner: { vi: 'Đầu quét mã', en: 'Barcode scanner' },
  printer: { vi: 'Máy in', en: 'Printer' },
  machine: { vi: 'Máy này', en: 'This machine' },
};

const kinds: Record<Attached['kind'], Text> = {
  'hid-pos': { vi: 'Đầu quét USB (HID POS)', en: 'USB scanner (HID POS)' },
  serial: { vi: 'Đường nối tiếp', en: 'Serial line' },
  'keyboard-wedge': { vi: 'Bàn phím USB', en: 'USB keyboard' },
  'escpos-device': { vi: 'Máy in USB', en: 'USB printer' },
  'escpos-serial': { vi: 'Máy in nối tiếp', en: 'Serial printer' },
};

const pcscdStates: Record<Pcsc['pcscd'], string> = {
  running: 'đang chạy / running',
  stopped: 'không chạy / not running',
  silent: 'không trả lời / does not answer',
  denied: 'từ chối người dùng này / refuses this user',
  'not-installed': 'chưa cài / not installed',
  unknown: 'chưa rõ: thiếu libpcsclite1 / unknown: libpcsclite1 is missing',
};

/** `!`: good, with something to do all the same. */
const markOf = ({ outcome, action }: Check): string => (outcome !== 'good' ? '✗' : action ? '!' : '✓');

/** Vietnamese first; the command, which is the same in both, last. */
export function checkLines(check: Check): string[] {
  const { code, text, action, command } = check;
  return [
    `  ${markOf(check)} ${code}`,
    `    ${printable(text.vi)}`,
    ...(action ? [`    → ${printable(action.vi)}`] : []),
    `    ${printable(text.en)}`,
    ...(action ? [`    → ${printable(action.en)}`] : []),
    ...(command === undefined ? [] : ['', `        ${printable(command)}`]),
    '',
  ];
}

type Tested = TestReport['devices'][number];

export const testedLines = ({ device, driver, checks }: Tested): string[] => [
  `${names[device].vi} / ${names[device].en} (${driver})`,
  ...checks.flatMap(checkLines),
];

export function verdictLine({ passed, devices }: TestReport): string {
  const bad = devices.flatMap(({ checks }) => checks.filter(({ outcome }) => outcome !== 'good'));
  return passed
    ? 'Mọi thiết bị đều tốt / All devices are good'
    : `Chưa tốt / Not good: ${bad.map(({ code }) => code).join(', ')}`;
}

const row = (name: string, value: string) => field(name, value, 40);

export function listingLines({ user, pcsc, attached, checks, settings }: Listing): string[] {
  return [
    'Máy này có / This machine has',
    row('pcscd', pcscdStates[pcsc.pcscd]),
    ...pcsc.readers.map(({ name, card }) =>
      row('Đầu đọc thẻ / Card reader', `${name}${card ? ', có thẻ / with a card' : ''}`),
    ),
    ...attached.flatMap(attachedLines),
    ...(attached.length + pcsc.readers.length === 0 ? ['  không thấy thiết bị nào / no device is seen'] : []),
    row('Người dùng / User', `${user.name} (${user.groups.join(' ')})`),
    '',
    ...(checks.length > 0 ? ['Còn vướng / In the way', ...checks.flatMap(checkLines)] : []),
    'Cấu hình ki-ốt: dán vào "devices" / Settings of the kiosk: paste into "devices"',
    'Máy in mạng: thay PRINTER-ADDRESS bằng địa chỉ IP của nó / A printer on the network: its IP address for PRINTER-ADDRESS',
    '',
    JSON.stringify({ devices: settings }, null, 2),
  ];
}

const attachedLines = ({ kind, path, name, vendorId, productId, access, mayOpen, likely }: Attached): string[] => [
  row(`${kinds[kind].vi} / ${kinds[kind].en}`, name),
  row(
    '',
    [path, usbId(vendorId, productId), access, mayOpen ? '' : '✗ không được mở / may not open']
      .filter(Boolean)
      .join('  '),
  ),
  ...(likely ? [] : [row('', 'có lẽ là thứ khác / probably something else')]),
];

const usbId = (vendorId?: number, productId?: number): string =>
  vendorId === undefined || productId === undefined
    ? ''
    : [vendorId, productId].map((id) => id.toString(16).padStart(4, '0')).join(':');
