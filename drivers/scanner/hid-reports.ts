/** HID usage page of barcode scanners (HID POS Usage Tables 1.02 §3). */
export const barCodeScannerPage = 0x8c;

/** Where an input report keeps its part of a scan. Places in bytes from the report's start, where its id is. */
export interface Layout {
  /** Absent where the device has one report only, without an id. */
  reportId?: number | undefined;
  /** How many of the data bytes count. Where absent the zeros behind them do not. */
  count?: number | undefined;
  /** Of the AIM identifier's three bytes. */
  identifier?: number | undefined;
  data: { at: number; size: number };
  /** The bit that says that the next report carries on. */
  more?: { at: number; bit: number } | undefined;
}

const counted = { reportId: 2, count: 1, more: { at: 63, bit: 0 } } as const;

/** As makers' manuals print them: Honeywell's and Access-IS's with the AIM identifier, Newland's without. */
export const commonLayouts: readonly Layout[] = [
  { ...counted, identifier: 2, data: { at: 5, size: 56 } },
  { ...counted, data: { at: 2, size: 56 } },
];

/** One report's part of a scan. */
export interface Piece {
  data: Uint8Array;
  /** Three bytes, such as `]Q1`; absent where the device does not tell it. */
  identifier?: Uint8Array | undefined;
  more: boolean;
}

/**
 * By the first of the layouts that the report fits: makers copy each other's descriptors, and not always what they describe.
 * @returns `damaged` where it carries a part of a scan and fits none; undefined for reports about other things
 */
export function readReport(layouts: readonly Layout[], report: Uint8Array): Piece | 'damaged' | undefined {
  const mine = layouts.filter(({ reportId }) => reportId === undefined || reportId === report[0]);
  for (const layout of mine) {
    const piece = readAs(layout, report);
    if (piece) return piece;
  }
  return mine.length > 0 ? 'damaged' : undefined;
}

function readAs({ count, identifier, data, more }: Layout, report: Uint8Array): Piece | undefined {
  const bytes = report.subarray(data.at, data.at + data.size);
  const length = count === undefined ? lengthWithoutPadding(bytes) : report[count];
  if (length === undefined || length > bytes.length) return undefined;
  const aim = identifier === undefined ? undefined : report.subarray(identifier, identifier + 3);
  if (aim && !isAimIdentifier(aim) && aim.some((byte) => byte !== 0)) return undefined;
  return {
    data: bytes.subarray(0, length),
    identifier: aim && isAimIdentifier(aim) ? aim : undefined,
    more: more !== undefined && ((report[more.at] ?? 0) & (1 << more.bit)) !== 0,
  };
}

const lengthWithoutPadding = (bytes: Uint8Array) => bytes.findLastIndex((byte) => byte !== 0) + 1;

/** ISO/IEC 15424: `]`, a letter for the symbology, a modifier. */
const isAimIdentifier = (bytes: Uint8Array) => /^\][A-Za-z][0-9A-Za-z]$/.test(String.fromCharCode(...bytes));
