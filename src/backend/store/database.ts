import SQLite from 'better-sqlite3';
import {
  CompiledQuery,
  Kysely,
  PostgresDialect,
  SqliteDialect,
  SqliteDriver,
  type Driver,
  type SqliteDatabase,
  type SqliteDialectConfig,
  type Transaction as KyselyTransaction,
} from 'kysely';
import pg from 'pg';
import type { FailureCode } from '../../contract/failures.ts';
import type { BoardEvent } from '../../contract/queue-entries.ts';
import { failed, type Result } from '../../contract/result.ts';
import { migrate, requireCurrent, requireMade, type DialectName } from './migrations.ts';
import type { Sealing } from './sealing.ts';
import type { Tables } from './tables.ts';

export type Database = Kysely<Tables>;
export type Transaction = KyselyTransaction<Tables>;

/** Where the centre's data is: a SQLite file for one server, or PostgreSQL for any number of them. */
export type DatabaseLocation = { file: string } | { url: string };

const checkRecord = 'key-check';

/**
 * Makes a new, empty database that belongs to this key, or leaves one that is there as it is. A server never makes one by itself:
 * it would number anew from 1.
 */
export async function createDatabase(location: DatabaseLocation, sealing: Sealing): Promise<void> {
  const { database, dialect } = connect(location, { mayCreate: true, isMigrating: true });
  try {
    await migrate(database, dialect);
    const check = await database.selectFrom('key_check').select('sealed').executeTakeFirst();
    if (!check)
      await database
        .insertInto('key_check')
        .values({ sealed: sealing.seal(checkRecord, 'tram') })
        .execute();
  } finally {
    await database.destroy();
  }
}

/**
 * Brings a database that is there to this server's version. Only who serves does it: another command may run beside an older server.
 * @throws where it is missing, damaged or newer than this server
 */
export async function migrateDatabase(location: DatabaseLocation): Promise<void> {
  const { database, dialect } = connect(location, { mayCreate: false, isMigrating: true });
  try {
    await requireMade(database, dialect);
    await migrate(database, dialect);
  } finally {
    await database.destroy();
  }
}

/**
 * @param onBroken called where the file or its disk fails: what was written then may be lost, though a later write succeeds, so
 * that only a new start, which reads the disk again, knows what is there
 * @throws where it is missing, damaged, of another version than this server's, or belongs to another key
 */
export async function openDatabase(
  location: DatabaseLocation,
  sealing: Sealing,
  onBroken?: (error: unknown) => void,
): Promise<Database> {
  const { database, dialect } = connect(location, { mayCreate: false, onBroken });
  try {
    await requireMade(database, dialect);
    await requireCurrent(database);
    const check = await database.selectFrom('key_check').select('sealed').executeTakeFirstOrThrow();
    sealing.open(checkRecord, check.sealed);
    return database;
  } catch (error) {
    await database.destroy();
    throw error;
  }
}

interface Connected {
  database: Database;
  dialect: DialectName;
}

interface ConnectOptions {
  mayCreate: boolean;
  /** A migration may take as long as it needs. */
  isMigrating?: boolean;
  onBroken?: ((error: unknown) => void) | undefined;
}

function connect(location: DatabaseLocation, options: ConnectOptions): Connected {
  return 'file' in location ? connectSqlite(location.file, options) : connectPostgres(location.url, options);
}

function connectSqlite(file: string, { mayCreate, onBroken }: ConnectOptions): Connected {
  const sqlite = new SQLite(file, { fileMustExist: !mayCreate });
  if (!mayCreate) refuseDamaged(sqlite);
  sqlite.pragma('journal_mode = WAL');
  // FULL: a commit has reached the disk before its number is told to anybody.
  sqlite.pragma('synchronous = FULL');
  // Pages: 16 MiB. Whoever gives numbers writes the same pages over and over; each is brought to its place less often.
  sqlite.pragma('wal_autocheckpoint = 4096');
  sqlite.pragma('foreign_keys = ON');
  const database = new Kysely<Tables>({
    dialect: new ImmediateSqlite({ database: keepingStatements(sqlite) }),
    log: (event) => {
      if (event.level === 'error' && isBroken(event.error)) onBroken?.(event.error);
    },
  });
  return { database, dialect: 'sqlite' };
}

const isBroken = (error: unknown): boolean =>
  error instanceof SQLite.SqliteError && /^SQLITE_(IOERR|CORRUPT|NOTADB)/.test(error.code);

function refuseDamaged(sqlite: SQLite.Database): void {
  const damaged = 'the database file is damaged: restore a copy (docs/server.md)';
  let found: unknown;
  try {
    found = sqlite.pragma('quick_check(1)', { simple: true });
  } catch (error) {
    throw isBroken(error) ? new Error(damaged, { cause: error }) : error;
  }
  if (found !== 'ok') throw new Error(damaged);
}

