import SQLite from 'better-sqlite3';
import { Kysely, SqliteDialect, type Generated, type Transaction } from 'kysely';
import type { FailureCode } from '../../contract/failures.ts';
import { failed, type Result } from '../../contract/result.ts';
import { migrate } from './migrations.ts';
import type { Sealing } from './sealing.ts';

/** Personal data stands only in the sealed columns. Instants are milliseconds since the epoch. */
export interface Tables {
  key_check: { sealed: Buffer };
  challenge: { id: string; kiosk: string; challenge: string; expires_at: number };
  verification: { id: string; kiosk: string; expires_at: number; sealed: Buffer };
  queue_counter: { queue: string; service_day: string; last_serial: number };
  number: {
    ticket_token: string;
    queue: string;
    service_day: string;
    serial: number;
    person_mark: Buffer | null;
    sealed_visit: Buffer;
  };
  number_request: {
    kiosk: string;
    idempotency_key: string;
    request_mark: Buffer;
    ticket_token: string | null;
    repeated: Generated<number>;
  };
  print_report: { kiosk: string; idempotency_key: string; ticket_token: string; outcome: string; received_at: number };
}

export type Database = Kysely<Tables>;

const checkRecord = 'key-check';

/** Makes a new, empty database that belongs to this key. A server never makes one by itself: it would number anew from 1. */
export function createDatabase(file: string, sealing: Sealing): void {
  const sqlite = open(file, { fileMustExist: false });
  migrate(sqlite);
  sqlite
    .prepare('INSERT INTO key_check SELECT ? WHERE NOT EXISTS (SELECT * FROM key_check)')
    .run(sealing.seal(checkRecord, 'tram'));
  sqlite.close();
}

/** @throws where the file is missing, newer than this server, or belongs to another key */
export async function openDatabase(file: string, sealing: Sealing): Promise<Database> {
  const sqlite = open(file, { fileMustExist: true });
  migrate(sqlite);
  const database = new Kysely<Tables>({ dialect: new SqliteDialect({ database: sqlite }) });
  const check = await database.selectFrom('key_check').selectAll().executeTakeFirstOrThrow();
  sealing.open(checkRecord, check.sealed);
  return database;
}

function open(file: string, options: { fileMustExist: boolean }): SQLite.Database {
  const sqlite = new SQLite(file, options);
  sqlite.pragma('journal_mode = WAL');
  // FULL: a commit has reached the disk before its number is told to anybody.
  sqlite.pragma('synchronous = FULL');
  sqlite.pragma('foreign_keys = ON');
  return sqlite;
}

/** Commits what succeeded and undoes what failed, whether it says so or throws. */
export async function inTransaction<T>(
  database: Database,
  work: (transaction: Transaction<Tables>) => Promise<Result<T>>,
): Promise<Result<T>> {
  let thrown: unknown;
  try {
    return await database.transaction().execute(async (transaction) => {
      const result = await work(transaction).catch((error: unknown) => {
        thrown = error;
        throw error;
      });
      if (!result.ok) throw new Undone(result.code);
      return result;
    });
  } catch (error) {
    if (error instanceof Undone) return failed(error.code);
    // On a full disk SQLite undoes the transaction itself; Kysely's roll-back then fails and would hide the reason.
    throw thrown ?? error;
  }
}

/** Kysely undoes a transaction only for what is thrown. */
class Undone extends Error {
  readonly code: FailureCode;

  constructor(code: FailureCode) {
    super();
    this.code = code;
  }
}
