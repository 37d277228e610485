import { randomUUID } from 'node:crypto';
import SQLite from 'better-sqlite3';
import pg from 'pg';
import type { DatabaseLocation } from './database.ts';

/** The other servers of a database, and other programs that write to it. */
export interface Others {
  /** Lets them know that something was committed here. */
  announce(): void;
  close(): Promise<void>;
}

/**
 * Calls `heard` when others may have committed something. Calls for nothing happen; that one is missing for longer than a second
 * does not, while the database answers.
 */
export const hearOthers = (location: DatabaseLocation, heard: () => void): Promise<Others> =>
  'file' in location ? pollSqlite(location.file, heard) : listenOnPostgres(location.url, heard);

const sqlitePoll = 100;

/** Another process on the same file shows by nothing but `data_version`; asking for it reads a word of shared memory. */
function pollSqlite(file: string, heard: () => void): Promise<Others> {
  const sqlite = new SQLite(file, { readonly: true, fileMustExist: true });
  const version = () => sqlite.pragma('data_version', { simple: true });
  let last = version();
  const timer = setInterval(() => {
    const now = version();
    if (now === last) return;
    last = now;
    heard();
  }, sqlitePoll);
  return Promise.resolve({
    announce: () => undefined,
    close() {
      clearInterval(timer);
      sqlite.close();
      return Promise.resolve();
    },
  });
}

/** Milliseconds: a line that is silent for longer is cut and made anew. */
const patience = { connectionTimeoutMillis: 5_000, query_timeout: 10_000 };
const reconnectEvery = 1_000;
const postgresPoll = 1_000;

/**
 * NOTIFY is sent after the commit that it tells of, by itself and without waiting for the disk: within the transaction it would let
 * the commits of all centres of a PostgreSQL wait for each other. Should it be lost, with a server that dies just then or with the
 * connection, the poll makes up for it.
 */
async function listenOnPostgres(url: string, heard: () => void): Promise<Others> {
  let client: pg.Client | undefined;
  let isClosed = false;
  let isAnnouncing = false;
  let isMore = false;
  const channel = pg.escapeIdentifier(await channelOf(url));
  const self = randomUUID();

  async function connect(): Promise<void> {
    const next = new pg.Client({ connectionString: url, keepAlive: true, ...patience });
    next.on('error', () => undefined);
    next.on('end', () => {
      client = undefined;
    });
    next.on('notification', ({ payload }) => {
      if (payload !== self) heard();
    });
    await next.connect();
    await next.query(`SET synchronous_commit = off; LISTEN ${channel}`);
    if (isClosed) return next.end();
    client = next;
    heard();
  }
  let connecting: Promise<void> | undefined;
  const reconnecting = setInterval(() => {
    if (!client)
      connecting ??= connect()
        .catch(() => undefined)
        .finally(() => (connecting = undefined));
  }, reconnectEvery);
  const polling = setInterval(heard, postgresPoll);

  async function announce(): Promise<void> {
    isMore = true;
    if (isAnnouncing) return;
    isAnnouncing = true;
    while (isMore) {
      isMore = false;
      await client?.query(`NOTIFY ${channel}, '${self}'`).catch(() => undefined);
    }
    isAnnouncing = false;
  }

  await connect();
  return {
    announce: () => void announce(),
    async close() {
      isClosed = true;
      clearInterval(reconnecting);
      clearInterval(polling);
      await connecting;
      await client?.end();
    },
  };
}

/** A channel belongs to the whole PostgreSQL database, and each centre has a schema of it. */
async function channelOf(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url, ...patience });
  await client.connect();
  try {
    const { rows } = await client.query<{ schema: string }>('SELECT current_schema() AS schema');
    // The length of PostgreSQL's names; two that are cut to the same one hear each other, and nothing new.
    return `tram_${rows[0]?.schema ?? ''}`.slice(0, 63);
  } finally {
    await client.end();
  }
}
