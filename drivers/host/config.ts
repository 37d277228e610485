import { z } from '../../src/contract/zod.ts';

const path = z.string().startsWith('/').max(1_000);

/** Which devices a kiosk has, and where. */
export const deviceConfigSchema = z.strictObject({
  reader: z.discriminatedUnion('kind', [
    /** `socket`: of a pcscd other than the system's. */
    z.strictObject({ kind: z.literal('pcsc'), socket: path.optional() }),
    /** The simulated chip without PC/SC. Only the demonstration's host knows it. */
    z.strictObject({ kind: z.literal('simulated'), socket: path }),
  ]),
  scanner: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('serial'), path }),
    z.strictObject({ kind: z.literal('none') }),
  ]),
  printer: z.strictObject({
    kind: z.literal('escpos-tcp'),
    host: z.string().min(1).max(253),
    port: z.int().min(1).max(65_535),
  }),
  /** Country signing certificates, see drivers/emrtd. */
  trustDirectory: path,
});
export type DeviceConfig = z.infer<typeof deviceConfigSchema>;
export type ReaderConfig = DeviceConfig['reader'];
