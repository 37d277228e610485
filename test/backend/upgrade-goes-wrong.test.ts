import { execFile } from 'node:child_process';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { expect, inject, test } from 'vitest';
import { migrateDatabase, type Database, type DatabaseLocation } from '../../src/backend/store/database.ts';
import { compilePowerCut } from '../support/power-cut.ts';
import { kioskOf, newKey, startBackend, ticketRequest } from './support/backend.ts';
import { databases, emptySchema, type DatabaseKind } from './support/databases.ts';
import { commandsOf } from './support/document.ts';
import { newSite, runServer, type Site } from './support/process.ts';

const run = promisify(execFile);
const inTree = (path: string) => join(import.meta.dirname, '../..', path);

const nextTables = `
  ALTER TABLE visit ADD COLUMN origin TEXT;
  UPDATE visit SET origin = 'kiosk';
  CREATE TABLE note (id TEXT PRIMARY KEY, sealed BLOB NOT NULL) STRICT;
`;
/** It fails when all that came before it is done. */
const halfDone = `${nextTables}
  INSERT INTO no_such_table VALUES (1);
`;

/** A site of this version, its folder for copies, and the ways to run what the document says there. */
async function centreOn(on: DatabaseKind) {
  const site = await newSite();
  // As `startBackend` seals.
  await writeFile(join(site.directory, 'sealing.key'), Buffer.alloc(32, 7));
  const copies = join(site.directory, 'backup');
  await mkdir(copies);
  const location: DatabaseLocation =
    on === 'sqlite' ? { file: join(site.directory, 'centre.db') } : await emptySchema(inject('postgresUrl'));
  const env: Record<string, string> = 'url' in location ? { DATABASE_URL: location.url } : {};
  return {
    directory: site.directory,
    location,
    thisVersion: (kiosks: readonly string[] = []) => startBackend({ at: location, kiosks }),
    nextVersion: (migration: string, more: Record<string, string> = {}) =>
      runServer(site, {
        env: {
          ...env,
          ...more,
          NODE_OPTIONS: `--import=${inTree('test/backend/support/next-version.ts')}`,
          NEXT_MIGRATION: migration,
        },
      }),
    async follow(part: string, commands: RegExp) {
      const written = commandsOf('server.md', part).filter((line) => commands.test(line));
      expect(written).not.toEqual([]);
      const [copy = 'COPY.db'] = await readdir(copies);
      return runScript(site, env, inThisCentre(written, location, copies, copy));
    },
  };
}

function inThisCentre(written: readonly string[], location: DatabaseLocation, copies: string, copy: string): string {
  const schema = 'url' in location ? (/search_path%3D(\w+)/.exec(location.url)?.[1] ?? '') : '';
  return written
    .join('\n')
    .replaceAll('/backup/', `${copies}/`)
    .replaceAll('COPY.db', copy)
    .replaceAll('centre_99001', schema);
}

function runScript({ directory }: Site, env: Record<string, string>, script: string) {
  const backend = `backend() { '${process.execPath}' '${inTree('src/backend/main.ts')}' "$@"; }`;
  return run('bash', ['-e', '-c', `${backend}\n${script}`], { cwd: directory, env: { ...process.env, ...env } });
}

async function origins(database: Database): Promise<unknown> {
  const { rows } = await sql`SELECT origin FROM visit`.execute(database);
  return rows;
}

const lineOf: Record<DatabaseKind, RegExp> = { sqlite: /# SQLite/, postgres: /# PostgreSQL/ };

test.each(databases)(
  '%s: an upgrade that fails leaves the tables to the old version; one that is done is undone by the copy alone',
  { timeout: 120_000 },
  async (on) => {
    const centre = await centreOn(on);
    const old = await centre.thisVersion(['kiosk-1']);
    const key = newKey();
    const first = await kioskOf(old.url).numberOf(ticketRequest(), key);
    await old.close();
    await centre.follow('Copies', lineOf[on]);

    const failed = await centre.nextVersion(halfDone);
    expect(failed.url).toBeUndefined();
    expect(await failed.closed).toMatchObject({ code: 1 });
    expect(failed.output()).toContain('no_such_table');
    if (on === 'sqlite') {
      const cut = { LD_PRELOAD: compilePowerCut(centre.directory), PC_DIR: centre.directory, PC_AT: '4' };
      const dark = await centre.nextVersion(nextTables, cut);
      expect(await dark.closed).toMatchObject({ signal: 'SIGKILL' });
    }
    const still = await centre.thisVersion();
    expect(await kioskOf(still.url).numberOf(ticketRequest(), key)).toEqual(first);
    await expect(origins(still.database)).rejects.toThrow('origin');
    await still.close();

    // Of several servers that start at once, one changes the tables.
    const next = await Promise.all(
      Array.from({ length: on === 'sqlite' ? 1 : 2 }, () => centre.nextVersion(nextTables)),
    );
    for (const [index, { url = '' }] of next.entries()) {
      const kiosk = kioskOf(url);
      expect(await kiosk.numberOf(ticketRequest(), key)).toEqual(first);
      expect((await kiosk.numberOf(ticketRequest())).number).toBe(`K00${index + 2}`);
    }
    for (const server of next) expect(await server.end('SIGTERM')).toEqual({ code: 0, signal: null });
    await expect(migrateDatabase(centre.location)).rejects.toThrow('written by a newer version');

    await centre.follow('Restore', lineOf[on]);
    const { stdout } = await centre.follow('Restore', /--restored backend/);
    expect(stdout).toContain('K002–K201');
    const back = await centre.thisVersion();
    expect(await kioskOf(back.url).numberOf(ticketRequest(), key)).toEqual(first);
    expect((await kioskOf(back.url).numberOf(ticketRequest())).number).toBe('K202');
    await expect(origins(back.database)).rejects.toThrow('origin');
  },
);
