import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { z } from '../contract/zod.ts';
import { portalSettingsSchema } from './adapters/bhxh/client.ts';
import { enrolledKioskSchema } from './kiosks.ts';

const path = z.string().min(1);

/** The server's settings: a JSON file that the operator signs off. Paths are relative to the file's own folder. */
export const backendConfigSchema = z.strictObject({
  listen: z.strictObject({ host: z.string().min(1), port: z.int().min(0).max(65_535) }),
  /** SQLite; not used where the environment's DATABASE_URL names a PostgreSQL. */
  databaseFile: path,
  sealingKeyFile: path,
  kioskTokens: z.array(enrolledKioskSchema).max(1_000),
  trustDirectory: path,
  /** Holds centre.json, services/ and rules/. */
  resourcesDirectory: path,
  portal: portalSettingsSchema,
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
  };
}

/** @throws with the file's name and every fault in it */
export function readJson<Schema extends z.ZodType>(file: string, schema: Schema): z.infer<Schema> {
  const parsed = schema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (parsed.success) return parsed.data;
  throw new Error(`${file} is not valid:\n${z.prettifyError(parsed.error)}`);
}
