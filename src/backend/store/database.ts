import { Kysely, type Transaction as KyselyTransaction } from 'kysely';
import pg from 'pg';
import type { FailureCode } from '../../contract/failures.ts';
import { failed, type Result } from '../../contract/result.ts';
import { migrate, requireCurrent, requireMade, type DialectName } from './migrations.ts';
import type { CentreEvent } from './events.ts';
import { postgresDialect } from './postgres.ts';
import type { Sealing } from './sealing.ts';
import { isBroken, sqliteDialect } from './sqlite.ts';
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

function connect(location: DatabaseLocation, { mayCreate, isMigrating = false, onBroken }: ConnectOptions): Connected {
  if ('url' in location)
    return { database: new Kysely({ dialect: postgresDialect(location.url, { isMigrating }) }), dialect: 'postgres' };
  const database = new Kysely<Tables>({
    dialect: sqliteDialect(location.file, { mayCreate }),
    log: (event) => {
      if (event.level === 'error' && isBroken(event.error)) onBroken?.(event.error);
    },
  });
  return { database, dialect: 'sqlite' };
}

/** PostgreSQL's codes for two transactions in each other's way: unique violation, serialization failure, deadlock. */
const collisions: ReadonlySet<string> = new Set(['23505', '40001', '40P01']);
const mostTries = 4;

type EventWatcher = (told: readonly CentreEvent[]) => void;
const eventWatchers = new WeakMap<Database, Set<EventWatcher>>();
const toldIn = new WeakMap<Transaction, CentreEvent[]>();

/** Whoever watches for events is told these when the transaction is committed. */
export const tellWatchers = (transaction: Transaction, events: readonly CentreEvent[]): void =>
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
    let committed: { done: T; told: readonly CentreEvent[] | undefined };
    try {
      committed = await database.transaction().execute(async (transaction) => ({
        done: await work(transaction).catch((error: unknown) => {
          thrown = error;
          throw error;
        }),
        told: toldIn.get(transaction),
      }));
    } catch (error) {
      // On a full disk SQLite undoes the transaction itself; Kysely's roll-back then fails and would hide the reason.
      const reason = thrown ?? error;
      if (tries === mostTries || !isCollision(reason)) throw reason;
      continue;
    }
    const { done, told } = committed;
    if (told) for (const watcher of eventWatchers.get(database) ?? []) watcher(told);
    return done;
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
