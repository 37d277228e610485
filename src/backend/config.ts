import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { z } from '../contract/zod.ts';
import { portalSettingsSchema } from './adapters/bhxh/client.ts';
import { fhirSettingsSchema } from './adapters/fhir/settings.ts';
import { licenceRegisterSettingsSchema } from './adapters/licence/client.ts';

const path = z.string().min(1);

/** The server's settings: a JSON file that the operator signs off. Paths are relative to the file's own folder. */
export const backendConfigSchema = z.strictObject({
  listen: z.strictObject({ host: z.string().min(1), port: z.int().min(0).max(65_535) }),
  /** Addresses or networks of the proxies before this server, on other machines: what they say of who asks is believed. */
  proxies: z
    .array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]))
    .max(20)
    .optional(),
  /** SQLite; not used where the environment's DATABASE_URL names a PostgreSQL. */
  databaseFile: path,
  sealingKeyFile: path,
  trustDirectory: path,
  /** Holds centre.json, services/ and rules/. */
  resourcesDirectory: path,
  /** The counter's page and the hall board, as built. Where absent, this server has none. */
  pagesDirectory: path.optional(),
  /** The health insurance's; a centre that treats nobody has none. */
  portal: portalSettingsSchema.optional(),
  /** Of driving licences. Where absent, this centre has no access to it. */
  licenceRegister: licenceRegisterSettingsSchema.optional(),
  /** Where absent, there is no FHIR façade. */
  fhir: fhirSettingsSchema.optional(),
  /** For how many days after a visit it is kept, sealed, for checks and complaints; a week where absent. Then it is deleted. */
  visitsKeptDays: z.int().min(1).max(365).optional(),
  /** For how many days after a visit it is known, by a keyed fingerprint, which clinic it was to; 180 where absent. */
  lastClinicKeptDays: z.int().min(1).max(730).optional(),
});
export type BackendConfig = z.infer<typeof backendConfigSchema>;

/** @throws with every fault of the file named, for the operator who starts the server */
export function readConfig(file: string): BackendConfig {
  const config = readJson(file, backendConfigSchema);
  const from = (path: string) => resolve(dirname(file), path);
  return {
    ...config,
    databaseFile: from(config.databaseFile),
    sealingKeyFile: from(config.sealingKeyFile),
    trustDirectory: from(config.trustDirectory),
    resourcesDirectory: from(config.resourcesDirectory),
    ...(config.licenceRegister && {
      licenceRegister: { ...config.licenceRegister, tokenFile: from(config.licenceRegister.tokenFile) },
    }),
    ...(config.pagesDirectory !== undefined && { pagesDirectory: from(config.pagesDirectory) }),
  };
}

/** @throws with the file's name and every fault in it */
export function readJson<Schema extends z.ZodType>(file: string, schema: Schema): z.infer<Schema> {
  const parsed = schema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (parsed.success) return parsed.data;
  throw new Error(`${file} is not valid:\n${z.prettifyError(parsed.error)}`);
}