/** Of each text as long as it is among the last so many: to prepare one takes longer than to run it. */
const statementsKept = 500;

function keepingStatements(sqlite: SQLite.Database): SqliteDatabase {
  const kept = new Map<string, SQLite.Statement>();
  return {
    close: () => sqlite.close(),
    prepare: (text) => {
      const statement = kept.get(text) ?? sqlite.prepare(text);
      kept.delete(text);
      kept.set(text, statement);
      const [oldest] = kept.keys();
      if (kept.size > statementsKept && oldest !== undefined) kept.delete(oldest);
      return statement;
    },
  };
}

/** Where another process writes too, a transaction that began by reading could not write at all. */
class ImmediateSqlite extends SqliteDialect {
  readonly #config: SqliteDialectConfig;

  constructor(config: SqliteDialectConfig) {
    super(config);
    this.#config = config;
  }

  override createDriver(): Driver {
    const driver = new SqliteDriver(this.#config);
    driver.beginTransaction = async (connection) => {
      await connection.executeQuery(CompiledQuery.raw('begin immediate'));
    };
    return driver;
  }
}

/** Connections of one server; PostgreSQL allows 100 in all where nobody changed it. */
const poolSize = 10;

/**
 * Milliseconds. One server that freezes in a transaction holds the row that every number needs: PostgreSQL ends it, and the others
 * go on. None of them waits for ever for a lock, or for a PostgreSQL that is silent.
 */
const patience = { idle_in_transaction_session_timeout: 5_000, lock_timeout: 5_000, query_timeout: 10_000 };

function connectPostgres(url: string, { isMigrating = false }: ConnectOptions): Connected {
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    types,
    ...(!isMigrating && patience),
  });
  // A connection that breaks while nobody uses it: the pool makes another one when it is asked. One that breaks between two queries
  // of a transaction says so by the next of them, and must not end the server meanwhile.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return { database: new Kysely({ dialect: new PostgresDialect({ pool }) }), dialect: 'postgres' };
}

/** Every BIGINT of ours is an instant or a count, and exact as a number. */
const types = new pg.TypeOverrides();
types.setTypeParser(pg.types.builtins.INT8, Number);

/** PostgreSQL's codes for two transactions in each other's way: unique violation, serialization failure, deadlock. */
const collisions: ReadonlySet<string> = new Set(['23505', '40001', '40P01']);
const mostTries = 4;

type EventWatcher = (told: readonly BoardEvent[]) => void;
const eventWatchers = new WeakMap<Database, Set<EventWatcher>>();
const toldIn = new WeakMap<Transaction, BoardEvent[]>();

/** Whoever watches for events is told these when the transaction is committed. */
export const tellWatchers = (transaction: Transaction, events: readonly BoardEvent[]): void =>
  void toldIn.set(transaction, [...(toldIn.get(transaction) ?? []), ...events]);

/** Calls the watcher after each transaction of this process that told events, until what is returned is called. */
export function watchEvents(database: Database, watcher: EventWatcher): () => void {
  const watchers = eventWatchers.get(database) ?? new Set();
  eventWatchers.set(database, watchers.add(watcher));
  return () => void watchers.delete(watcher);
}

/**
 * All of the work or none, on the disk when it returns. Where another server was first, it is done anew from what that one left.
 */
export async function transact<T>(database: Database, work: (transaction: Transaction) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    let thrown: unknown;
    try {
      const { done, told } = await database.transaction().execute(async (transaction) => ({
        done: await work(transaction).catch((error: unknown) => {
          thrown = error;
          throw error;
        }),
        told: toldIn.get(transaction),
      }));
      if (told) for (const watcher of eventWatchers.get(database) ?? []) watcher(told);
      return done;
    } catch (error) {
      // On a full disk SQLite undoes the transaction itself; Kysely's roll-back then fails and would hide the reason.
      const reason = thrown ?? error;
      if (tries === mostTries || !isCollision(reason)) throw reason;
    }
  }
}

const isCollision = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && error.code !== undefined && collisions.has(error.code);

/** The same for work that may fail as a value, which undoes it too. */
export async function inTransaction<T>(
  database: Database,
  work: (transaction: Transaction) => Promise<Result<T>>,
): Promise<Result<T>> {
  try {
    return await transact(database, async (transaction) => {
      const result = await work(transaction);
      if (!result.ok) throw new Undone(result.code);
      return result;
    });
  } catch (error) {
    if (error instanceof Undone) return failed(error.code);
    throw error;
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
