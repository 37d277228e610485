import { deviceConfigSchema } from '../../drivers/host/config.ts';
import { z } from '../../src/contract/zod.ts';
import { commandCodes } from './exit-codes.ts';
import { type FindingCode, findings } from './findings/index.ts';

const wordsSchema = z.strictObject({ vi: z.string().min(1), en: z.string().min(1) });

/** One thing that was found, in words. */
export const checkSchema = z.strictObject({
  device: z.enum(['reader', 'scanner', 'printer', 'machine']),
  code: z.enum(Object.keys(findings) as FindingCode[]),
  /** `set-up`: this machine lacks something. `held`: another program has the device. `failed`: the device itself. */
  outcome: z.enum(['good', 'set-up', 'held', 'failed']),
  text: wordsSchema,
  action: wordsSchema.optional(),
  command: z.string().optional(),
});
export type Check = z.infer<typeof checkSchema>;

/** Something attached that a kiosk can use; `kind` is the settings' own word for it. */
export const attachedSchema = z.strictObject({
  kind: z.enum(['hid-pos', 'serial', 'keyboard-wedge', 'escpos-device', 'escpos-serial']),
  /** For the settings; HID POS needs none there. */
  path: z.string(),
  /** As it calls itself. */
  name: z.string(),
  vendorId: z.int().optional(),
  productId: z.int().optional(),
  /** Owner, group and permissions of the device file, such as `root:dialout 0660`. */
  access: z.string(),
  mayOpen: z.boolean(),
  /** Keyboards, and serial lines without a USB device behind, mostly are something else. */
  likely: z.boolean(),
});
export type Attached = z.infer<typeof attachedSchema>;

export const pcscSchema = z.strictObject({
  /** `silent`: it is there and does not answer. `unknown`: libpcsclite1 is missing. */
  pcscd: z.enum(['running', 'stopped', 'silent', 'denied', 'not-installed', 'unknown']),
  readers: z.array(z.strictObject({ name: z.string(), card: z.boolean() })),
});
export type Pcsc = z.infer<typeof pcscSchema>;

/** `npm run devices -- --json` */
export const listingSchema = z.strictObject({
  user: z.strictObject({ name: z.string(), groups: z.array(z.string()) }),
  pcsc: pcscSchema,
  attached: z.array(attachedSchema),
  /** What stands in the way; empty where nothing does. */
  checks: z.array(checkSchema),
  /** For the kiosk's settings. What was not found has a placeholder in capitals. */
  settings: deviceConfigSchema,
});
export type Listing = z.infer<typeof listingSchema>;

/** `npm run devices -- --config FILE --json` */
export const testReportSchema = z.strictObject({
  /** Whether every check is good. */
  passed: z.boolean(),
  /** Of this machine, not of one device. */
  checks: z.array(checkSchema),
  devices: z.array(
    z.strictObject({
      device: z.enum(['reader', 'scanner', 'printer']),
      /** The settings' kind, of a reader its binding. */
      driver: z.string(),
      checks: z.array(checkSchema).min(1),
    }),
  ),
});
export type TestReport = z.infer<typeof testReportSchema>;

/** Either of the above, where the command ended before it. */
export const failureSchema = z.strictObject({
  error: z.strictObject({ code: z.enum(commandCodes), hint: wordsSchema, detail: wordsSchema.optional() }),
});
