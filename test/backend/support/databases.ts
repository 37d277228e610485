import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { inject, onTestFinished } from 'vitest';
import type { DatabaseLocation } from '../../../src/backend/store/database.ts';

/** What a test of the store runs on: `describe.each(databases)`. */
export const databases = ['sqlite', 'postgres'] as const;
export type DatabaseKind = (typeof databases)[number];

export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'tram-backend-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** Where nothing is yet: a file, or a schema. Gone when the test is. */
export async function emptyLocation(kind: DatabaseKind): Promise<DatabaseLocation> {
  if (kind === 'sqlite') return { file: join(await temporaryDirectory(), 'centre.db') };
  return emptySchema(inject('postgresUrl'));
}

export async function emptySchema(postgresUrl: string): Promise<{ url: string }> {
  const schema = `centre_${randomBytes(6).toString('hex')}`;
  await onPostgres(postgresUrl, `CREATE SCHEMA ${schema}`);
  onTestFinished(() => onPostgres(postgresUrl, `DROP SCHEMA ${schema} CASCADE`).catch(() => undefined));
  return { url: `${postgresUrl}?options=${encodeURIComponent(`-csearch_path=${schema}`)}` };
}

export async function onPostgres(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(statement);
  await client.end();
}
