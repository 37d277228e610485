import SQLite from 'better-sqlite3';
import { sql } from 'kysely';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import {
  createDatabase,
  migrateDatabase,
  openDatabase,
  type DatabaseLocation,
} from '../../src/backend/store/database.ts';
import { databases, emptyLocation } from './support/databases.ts';
import { sealingForTest as sealing } from './support/issuing.ts';

/** Somebody at work, so that nobody else writes what a migration writes. */
async function isWriting(location: DatabaseLocation): Promise<void> {
  if ('file' in location) {
    const file = new SQLite(location.file);
    onTestFinished(() => void file.close());
    file.exec('BEGIN IMMEDIATE');
    return;
  }
  const client = new pg.Client({ connectionString: location.url });
  await client.connect();
  onTestFinished(() => client.end());
  await client.query('BEGIN; LOCK TABLE schema_version IN EXCLUSIVE MODE');
}

test.each(databases)('%s: a command beside a running server changes no version', async (on) => {
  const location = await emptyLocation(on);
  await createDatabase(location, sealing);
  await isWriting(location);
  await (await openDatabase(location, sealing)).destroy();
});

test.each(databases)('%s: a command on a database of another version says so and leaves it as it is', async (on) => {
  const location = await emptyLocation(on);
  await expect(migrateDatabase(location)).rejects.toThrow(on === 'sqlite' ? 'unable to open' : '--init');
  await createDatabase(location, sealing);
  const database = await openDatabase(location, sealing);
  onTestFinished(() => database.destroy());
  for (const [version, words] of [
    [0, 'older version'],
    [1_000, 'newer version'],
  ] as const) {
    await sql`UPDATE schema_version SET version = ${version}`.execute(database);
    await expect(openDatabase(location, sealing)).rejects.toThrow(words);
    expect((await sql`SELECT version FROM schema_version`.execute(database)).rows).toEqual([{ version }]);
  }
  await expect(migrateDatabase(location)).rejects.toThrow('newer version');
});
