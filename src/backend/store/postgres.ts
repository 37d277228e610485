import { PostgresDialect, type Dialect, type PostgresPool, type PostgresPoolClient } from 'kysely';
import pg from 'pg';

/** Connections of one server; PostgreSQL allows 100 in all where nobody changed it. */
const poolSize = 10;

/**
 * Milliseconds. One server that freezes in a transaction holds the row that every number needs: PostgreSQL ends it, and the others
 * go on. None of them waits for ever for a lock, or for a PostgreSQL that is silent.
 */
const patience = { idle_in_transaction_session_timeout: 5_000, lock_timeout: 5_000, query_timeout: 10_000 };

/** @param isMigrating it may take as long as it needs */
export function postgresDialect(url: string, { isMigrating }: { isMigrating: boolean }): Dialect {
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
  return new PostgresDialect({ pool: cuttingTheSilent(pool) });
}

/** A connection that did not answer in time would hold up whoever has it next: it is cut, and the pool makes another one. */
function cuttingTheSilent(pool: pg.Pool): PostgresPool {
  return {
    options: pool.options,
    end: () => pool.end(),
    async connect(): Promise<PostgresPoolClient> {
      const client = await pool.connect();
      let silent: Error | undefined;
      const query = async (text: string, parameters: readonly unknown[]) => {
        if (silent) throw silent;
        try {
          return await client.query(text, [...parameters]);
        } catch (error) {
          if (error instanceof Error && error.message === 'Query read timeout') silent = error;
          throw error;
        }
      };
      return {
        // Its other form is for cursors, and nobody has one.
        query: query as unknown as PostgresPoolClient['query'],
        release: (isDiscarded) => client.release(silent ?? isDiscarded),
      };
    },
  };
}

/** Every BIGINT of ours is an instant or a count, and exact as a number. */
const types = new pg.TypeOverrides();
types.setTypeParser(pg.types.builtins.INT8, Number);
