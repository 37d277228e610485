import { barCodeScannerPage, type Layout } from './hid-reports.ts';

/** Of the barcode scanner page, and `Byte Count` of the generic desktop page (HID Usage Tables 1.5). */
const usages = {
  byteCount: 0x01_003b,
  identifier1: barCodeScannerPage * 0x1_0000 + 0xfb,
  decodedData: barCodeScannerPage * 0x1_0000 + 0xfe,
  decodedDataContinued: barCodeScannerPage * 0x1_0000 + 0xff,
} as const;

/** Items' tags with their types, the size bits cleared (Device Class Definition for HID 1.11 §6.2.2). */
const tags = {
  input: 0x80,
  collection: 0xa0,
  output: 0x90,
  feature: 0xb0,
  usagePage: 0x04,
  reportSize: 0x74,
  reportId: 0x84,
  reportCount: 0x94,
  usage: 0x08,
} as const;

/**
 * Where a report descriptor puts a scan's fields, read as far as scanners need it: no Push and Pop, no ranges of usages.
 * @returns undefined where it names no Decoded Data at whole bytes
 */
export function layoutFrom(descriptor: Uint8Array): Layout | undefined {
  /** Of each report so far, in bits. */
  const lengths = new Map<number | undefined, number>();
  const places = new Map<number, { reportId: number | undefined; bit: number; bits: number }>();
  let page = 0;
  let size = 0;
  let count = 0;
  let reportId: number | undefined;
  let named: number[] = [];

  for (const { tag, value } of itemsOf(descriptor)) {
    switch (tag) {
      case tags.usagePage:
        page = value;
        break;
      case tags.reportSize:
        size = value;
        break;
      case tags.reportCount:
        count = value;
        break;
      case tags.reportId:
        reportId = value;
        break;
      case tags.usage:
        named.push(value > 0xffff ? value : page * 0x1_0000 + value);
        break;
      case tags.input: {
        const start = lengths.get(reportId) ?? (reportId === undefined ? 0 : 8);
        // One usage names all fields of its item, several name one each.
        const bits = named.length > 1 ? size : size * count;
        for (const [index, usage] of named.entries()) places.set(usage, { reportId, bit: start + index * bits, bits });
        lengths.set(reportId, start + size * count);
        named = [];
        break;
      }
      case tags.collection:
      case tags.output:
      case tags.feature:
        named = [];
    }
  }

  const data = places.get(usages.decodedData);
  if (!data || data.bits < 8 || data.bit % 8 !== 0) return undefined;
  const within = (usage: number) => {
    const place = places.get(usage);
    return place?.reportId === data.reportId ? place : undefined;
  };
  const byteOf = (usage: number) => {
    const place = within(usage);
    return place && place.bit % 8 === 0 ? place.bit / 8 : undefined;
  };
  const continued = within(usages.decodedDataContinued);
  return {
    reportId: data.reportId,
    count: byteOf(usages.byteCount),
    identifier: byteOf(usages.identifier1),
    data: { at: data.bit / 8, size: Math.floor(data.bits / 8) },
    more: continued && { at: Math.floor(continued.bit / 8), bit: continued.bit % 8 },
  };
}

/** Short items; a long one (§6.2.2.3), which nobody uses, or a cut one ends the reading. */
function* itemsOf(descriptor: Uint8Array): Generator<{ tag: number; value: number }> {
  for (let at = 0; at < descriptor.length;) {
    const prefix = descriptor[at] ?? 0;
    const size = [0, 1, 2, 4][prefix & 0b11] ?? 0;
    const bytes = descriptor.subarray(at + 1, at + 1 + size);
    if (prefix === 0xfe || bytes.length < size) return;
    yield { tag: prefix & 0b1111_1100, value: bytes.reduceRight((value, byte) => value * 256 + byte, 0) };
    at += 1 + size;
  }
}
