import type { Device } from 'node-hid';
import { barCodeScannerPage } from '../../../drivers/scanner/hid-reports.ts';
import type { Attached } from '../report-schema.ts';
import type { Machine } from './machine.ts';

/** What is used of what node-hid tells. */
export type ListedHid = Pick<Device, 'path' | 'vendorId' | 'productId' | 'manufacturer' | 'product' | 'usagePage'>;

/** @returns undefined where node-hid's native part cannot be loaded: libudev1 or libusb-1.0-0 is missing */
export async function listHid(): Promise<ListedHid[] | undefined> {
  try {
    const { devicesAsync } = await import('node-hid');
    return await devicesAsync();
  } catch {
    return undefined;
  }
}

/** Barcode scanners (HID POS), of this vendor and product where they are given. */
export const scannersAmong = (
  listed: readonly ListedHid[],
  wanted: { vendorId?: number | undefined; productId?: number | undefined } = {},
): ListedHid[] =>
  listed.filter(
    ({ usagePage, vendorId, productId }) =>
      usagePage === barCodeScannerPage &&
      vendorId === (wanted.vendorId ?? vendorId) &&
      productId === (wanted.productId ?? productId),
  );

export async function findHidPos(machine: Machine, listed: readonly ListedHid[]): Promise<Attached[]> {
  const found = scannersAmong(listed).map(async ({ path = '', vendorId, productId, manufacturer, product }) => {
    const file = await machine.deviceFile(path);
    const name = [manufacturer, product].filter(Boolean).join(' ') || 'HID POS';
    const { access, mayOpen } = file ?? { access: '?', mayOpen: false };
    return { kind: 'hid-pos' as const, path, name, vendorId, productId, access, mayOpen, likely: true };
  });
  return Promise.all(found);
}
