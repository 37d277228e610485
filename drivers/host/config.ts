import { z } from '../../src/contract/zod.ts';

const path = z.string().startsWith('/').max(1_000);

/** Bits a second of a scanner's serial line; 9,600 where absent, their factory setting. USB-CDC ignores it. */
const baudRateSchema = z.literal([4_800, 9_600, 19_200, 38_400, 57_600, 115_200]);

const usbIdSchema = z.int().min(0).max(0xffff);

/** Which devices a kiosk has, and where. */
export const deviceConfigSchema = z.strictObject({
  reader: z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('pcsc'),
      /** `pcsc-mini` where absent: it needs no compiler but knows four readers at most; pcsclite knows any number. */
      binding: z.enum(['pcsc-mini', 'pcsclite']).optional(),
      /** Only readers count whose name contains it. */
      name: z.string().min(1).max(128).optional(),
      /** Of a pcscd other than the system's. */
      socket: path.optional(),
      /** The command that restarts pcscd, program and arguments; absent where the kiosk's user may not. */
      restartService: z.array(z.string().min(1).max(1_000)).min(1).max(20).optional(),
    }),
    /** The simulated chip without PC/SC. Only the demonstration's host knows it. */
    z.strictObject({ kind: z.literal('simulated'), socket: path }),
  ]),
  scanner: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('serial'), path, baudRate: baudRateSchema.optional() }),
    /** HID POS, usage page 0x8C: the first one found, or the one that these identify. */
    z.strictObject({ kind: z.literal('hid-pos'), vendorId: usbIdSchema.optional(), productId: usbIdSchema.optional() }),
    /** A scanner that types: its own `/dev/input/by-id/…-event-kbd`, which udev keeps from the desktop. ASCII only. */
    z.strictObject({ kind: z.literal('keyboard-wedge'), path }),
    z.strictObject({ kind: z.literal('none') }),
  ]),
  printer: z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('escpos-tcp'),
      host: z.string().min(1).max(253),
      port: z.int().min(1).max(65_535),
    }),
    /** A character device such as `/dev/usb/lp0`. */
    z.strictObject({ kind: z.literal('escpos-device'), path }),
    /** RS-232 at 115,200 bits a second, or USB-CDC. */
    z.strictObject({ kind: z.literal('escpos-serial'), path }),
  ]),
  /** Country signing certificates, see drivers/emrtd. */
  trustDirectory: path,
});
export type DeviceConfig = z.infer<typeof deviceConfigSchema>;
export type ReaderConfig = DeviceConfig['reader'];
export type ScannerConfig = DeviceConfig['scanner'];
export type PrinterConfig = DeviceConfig['printer'];
