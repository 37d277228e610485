import { open } from 'node:fs/promises';
import type { Device } from 'node-hid';
import type { BarcodeScanner } from '../ports.ts';
import { lostPiece } from './assembler.ts';
import { keepOpen } from './device.ts';
import { barCodeScannerPage, commonLayouts, readReport, type Layout } from './hid-reports.ts';
import { layoutFrom } from './report-descriptor.ts';

export interface HidPosSettings {
  /** USB's idVendor and idProduct; the first scanner that is found where they are absent. */
  vendorId?: number | undefined;
  productId?: number | undefined;
}

/**
 * A barcode scanner in USB HID POS mode, by its hidraw node, which hidapi opens for reading and writing.
 * node-hid is loaded here only: its binding needs libudev and libusb, which a kiosk with a serial scanner may lack.
 */
export const openHidPosScanner = (settings: HidPosSettings): BarcodeScanner =>
  keepOpen(async (assembler, lost) => {
    const { HIDAsync, devicesAsync } = await import('node-hid');
    const path = (await devicesAsync()).find((device) => isWanted(device, settings))?.path;
    if (path === undefined) throw new Error('no HID POS scanner');
    const layouts = await layoutsOf(path);

    // Never the synchronous class: closing it while it reads has crashed the process.
    const device = await HIDAsync.open(path);
    device.on('error', lost);
    device.on('data', (report: Buffer) => {
      const piece = readReport(layouts, report);
      if (piece === undefined) return;
      if (piece === 'damaged') {
        assembler.add(lostPiece);
        return;
      }
      assembler.add(piece.data, piece.identifier);
      if (!piece.more) assembler.finish();
    });
    // It begins to read in the next tick, and throws there if it was closed before.
    await new Promise((resolve) => process.nextTick(resolve));
    return { close: () => device.close() };
  });

/** Interfaces for a maker's own programs lie beside it on pages such as 0xFF8C, with the same vendor and product. */
const isWanted = (device: Device, { vendorId, productId }: HidPosSettings): boolean =>
  device.usagePage === barCodeScannerPage &&
  (vendorId === undefined || device.vendorId === vendorId) &&
  (productId === undefined || device.productId === productId);

/** Longest report descriptor that Linux takes (HID_MAX_DESCRIPTOR_SIZE). */
const descriptorLimit = 4_096;

/** What the device says of itself first, then what manuals say. @param path such as `/dev/hidraw0` */
async function layoutsOf(path: string): Promise<readonly Layout[]> {
  const file = await open(`/sys/class/hidraw/${path.slice('/dev/'.length)}/device/report_descriptor`);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(descriptorLimit), 0, descriptorLimit, 0);
    const layout = layoutFrom(buffer.subarray(0, bytesRead));
    return layout ? [layout, ...commonLayouts] : commonLayouts;
  } finally {
    await file.close();
  }
}
