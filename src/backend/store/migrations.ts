import type SQLite from 'better-sqlite3';

/** Forward only: an entry is never changed once it has run anywhere; the next change is a new entry. */
const migrations = [
  `
  CREATE TABLE key_check (sealed BLOB NOT NULL) STRICT;

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

  CREATE TABLE queue_counter (
    queue TEXT NOT NULL,
    service_day TEXT NOT NULL,
    last_serial INTEGER NOT NULL CHECK (last_serial BETWEEN 1 AND 999),
    PRIMARY KEY (queue, service_day)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE number (
    ticket_token TEXT PRIMARY KEY,
    queue TEXT NOT NULL,
    service_day TEXT NOT NULL,
    serial INTEGER NOT NULL,
    person_mark BLOB UNIQUE,
    sealed_visit BLOB NOT NULL,
    UNIQUE (queue, service_day, serial)
  ) STRICT;

  CREATE TABLE number_request (
    kiosk TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    request_mark BLOB NOT NULL,
    ticket_token TEXT REFERENCES number (ticket_token),
    repeated INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (kiosk, idempotency_key)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE print_report (
    kiosk TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    ticket_token TEXT NOT NULL REFERENCES number (ticket_token),
    outcome TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    PRIMARY KEY (kiosk, idempotency_key)
  ) STRICT, WITHOUT ROWID;
  `,
];

export function migrate(database: SQLite.Database): void {
  const done = Number(database.pragma('user_version', { simple: true }));
  if (done > migrations.length) throw new Error('the database was written by a newer version of this server');
  for (const [index, migration] of migrations.entries()) {
    if (index < done) continue;
    database
      .transaction(() => {
        database.exec(migration);
        database.pragma(`user_version = ${index + 1}`);
      })
      .immediate();
  }
}
