import { readFileSync } from 'node:fs';
import { deviceConfigSchema } from '../../drivers/host/config.ts';
import { packTagSchema } from '../contract/language-pack.ts';
import { textSchema } from '../contract/text.ts';
import { z } from '../contract/zod.ts';

const ticketSettingsSchema = z.strictObject({
  /** Dots across the print head, eight to the millimetre: 576 on paper of 80 mm, 384 on paper of 58 mm. */
  dots: z.literal([576, 384]).default(576),
  /** Larger letters, longer tickets. */
  largePrint: z.boolean().default(false),
  /** A new roll, in metres. A roll of 80 mm across holds about 65. */
  rollMetres: z.number().positive().max(2_000).default(65),
  /** What the printer's maker promises, up to ten times Epson's figures of the TM-T90, which hold where nothing is said. */
  printerLife: z
    .strictObject({ lines: z.int().positive().max(200_000_000), cuts: z.int().positive().max(20_000_000) })
    .default({ lines: 20_000_000, cuts: 2_000_000 }),
});
export type TicketSettings = z.infer<typeof ticketSettingsSchema>;
export const usualTicketSettings: TicketSettings = ticketSettingsSchema.parse({});

/** Of 27 inches at 16:9. */
export const usualPanelShortSide = 336;

/** One kiosk's settings: a JSON file that the operator signs off. Nothing else of a kiosk varies from site to site. */
export const kioskConfigSchema = z.strictObject({
  /** Folder of the journal, the outbox and the kiosk's key. */
  dataDirectory: z.string().min(1),
  /** Holds centre.json, services/, rules/ and fonts/. */
  resourcesDirectory: z.string().min(1),
  backend: z.strictObject({ url: z.url() }),
  devices: deviceConfigSchema,
  /** {@link usualTicketSettings} where absent, each one where it alone is absent. */
  ticket: ticketSettingsSchema.optional(),
  /** Of the panel's picture, in millimetres: 268 of 21.5 inches, 298 of 24, 398 of 32. {@link usualPanelShortSide} where absent. */
  panelShortSide: z.number().min(200).max(700).optional(),
  /** Further languages of the screen, of those in resources/languages that the page was built with. */
  languagePacks: z.array(packTagSchema).max(4).optional(),
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
