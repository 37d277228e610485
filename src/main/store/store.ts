import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { NumberResponse, PrintReport } from '../../contract/backend-api.ts';
import type { FailureCode } from '../../contract/failures.ts';
import { migrate } from './migrations.ts';
import type { Unsent, Unsettled } from './records.ts';

export interface OutboxRecord {
  id: number;
  idempotencyKey: string;
  report: PrintReport;
}

/** The kiosk's own memory: numbers it gave, and what the backend must still hear. It holds no personal data. */
export interface Store {
  /** Before a number is asked for: should its answer never come, the backend hears that nobody holds it. */
  ask(idempotencyKey: string, at: number): void;
  /** No answer came. */
  giveUp(idempotencyKey: string): void;
  /** Number, idempotency key and outbox row in one transaction; on disk when it returns. Before any paper. */
  keepNumber(idempotencyKey: string, number: NumberResponse, at: number): void;
  /** What became of the paper; releases the outbox row. */
  settle(idempotencyKey: string, outcome: PrintOutcome): void;
  /** After a start: what was asked for came to nothing, and unsettled paper is `unknown`. Returns how many of both. */
  settleInterrupted(): number;
  nextUnsent(): OutboxRecord | undefined;
  sent(id: number): void;
  /** The backend will never take this record: it is kept for the technician and stands in nobody's way. */
  refused(id: number, code: FailureCode): void;
  unsent(at: number): Unsent[];
  /** @param serviceDay older ones are of no use to anybody at the counter */
  unsettled(serviceDay: string): Unsettled[];
  /** Small facts that outlive a restart, such as the PIN's failures. */
  remember(name: string, value: string): void;
  recall(name: string): string | undefined;
  /** Whether the file can still be written and is sound. */
  check(): boolean;
  close(): void;
}

type PrintOutcome = Extract<PrintReport, { ticketToken: string }>['outcome'];

interface OutboxRow {
  id: number;
  idempotency_key: string;
  ticket_token: string | null;
  outcome: PrintOutcome;
}

const reportOf = (row: OutboxRow): PrintReport =>
  row.ticket_token === null
    ? { numberKey: row.idempotency_key, outcome: 'not-printed' }
    : { ticketToken: row.ticket_token, outcome: row.outcome };

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
  const upsertOutbox = db.prepare(
    `INSERT INTO outbox (idempotency_key, ticket_token, created_at) VALUES (?, ?, ?)
     ON CONFLICT (idempotency_key) DO UPDATE SET ticket_token = excluded.ticket_token`,
  );
  const updatePaper = db.prepare(`UPDATE number_given SET paper = ? WHERE idempotency_key = ?`);
  const releaseOutbox = db.prepare(`UPDATE outbox SET outcome = ? WHERE idempotency_key = ?`);
  const paperUnknown = db.prepare(`UPDATE number_given SET paper = 'unknown' WHERE paper = 'pending'`);
  const releaseAll = db.prepare(
    `UPDATE outbox SET outcome = iif(ticket_token IS NULL, 'not-printed', 'unknown') WHERE outcome IS NULL`,
  );
  const oldestUnsent = db.prepare<[], OutboxRow>(
    `SELECT id, idempotency_key, ticket_token, outcome FROM outbox
     WHERE outcome IS NOT NULL AND refused IS NULL ORDER BY id LIMIT 1`,
  );
  const deleteOutbox = db.prepare(`DELETE FROM outbox WHERE id = ?`);
  const refuseOutbox = db.prepare(`UPDATE outbox SET refused = ? WHERE id = ?`);
  const allUnsent = db.prepare<[], { created_at: number }>(`SELECT created_at FROM outbox ORDER BY id`);
  const openNumbers = db.prepare<[string], { number: string; issued_at: string }>(
    `SELECT number, issued_at FROM number_given
     WHERE service_day = ? AND paper IN ('pending', 'unknown')
       AND ticket_token NOT IN (SELECT ticket_token FROM number_given WHERE paper = 'confirmed')
     ORDER BY rowid DESC LIMIT 50`,
  );
  const upsertFact = db.prepare(
    `INSERT INTO fact (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
  );
  const selectFact = db.prepare<[string], { value: string }>(`SELECT value FROM fact WHERE name = ?`);

  return {
    ask: (idempotencyKey, at) => void upsertOutbox.run(idempotencyKey, null, at),
    giveUp: (idempotencyKey) => void releaseOutbox.run('not-printed', idempotencyKey),
    keepNumber: db.transaction((idempotencyKey: string, number: NumberResponse, at: number) => {
      insertNumber.run(
        idempotencyKey,
        number.number,
        number.queue,
        number.serviceDay,
        number.ticketToken,
        number.issuedAt,
      );
      upsertOutbox.run(idempotencyKey, number.ticketToken, at);
    }),
    settle: db.transaction((idempotencyKey: string, outcome: PrintOutcome) => {
      updatePaper.run(outcome, idempotencyKey);
      releaseOutbox.run(outcome, idempotencyKey);
    }),
    settleInterrupted: db.transaction(() => {
      paperUnknown.run();
      return releaseAll.run().changes;
    }),
    nextUnsent: () => {
      const row = oldestUnsent.get();
      return row && { id: row.id, idempotencyKey: row.idempotency_key, report: reportOf(row) };
    },
    sent: (id) => void deleteOutbox.run(id),
    refused: (id, code) => void refuseOutbox.run(code, id),
    unsent: (at) =>
      allUnsent.all().map(({ created_at }) => ({
        kind: 'print-report',
        waitingSeconds: Math.max(0, Math.round((at - created_at) / 1_000)),
      })),
    unsettled: (serviceDay) =>
      openNumbers.all(serviceDay).map(({ number, issued_at }) => ({ number, issuedAt: issued_at })),
    remember: (name, value) => void upsertFact.run(name, value),
    recall: (name) => selectFact.get(name)?.value,
    check: () => {
      upsertFact.run('last-check', 'written');
      return db.pragma('quick_check', { simple: true }) === 'ok';
    },
    close: () => void db.close(),
  };
}
