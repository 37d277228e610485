import type { Database } from 'better-sqlite3';

/** Forward only; a migration that has shipped is never edited. The file's `user_version` counts those applied. */
const migrations = [
  `CREATE TABLE number_given (
     idempotency_key TEXT PRIMARY KEY,
     number          TEXT NOT NULL,
     queue           TEXT NOT NULL,
     service_day     TEXT NOT NULL,
     ticket_token    TEXT NOT NULL,
     issued_at       TEXT NOT NULL,
     paper           TEXT NOT NULL CHECK (paper IN ('pending', 'confirmed', 'unconfirmed', 'not-printed', 'unknown'))
   ) STRICT;
   CREATE TABLE outbox (
     id              INTEGER PRIMARY KEY AUTOINCREMENT,
     idempotency_key TEXT NOT NULL UNIQUE,
     ticket_token    TEXT,
     outcome         TEXT,
     refused         TEXT,
     created_at      INTEGER NOT NULL
   ) STRICT;
   CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;`,
  // `ticket` is JSON of src/contract/ticket.ts without a name; the daily upkeep forgets those older than yesterday's. A row of
  // `paper` is an attempt to print, or the word of staff that the person has her number; `idempotency_key` is that of its
  // report in the outbox.
  `ALTER TABLE number_given ADD COLUMN ticket TEXT;
   CREATE TABLE paper (
     idempotency_key TEXT PRIMARY KEY,
     number_key      TEXT NOT NULL REFERENCES number_given,
     outcome         TEXT NOT NULL CHECK (outcome IN
                       ('pending', 'confirmed', 'unconfirmed', 'not-printed', 'unknown', 'handed-over')),
     begun_at        INTEGER NOT NULL,
     settled_at      INTEGER
   ) STRICT;
   INSERT INTO paper (idempotency_key, number_key, outcome, begun_at)
     SELECT idempotency_key, idempotency_key, paper, 1000 * unixepoch(issued_at) FROM number_given;
   ALTER TABLE number_given DROP COLUMN paper;
   CREATE INDEX paper_of_number ON paper (number_key);
   CREATE INDEX number_of_ticket ON number_given (ticket_token);
   CREATE TABLE printed (
     since TEXT PRIMARY KEY CHECK (since IN ('life', 'roll')),
     dots  INTEGER NOT NULL,
     cuts  INTEGER NOT NULL
   ) STRICT;
   INSERT INTO printed (since, dots, cuts) VALUES ('life', 0, 0), ('roll', 0, 0);`,
  // The kiosk's own numbers for when the backend does not answer. `emergency_number` is JSON of src/contract/lease.ts: such a row of
  // the outbox tells of a number that was given, any other one of paper.
  `CREATE TABLE lease (
     one             INTEGER PRIMARY KEY CHECK (one = 1),
     epoch           INTEGER NOT NULL,
     service_day     TEXT NOT NULL,
     letter          TEXT NOT NULL,
     first_serial    INTEGER NOT NULL,
     last_serial     INTEGER NOT NULL,
     next_serial     INTEGER NOT NULL
   ) STRICT;
   ALTER TABLE outbox ADD COLUMN emergency_number TEXT;`,
];

export function migrate(db: Database): void {
  const applied = db.pragma('user_version', { simple: true }) as number;
  if (applied > migrations.length) {
    throw new Error(
      `the journal was written by a newer version (${applied} migrations, this one knows ${migrations.length})`,
    );
  }
  for (const [index, sql] of migrations.entries()) {
    if (index < applied) continue;
    db.transaction(() => {
      db.exec(sql);
      db.pragma(`user_version = ${index + 1}`);
    })();
  }
}
