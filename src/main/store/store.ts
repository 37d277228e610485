import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { NumberResponse, PrintReport } from '../../contract/backend-api.ts';
import { migrate } from './migrations.ts';
import type { Unsent, Unsettled } from './records.ts';

export interface OutboxRecord {
  id: number;
  idempotencyKey: string;
  report: PrintReport;
}

/** The kiosk's own memory: numbers it gave, and what the backend must still hear. It holds no personal data. */
export interface Store {
  /** Number, idempotency key and outbox row in one transaction; on disk when it returns. Before any paper. */
  keepNumber(idempotencyKey: string, number: NumberResponse, at: number): void;
  /** What became of the paper; releases the outbox row. */
  settle(idempotencyKey: string, outcome: PrintReport['outcome']): void;
  /** After a start: whatever was not settled when the power went is `unknown`. Returns how many. */
  settleInterrupted(): number;
  nextUnsent(): OutboxRecord | undefined;
  sent(id: number): void;
  unsent(at: number): Unsent[];
  unsettled(): Unsettled[];
  /** Small facts that outlive a restart, such as the PIN's failures. */
  remember(name: string, value: string): void;
  recall(name: string): string | undefined;
  /** Whether the file can still be written and is sound. */
  check(): boolean;
  close(): void;
}

export function openStore(directory: string): Store {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const db = new Database(join(directory, 'kiosk.db'));
  db.pragma('journal_mode = WAL');
  // NORMAL loses acknowledged rows in a power cut; FULL does not.
  db.pragma('synchronous = FULL');
  migrate(db);

  const insertNumber = db.prepare(
    `INSERT INTO number_given (idempotency_key, number, queue, service_day, ticket_token, issued_at, paper)
     VALUES (?, ?, ?, ?, ?, ?, 'pending')`,
  );
  const insertOutbox = db.prepare(
    `INSERT INTO outbox (idempotency_key, ticket_token, outcome, created_at) VALUES (?, ?, NULL, ?)`,
  );
  const updatePaper = db.prepare(`UPDATE number_given SET paper = ? WHERE idempotency_key = ?`);
  const updateOutbox = db.prepare(`UPDATE outbox SET outcome = ? WHERE idempotency_key = ?`);
  const interrupted = db.prepare<[], { idempotency_key: string }>(
    `SELECT idempotency_key FROM number_given WHERE paper = 'pending'`,
  );
  const oldestUnsent = db.prepare<
    [],
    { id: number; idempotency_key: string; ticket_token: string; outcome: PrintReport['outcome'] }
  >(`SELECT id, idempotency_key, ticket_token, outcome FROM outbox WHERE outcome IS NOT NULL ORDER BY id LIMIT 1`);
  const deleteOutbox = db.prepare(`DELETE FROM outbox WHERE id = ?`);
  const allUnsent = db.prepare<[], { created_at: number }>(`SELECT created_at FROM outbox ORDER BY id`);
  const openNumbers = db.prepare<[], { number: string; issued_at: string }>(
    `SELECT number, issued_at FROM number_given WHERE paper IN ('pending', 'unknown') ORDER BY rowid DESC LIMIT 50`,
  );
  const upsertFact = db.prepare(
    `INSERT INTO fact (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
  );
  const selectFact = db.prepare<[string], { value: string }>(`SELECT value FROM fact WHERE name = ?`);

  const settle = db.transaction((idempotencyKey: string, outcome: PrintReport['outcome']) => {
    updatePaper.run(outcome, idempotencyKey);
    updateOutbox.run(outcome, idempotencyKey);
  });

  return {
    keepNumber: db.transaction((idempotencyKey: string, number: NumberResponse, at: number) => {
      insertNumber.run(
        idempotencyKey,
        number.number,
        number.queue,
        number.serviceDay,
        number.ticketToken,
        number.issuedAt,
      );
      insertOutbox.run(idempotencyKey, number.ticketToken, at);
    }),
    settle,
    settleInterrupted: () => {
      const keys = interrupted.all();
      for (const { idempotency_key } of keys) settle(idempotency_key, 'unknown');
      return keys.length;
    },
    nextUnsent: () => {
      const row = oldestUnsent.get();
      return (
        row && {
          id: row.id,
          idempotencyKey: row.idempotency_key,
          report: { ticketToken: row.ticket_token, outcome: row.outcome },
        }
      );
    },
    sent: (id) => void deleteOutbox.run(id),
    unsent: (at) =>
      allUnsent.all().map(({ created_at }) => ({
        kind: 'print-report',
        waitingSeconds: Math.max(0, Math.round((at - created_at) / 1_000)),
      })),
    unsettled: () => openNumbers.all().map(({ number, issued_at }) => ({ number, issuedAt: issued_at })),
    remember: (name, value) => void upsertFact.run(name, value),
    recall: (name) => selectFact.get(name)?.value,
    check: () => {
      upsertFact.run('last-check', 'written');
      return db.pragma('quick_check', { simple: true }) === 'ok';
    },
    close: () => void db.close(),
  };
}
