import { readFileSync } from 'node:fs';
import { deviceConfigSchema } from '../../drivers/host/config.ts';
import { textSchema } from '../contract/text.ts';
import { z } from '../contract/zod.ts';

/** One kiosk's settings: a JSON file that the operator signs off. Nothing else of a kiosk varies from site to site. */
export const kioskConfigSchema = z.strictObject({
  /** Folder of the journal and the outbox. */
  dataDirectory: z.string().min(1),
  /** Holds centre.json, services/, rules/ and fonts/. */
  resourcesDirectory: z.string().min(1),
  backend: z.strictObject({ url: z.url(), token: z.string().min(16) }),
  devices: deviceConfigSchema,
  maintenance: z.strictObject({
    /** Function keys, in order, that open the PIN page. */
    keys: z
      .array(z.string().regex(/^F([1-9]|1[0-2])$/))
      .min(3)
      .max(8),
    /** `scrypt$N$r$p$salt$hash`, salt and hash in base64. */
    pin: z.string().regex(/^scrypt\$\d+\$\d+\$\d+\$[^$]+\$[^$]+$/),
  }),
  /** The demonstration names its simulated parts here; a production start refuses a file that has any. */
  demonstration: z
    .strictObject({
      simulated: z.array(textSchema).max(12),
      /** The bench panel's origin, which may frame the kiosk's page. */
      frameOrigin: z.url().optional(),
    })
    .optional(),
});
export type KioskConfig = z.infer<typeof kioskConfigSchema>;

/** @throws with every fault of the file named, for the technician who starts the kiosk. */
export function readConfig(file: string): KioskConfig {
  const parsed = kioskConfigSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (parsed.success) return parsed.data;
  throw new Error(`${file} is not a valid kiosk configuration:\n${z.prettifyError(parsed.error)}`);
}
