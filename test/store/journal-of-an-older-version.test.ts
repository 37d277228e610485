import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openStore } from '../../src/main/store/store.ts';
import { compilePowerCut } from '../support/power-cut.ts';

const scratch = mkdtempSync(join(tmpdir(), 'tram-'));
let shim: string;
beforeAll(() => {
  shim = compilePowerCut(scratch);
});
afterAll(() => rmSync(scratch, { recursive: true }));

/** As version 0.1.0 wrote it: one paper a number, and no ticket. */
function oldJournal(): string {
  const directory = mkdtempSync(join(scratch, 'kiosk-'));
  const db = new Database(join(directory, 'kiosk.db'));
  db.pragma('journal_mode = WAL');
  db.exec(`
    CREATE TABLE number_given (
      idempotency_key TEXT PRIMARY KEY, number TEXT NOT NULL, queue TEXT NOT NULL, service_day TEXT NOT NULL,
      ticket_token TEXT NOT NULL, issued_at TEXT NOT NULL,
      paper TEXT NOT NULL CHECK (paper IN ('pending', 'confirmed', 'unconfirmed', 'not-printed', 'unknown'))
    ) STRICT;
    CREATE TABLE outbox (
      id INTEGER PRIMARY KEY AUTOINCREMENT, idempotency_key TEXT NOT NULL UNIQUE, ticket_token TEXT, outcome TEXT,
      refused TEXT, created_at INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
    INSERT INTO number_given VALUES
      ('k1', 'A001', 'general', '2026-11-21', 't1', '2026-11-21T00:30:00.000Z', 'confirmed'),
      ('k2', 'A002', 'general', '2026-11-21', 't2', '2026-11-21T00:31:00.000Z', 'unknown'),
      ('k3', 'A003', 'general', '2026-11-21', 't3', '2026-11-21T00:32:00.000Z', 'pending');
    INSERT INTO outbox (idempotency_key, ticket_token, outcome, created_at) VALUES ('k2', 't2', 'unknown', 1), ('k3', 't3', NULL, 2);
    PRAGMA user_version = 1;`);
  db.close();
  return directory;
}

function expectAllOf(directory: string): void {
  const store = openStore(directory);
  expect(store.settleInterrupted(0).records).toBe(1);
  expect(store.unsettled('2026-11-21')).toMatchObject([{ number: 'A003' }, { number: 'A002' }]);
  expect(store.nextUnsent()?.report).toEqual({ ticketToken: 't2', outcome: 'unknown' });
  // Its ticket was never kept, so it cannot be printed; staff can settle it.
  expect(store.beginPaper('t2', 'new', 0)).toBeUndefined();
  store.handOver('t2', 'new', 0);
  expect(store.unsettled('2026-11-21')).toMatchObject([{ number: 'A003' }]);
  expect(store.check()).toBe(true);
  store.close();
}

it('is brought up to date, with every number and doubt', () => expectAllOf(oldJournal()));

it.each([6, 12, 18, 24])('the power goes at file operation %i of it', (operation) => {
  const directory = oldJournal();
  const run = spawnSync(process.execPath, [join(import.meta.dirname, 'opener.ts'), directory], {
    env: { ...process.env, LD_PRELOAD: shim, PC_DIR: directory, PC_AT: String(operation) },
  });
  expect(run.signal).toBe('SIGKILL');
  expectAllOf(directory);
});
