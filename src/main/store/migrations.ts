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
