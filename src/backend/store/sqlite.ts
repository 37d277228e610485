import SQLite from 'better-sqlite3';
import {
  CompiledQuery,
  SqliteDialect,
  SqliteDriver,
  type Dialect,
  type Driver,
  type SqliteDatabase,
  type SqliteDialectConfig,
} from 'kysely';

export function sqliteDialect(file: string, { mayCreate }: { mayCreate: boolean }): Dialect {
  const sqlite = new SQLite(file, { fileMustExist: !mayCreate });
  if (!mayCreate) refuseDamaged(sqlite);
  sqlite.pragma('journal_mode = WAL');
  // FULL: a commit has reached the disk before its number is told to anybody.
  sqlite.pragma('synchronous = FULL');
  // Pages: 16 MiB. Whoever gives numbers writes the same pages over and over; each is brought to its place less often.
  sqlite.pragma('wal_autocheckpoint = 4096');
  sqlite.pragma('foreign_keys = ON');
  return new ImmediateSqlite({ database: keepingStatements(sqlite) });
}

/** Whether the file or its disk failed. */
export const isBroken = (error: unknown): boolean =>
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
