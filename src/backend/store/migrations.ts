import { sql, type Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/**
 * Forward only: an entry is never changed once it has run anywhere; the next change is a new entry. Written for both databases:
 * BLOB and INTEGER become PostgreSQL's BYTEA and BIGINT, and `STRICT` is SQLite's alone.
 */
const migrations = [
  `
  CREATE TABLE key_check (sealed BLOB NOT NULL) STRICT;

  CREATE TABLE event_head (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    last_id INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    behind INTEGER
  ) STRICT;
  INSERT INTO event_head VALUES (1, 0, 1, NULL);

  CREATE TABLE event (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    entry TEXT NOT NULL,
    data TEXT NOT NULL
  ) STRICT;

  CREATE TABLE challenge (
    id TEXT PRIMARY KEY,
    kiosk TEXT NOT NULL,
    challenge TEXT NOT NULL,
    expires_at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE verification (
    id TEXT PRIMARY KEY,
    kiosk TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    sealed BLOB NOT NULL
  ) STRICT;

  CREATE TABLE serial_counter (
    letter TEXT NOT NULL,
    service_day TEXT NOT NULL,
    last_serial INTEGER NOT NULL CHECK (last_serial BETWEEN 1 AND 999),
    skipped INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (letter, service_day)
  ) STRICT;

  CREATE TABLE serial_gap (
    letter TEXT NOT NULL,
    service_day TEXT NOT NULL,
    first_serial INTEGER NOT NULL,
    last_serial INTEGER NOT NULL,
    reason TEXT NOT NULL,
    noted_at INTEGER NOT NULL,
    PRIMARY KEY (letter, service_day, first_serial)
  ) STRICT;

  CREATE TABLE lease (
    kiosk TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    service_day TEXT NOT NULL,
    letter TEXT NOT NULL,
    first_serial INTEGER NOT NULL,
    last_serial INTEGER NOT NULL,
    granted_at INTEGER NOT NULL,
    ended_at INTEGER,
    PRIMARY KEY (kiosk, epoch)
  ) STRICT;

  CREATE TABLE visit (
    ticket_token TEXT PRIMARY KEY,
    letter TEXT NOT NULL,
    serial INTEGER NOT NULL,
    service_day TEXT NOT NULL,
    service TEXT NOT NULL,
    person_mark BLOB UNIQUE,
    declared_mark BLOB,
    copy INTEGER NOT NULL DEFAULT 0,
    arrived_at INTEGER NOT NULL,
    unverified INTEGER NOT NULL,
    result_on TEXT,
    sealed BLOB NOT NULL,
    UNIQUE (letter, service_day, serial, copy)
  ) STRICT;
  CREATE INDEX visit_of_day ON visit (service_day, unverified);
  CREATE INDEX visit_of_declared ON visit (declared_mark);

  CREATE TABLE last_clinic (
    person_mark BLOB PRIMARY KEY,
    queue TEXT NOT NULL,
    service_day TEXT NOT NULL
  ) STRICT;

  CREATE TABLE queue_entry (
    id TEXT PRIMARY KEY,
    ticket_token TEXT NOT NULL REFERENCES visit (ticket_token),
    step INTEGER NOT NULL,
    queue TEXT NOT NULL,
    service_day TEXT NOT NULL,
    arrived_at INTEGER NOT NULL,
    appointment_at INTEGER,
    priority TEXT NOT NULL,
    priority_proven INTEGER NOT NULL,
    state TEXT NOT NULL,
    counter TEXT,
    calls INTEGER NOT NULL DEFAULT 0,
    called_at INTEGER,
    started_at INTEGER,
    ended_at INTEGER,
    changed_at INTEGER NOT NULL,
    returned INTEGER NOT NULL DEFAULT 0,
    estimate_low INTEGER,
    estimate_high INTEGER,
    UNIQUE (ticket_token, step)
  ) STRICT;
  CREATE INDEX queue_entry_in_queue ON queue_entry (queue, state, arrived_at);
  CREATE INDEX queue_entry_called ON queue_entry (queue, called_at);

  CREATE TABLE missed_call (
    entry TEXT NOT NULL REFERENCES queue_entry (id),
    queue TEXT NOT NULL,
    service_day TEXT NOT NULL,
    arrived_at INTEGER NOT NULL,
    priority TEXT NOT NULL,
    returned INTEGER NOT NULL,
    counter TEXT NOT NULL,
    called_at INTEGER NOT NULL,
    ended_at INTEGER NOT NULL,
    estimate_low INTEGER,
    estimate_high INTEGER,
    PRIMARY KEY (entry, called_at)
  ) STRICT;
  CREATE INDEX missed_call_of_queue ON missed_call (queue, service_day);

  CREATE TABLE number_request (
    kiosk TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    request_mark BLOB NOT NULL,
    ticket_token TEXT REFERENCES visit (ticket_token),
    repeated INTEGER NOT NULL,
    unheard_at INTEGER,
    PRIMARY KEY (kiosk, idempotency_key)
  ) STRICT;
  CREATE INDEX number_request_of_visit ON number_request (ticket_token);

  CREATE TABLE print_report (
    kiosk TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    ticket_token TEXT NOT NULL REFERENCES visit (ticket_token),
    outcome TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    PRIMARY KEY (kiosk, idempotency_key)
  ) STRICT;
  CREATE INDEX print_report_of_visit ON print_report (ticket_token);

  CREATE TABLE answered_request (
    actor TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    request_mark BLOB NOT NULL,
    started_at INTEGER NOT NULL,
    sealed BLOB,
    PRIMARY KEY (actor, idempotency_key)
  ) STRICT;

  CREATE TABLE appointment (
    code TEXT PRIMARY KEY,
    queue TEXT NOT NULL,
    service_day TEXT NOT NULL,
    at INTEGER NOT NULL,
    person_mark BLOB,
    ticket_token TEXT REFERENCES visit (ticket_token),
    cancelled_at INTEGER,
    identifier_mark BLOB,
    system TEXT
  ) STRICT;
  CREATE INDEX appointment_of_person ON appointment (person_mark);
  CREATE INDEX appointment_of_identifier ON appointment (identifier_mark);
  CREATE UNIQUE INDEX appointment_made_once ON appointment (identifier_mark) WHERE cancelled_at IS NULL;
  CREATE INDEX appointment_of_visit ON appointment (ticket_token);

  CREATE TABLE kiosk (
    kiosk TEXT PRIMARY KEY,
    public_key BLOB NOT NULL UNIQUE,
    enrolled_at INTEGER NOT NULL,
    revoked_at INTEGER
  ) STRICT;

  CREATE TABLE enrolment_code (
    code_mark BLOB PRIMARY KEY,
    kiosk TEXT NOT NULL,
    expires_at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE nonce (
    kiosk TEXT NOT NULL,
    nonce TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (kiosk, nonce)
  ) STRICT;

  CREATE TABLE staff (
    staff TEXT PRIMARY KEY,
    role TEXT NOT NULL,
    password TEXT NOT NULL,
    password_once INTEGER NOT NULL,
    disabled_at INTEGER,
    sealed BLOB NOT NULL
  ) STRICT;

  CREATE TABLE staff_session (
    token_mark BLOB PRIMARY KEY,
    staff TEXT NOT NULL REFERENCES staff (staff),
    expires_at INTEGER NOT NULL,
    used_at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE wrong_try (
    mark BLOB PRIMARY KEY,
    forgotten_at INTEGER NOT NULL,
    free_at INTEGER NOT NULL,
    opened_at INTEGER
  ) STRICT;

  CREATE TABLE audit_record (
    id INTEGER PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    outcome TEXT NOT NULL
  ) STRICT;
  CREATE INDEX audit_record_by_time ON audit_record (at, id);

  CREATE TABLE dossier_counter (
    service_day TEXT PRIMARY KEY,
    last_serial INTEGER NOT NULL CHECK (last_serial BETWEEN 1 AND 9999999)
  ) STRICT;

  CREATE TABLE help_call (
    id TEXT PRIMARY KEY,
    kiosk TEXT NOT NULL,
    called_at INTEGER NOT NULL,
    asked_at INTEGER NOT NULL,
    acknowledged_at INTEGER,
    ended_at INTEGER
  ) STRICT;
  CREATE UNIQUE INDEX help_call_open ON help_call (kiosk) WHERE ended_at IS NULL;
  `,
  `
  CREATE TABLE visit_photo (
    ticket_token TEXT PRIMARY KEY REFERENCES visit (ticket_token),
    sealed BLOB NOT NULL
  ) STRICT;
  `,
];

export type DialectName = 'sqlite' | 'postgres';

const dialectOf: Readonly<Record<DialectName, (migration: string) => string>> = {
  sqlite: (migration) => migration.replaceAll(' GENERATED ALWAYS AS IDENTITY', ''),
  postgres: (migration) =>
    migration
      .replaceAll(') STRICT;', ');')
      .replaceAll(/\bBLOB\b/g, 'BYTEA')
      .replaceAll(/\bINTEGER\b/g, 'BIGINT'),
};

/** Two servers that start at once: the second waits, and finds it done. Number of PostgreSQL's advisory lock. */
const migrationLock = 0x7472616d;

/**
 * Brings the database to this server's version, each migration whole or not at all.
 * @throws where the database was written by a newer server, or by one from before the first release
 */
export async function migrate(database: Kysely<Tables>, dialect: DialectName): Promise<void> {
  await database.transaction().execute(async (transaction) => {
    if (dialect === 'postgres') await sql`SELECT pg_advisory_xact_lock(${migrationLock})`.execute(transaction);
    await sql`CREATE TABLE IF NOT EXISTS schema_version (version ${sql.raw(dialect === 'postgres' ? 'BIGINT' : 'INTEGER')} NOT NULL)`.execute(
      transaction,
    );
    const { rows } = await sql<{ version: number }>`SELECT version FROM schema_version`.execute(transaction);
    const done = rows[0]?.version ?? 0;
    if (done === 0 && (await isMade(transaction, dialect)))
      throw new Error('the database was written before the first release of this server');
    if (done > migrations.length) throw new Error(newer);
    if (done === migrations.length) return;
    for (const migration of migrations.slice(done))
      for (const statement of dialectOf[dialect](migration).split(';\n'))
        if (statement.trim()) await sql.raw(statement).execute(transaction);
    await sql`DELETE FROM schema_version`.execute(transaction);
    await sql`INSERT INTO schema_version VALUES (${migrations.length})`.execute(transaction);
  });
}

/** @throws where no centre's database was made here */
export async function requireMade(database: Kysely<Tables>, dialect: DialectName): Promise<void> {
  if (!(await isMade(database, dialect))) throw new Error('there is no database yet: make it with --init');
}

/** @throws where the database, which was made, is of another version than this server's */
export async function requireCurrent(database: Kysely<Tables>): Promise<void> {
  const { rows } = await sql<{ version: number }>`SELECT version FROM schema_version`.execute(database);
  const version = rows[0]?.version ?? 0;
  if (version > migrations.length) throw new Error(newer);
  if (version < migrations.length)
    throw new Error(
      'the database was written by an older version of this server: this one changes it when it starts to serve',
    );
}

const newer = 'the database was written by a newer version of this server';

/** Whether a centre's database was made here, in the schema that the connection's search path names. */
async function isMade(database: Kysely<Tables>, dialect: DialectName): Promise<boolean> {
  const { rows } = await (
    dialect === 'postgres'
      ? sql`SELECT 1 WHERE to_regclass('key_check') IS NOT NULL`
      : sql`SELECT 1 FROM sqlite_master WHERE name = 'key_check'`
  ).execute(database);
  return rows.length > 0;
}
