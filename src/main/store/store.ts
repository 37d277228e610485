import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { NumberResponse, PrintReport } from '../../contract/backend-api.ts';
import { emergencyNumberSchema, type EmergencyNumber, type Lease } from '../../contract/lease.ts';
import type { FailureCode } from '../../contract/failures.ts';
import { formatQueueNumber } from '../../contract/queue.ts';
import { ticketSchema, type Ticket } from '../../contract/ticket.ts';
import { migrate } from './migrations.ts';
import type { Printed, PrintedSoFar, Unsent, Unsettled } from './records.ts';

export type OutboxRecord = { id: number; idempotencyKey: string } & (
  | { kind: 'print-report'; report: PrintReport }
  | { kind: 'emergency-number'; report: EmergencyNumber }
);

/** `next`: the serial that the kiosk would give; past `last` where none is left. */
export type HeldLease = Lease & { next: number };

/** What becomes of a serial: the number, its ticket, and what the backend must hear of it. */
export interface OwnNumber {
  number: NumberResponse;
  ticket: NumberTicket;
  report: EmergencyNumber;
}

export type NumberTicket = Extract<Ticket, { kind: 'number' }>;

/** A try to put a number on paper. Its ticket has no name on it. */
export interface Attempt {
  key: string;
  ticket: NumberTicket;
}

/** The kiosk's own memory: numbers it gave, their paper, and what the backend must still hear. It holds no personal data. */
export interface Store {
  /** Before a number is asked for: should its answer never come, the backend hears that nobody holds it. */
  ask(idempotencyKey: string, at: number): void;
  /** No answer came. */
  giveUp(idempotencyKey: string): void;
  /**
   * Number, idempotency key, its first attempt at paper and the outbox row in one transaction; on disk when it returns.
   * Before any paper.
   */
  keepNumber(idempotencyKey: string, number: NumberResponse, ticket: NumberTicket, at: number): void;
  lease(): HeldLease | undefined;
  /** The kiosk's only lease from now on; what it spent of the same one stays spent. Without one it has none. */
  keepLease(lease: Lease | undefined): void;
  /** Whether this kiosk has given a number out of these. */
  hasGivenOf(lease: Lease): boolean;
  /**
   * Spends the next serial of the lease: the number as `keepNumber` keeps it, and its row in the outbox, before the paper's. What
   * was asked for is given up. One transaction; on disk when it returns.
   * @param keys of the number, and of the request that nobody answered
   * @returns undefined where the lease is of another day, or used up
   */
  spendLease(
    serviceDay: string,
    keys: { own: string; asked?: string },
    at: number,
    numberOf: (lease: HeldLease) => OwnNumber,
  ): NumberResponse | undefined;
  /**
   * The attempt that began with the number, or else a new one, with a report of its own. Its ticket says that it is a
   * reprint where an earlier paper of this number may be in somebody's hand.
   * @returns undefined where its ticket is not kept any more, or another version wrote it: then that attempt is `not-printed`
   */
  beginPaper(ticketToken: string, newKey: string, at: number): Attempt | undefined;
  /** What became of an attempt, and what it wore; releases the outbox row. */
  settle(attemptKey: string, outcome: PrintOutcome, printed: Printed, at: number): void;
  /** Staff says that the person has her number. */
  handOver(ticketToken: string, newKey: string, at: number): void;
  /**
   * After a start: what was asked for came to nothing, and unsettled paper is `unknown`.
   * @returns how many records go out for that, and how many papers the printer may have been in the middle of
   */
  settleInterrupted(at: number): { records: number; papers: number };
  /** Tickets of earlier days, which nobody will have printed again. */
  forgetTicketsBefore(serviceDay: string): void;
  nextUnsent(): OutboxRecord | undefined;
  sent(id: number): void;
  /** The backend will never take this record: it is kept for the technician and stands in nobody's way. */
  refused(id: number, code: FailureCode): void;
  unsent(at: number): Unsent[];
  /**
   * Numbers whose last word on paper is a doubt; one that is being printed is none yet.
   * @param serviceDay older ones are of no use to anybody at the counter
   */
  unsettled(serviceDay: string): Unsettled[];
  /** Paper that belongs to no number. */
  addPrinted(printed: Printed): void;
  printed(): PrintedSoFar;
  /** Another roll, or another printer with a roll of its own. */
  renewed(part: 'roll' | 'printer'): void;
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
  emergency_number: string | null;
}

interface LeaseRow {
  epoch: number;
  service_day: string;
  letter: string;
  first_serial: number;
  last_serial: number;
  next_serial: number;
}

function readTicket(json: string): NumberTicket | undefined {
  const { data } = ticketSchema.safeParse(JSON.parse(json));
  return data?.kind === 'number' ? data : undefined;
}

/** Outcomes after which a paper may be in somebody's hand, whole or torn. */
const mayBeInAHand: ReadonlySet<string> = new Set(['confirmed', 'unconfirmed', 'unknown']);

function recordOf({ id, idempotency_key: idempotencyKey, ...row }: OutboxRow): OutboxRecord {
  if (row.emergency_number !== null) {
    const report = emergencyNumberSchema.parse(JSON.parse(row.emergency_number));
    return { id, idempotencyKey, kind: 'emergency-number', report };
  }
  const report: PrintReport =
    row.ticket_token === null
      ? { numberKey: idempotencyKey, outcome: 'not-printed' }
      : { ticketToken: row.ticket_token, outcome: row.outcome };
  return { id, idempotencyKey, kind: 'print-report', report };
}

export function openStore(directory: string): Store {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const db = new Database(join(directory, 'kiosk.db'));
  db.pragma('journal_mode = WAL');
  // NORMAL loses acknowledged rows in a power cut; FULL does not.
  db.pragma('synchronous = FULL');
  migrate(db);

  const insertNumber = db.prepare(
    `INSERT INTO number_given (idempotency_key, number, queue, service_day, ticket_token, issued_at, ticket)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const insertPaper = db.prepare(
    `INSERT INTO paper (idempotency_key, number_key, outcome, begun_at, settled_at) VALUES (?, ?, ?, ?, ?)`,
  );
  const latestNumber = db.prepare<[string], { key: string; ticket: string | null }>(
    `SELECT idempotency_key AS key, ticket FROM number_given WHERE ticket_token = ? ORDER BY rowid DESC LIMIT 1`,
  );
  const papersOf = db.prepare<[string], { key: string; outcome: string }>(
    `SELECT paper.idempotency_key AS key, outcome FROM paper JOIN number_given n ON n.idempotency_key = number_key
     WHERE ticket_token = ? ORDER BY paper.rowid DESC`,
  );
  const upsertOutbox = db.prepare(
    `INSERT INTO outbox (idempotency_key, ticket_token, created_at) VALUES (?, ?, ?)
     ON CONFLICT (idempotency_key) DO UPDATE SET ticket_token = excluded.ticket_token`,
  );
  const updatePaper = db.prepare(
    `UPDATE paper SET outcome = ?, settled_at = ? WHERE idempotency_key = ? AND outcome = 'pending'`,
  );
  const releaseOutbox = db.prepare(`UPDATE outbox SET outcome = ? WHERE idempotency_key = ?`);
  const paperUnknown = db.prepare(`UPDATE paper SET outcome = 'unknown', settled_at = ? WHERE outcome = 'pending'`);
  const clearTickets = db.prepare(`UPDATE number_given SET ticket = NULL WHERE ticket IS NOT NULL AND service_day < ?`);
  const releaseAll = db.prepare(
    `UPDATE outbox SET outcome = iif(ticket_token IS NULL, 'not-printed', 'unknown')
     WHERE outcome IS NULL AND emergency_number IS NULL`,
  );
  const oldestUnsent = db.prepare<[], OutboxRow>(
    `SELECT id, idempotency_key, ticket_token, outcome, emergency_number FROM outbox
     WHERE coalesce(outcome, emergency_number) IS NOT NULL AND refused IS NULL ORDER BY id LIMIT 1`,
  );
  const deleteOutbox = db.prepare(`DELETE FROM outbox WHERE id = ?`);
  const refuseOutbox = db.prepare(`UPDATE outbox SET refused = ? WHERE id = ?`);
  const allUnsent = db.prepare<[], { kind: OutboxRecord['kind']; created_at: number }>(
    `SELECT iif(emergency_number IS NULL, 'print-report', 'emergency-number') AS kind, created_at FROM outbox ORDER BY id`,
  );
  const selectLease = db.prepare<[], LeaseRow>(`SELECT * FROM lease`);
  const deleteLease = db.prepare(`DELETE FROM lease`);
  const insertLease = db.prepare(`INSERT INTO lease VALUES (1, ?, ?, ?, ?, ?, ?)`);
  const selectGivenOf = db.prepare(
    `SELECT 1 FROM number_given WHERE service_day = ? AND number BETWEEN ? AND ? LIMIT 1`,
  );
  const spendSerial = db.prepare(`UPDATE lease SET next_serial = next_serial + 1`);
  const insertOwnNumber = db.prepare(
    `INSERT INTO outbox (idempotency_key, emergency_number, created_at) VALUES (?, ?, ?)`,
  );
  const openNumbers = db.prepare<[string], { number: string; issued_at: string; ticket_token: string }>(
    `SELECT number, issued_at, ticket_token FROM number_given n JOIN paper ON number_key = n.idempotency_key
     WHERE service_day = ? GROUP BY ticket_token
     HAVING max(outcome = 'unknown') AND NOT max(outcome IN ('pending', 'confirmed', 'handed-over'))
     ORDER BY max(n.rowid) DESC LIMIT 50`,
  );
  const addToPrinted = db.prepare(`UPDATE printed SET dots = dots + ?, cuts = cuts + ?`);
  const allPrinted = db.prepare<[], Printed & { since: 'life' | 'roll' }>(`SELECT since, dots, cuts FROM printed`);
  const clearRoll = db.prepare(`UPDATE printed SET dots = 0, cuts = 0 WHERE since = 'roll'`);
  const clearPrinter = db.prepare(`UPDATE printed SET dots = 0, cuts = 0`);
  const upsertFact = db.prepare(
    `INSERT INTO fact (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
  );
  const selectFact = db.prepare<[string], { value: string }>(`SELECT value FROM fact WHERE name = ?`);

  const settlePaper = (key: string, outcome: PrintOutcome, at: number) => {
    if (updatePaper.run(outcome, at, key).changes > 0) releaseOutbox.run(outcome, key);
  };

  const insertGiven = (key: string, number: NumberResponse, ticket: NumberTicket, at: number) => {
    const { serviceDay, ticketToken, issuedAt } = number;
    insertNumber.run(key, number.number, number.queue, serviceDay, ticketToken, issuedAt, JSON.stringify(ticket));
    insertPaper.run(key, key, 'pending', at, null);
    upsertOutbox.run(key, ticketToken, at);
  };
  const readLease = (): HeldLease | undefined => {
    const row = selectLease.get();
    return (
      row && {
        epoch: row.epoch,
        serviceDay: row.service_day,
        letter: row.letter,
        first: row.first_serial,
        last: row.last_serial,
        next: row.next_serial,
      }
    );
  };

  return {
    ask: (idempotencyKey, at) => void upsertOutbox.run(idempotencyKey, null, at),
    giveUp: (idempotencyKey) => void releaseOutbox.run('not-printed', idempotencyKey),
    keepNumber: db.transaction(insertGiven),
    lease: readLease,
    hasGivenOf: ({ serviceDay, letter, first, last }) =>
      selectGivenOf.get(serviceDay, formatQueueNumber(letter, first), formatQueueNumber(letter, last)) !== undefined,
    keepLease: db.transaction((lease: Lease | undefined) => {
      const held = readLease();
      deleteLease.run();
      if (!lease) return;
      const { epoch, serviceDay, letter, first, last } = lease;
      const next = held?.epoch === epoch ? Math.max(first, held.next) : first;
      insertLease.run(epoch, serviceDay, letter, first, last, next);
    }),
    spendLease: db.transaction(
      (
        serviceDay: string,
        keys: { own: string; asked?: string },
        at: number,
        numberOf: (lease: HeldLease) => OwnNumber,
      ) => {
        const lease = readLease();
        if (lease?.serviceDay !== serviceDay || lease.next > lease.last) return undefined;
        const { number, ticket, report } = numberOf(lease);
        spendSerial.run();
        if (keys.asked !== undefined) releaseOutbox.run('not-printed', keys.asked);
        // Its ticket makes it one: the report needs no other key.
        insertOwnNumber.run(number.ticketToken, JSON.stringify(report), at);
        insertGiven(keys.own, number, ticket, at);
        return number;
      },
    ),
    beginPaper: db.transaction((ticketToken: string, newKey: string, at: number) => {
      const number = latestNumber.get(ticketToken);
      if (!number?.ticket) return undefined;
      const papers = papersOf.all(ticketToken);
      const begun = papers.find(({ outcome }) => outcome === 'pending');
      const ticket = readTicket(number.ticket);
      if (!ticket) {
        if (begun) settlePaper(begun.key, 'not-printed', at);
        return undefined;
      }
      const reprint = ticket.reprint || papers.some(({ outcome }) => mayBeInAHand.has(outcome));
      if (!begun) {
        insertPaper.run(newKey, number.key, 'pending', at, null);
        upsertOutbox.run(newKey, ticketToken, at);
      }
      return { key: begun?.key ?? newKey, ticket: { ...ticket, reprint } };
    }),
    settle: db.transaction((attemptKey: string, outcome: PrintOutcome, { dots, cuts }: Printed, at: number) => {
      settlePaper(attemptKey, outcome, at);
      addToPrinted.run(dots, cuts);
    }),
    handOver: db.transaction((ticketToken: string, newKey: string, at: number) => {
      const number = latestNumber.get(ticketToken);
      if (number) insertPaper.run(newKey, number.key, 'handed-over', at, at);
    }),
    settleInterrupted: db.transaction((at: number) => {
      const papers = paperUnknown.run(at).changes;
      return { records: releaseAll.run().changes, papers };
    }),
    forgetTicketsBefore: (serviceDay) => void clearTickets.run(serviceDay),
    nextUnsent: () => {
      const row = oldestUnsent.get();
      return row && recordOf(row);
    },
    sent: (id) => void deleteOutbox.run(id),
    refused: (id, code) => void refuseOutbox.run(code, id),
    unsent: (at) =>
      allUnsent.all().map(({ kind, created_at }) => ({
        kind,
        waitingSeconds: Math.max(0, Math.round((at - created_at) / 1_000)),
      })),
    unsettled: (serviceDay) =>
      openNumbers.all(serviceDay).map(({ number, issued_at, ticket_token }) => ({
        number,
        issuedAt: issued_at,
        ticketToken: ticket_token,
      })),
    addPrinted: ({ dots, cuts }) => void addToPrinted.run(dots, cuts),
    printed: () => {
      const soFar: PrintedSoFar = { life: { dots: 0, cuts: 0 }, roll: { dots: 0, cuts: 0 } };
      for (const { since, dots, cuts } of allPrinted.all()) soFar[since] = { dots, cuts };
      return soFar;
    },
    renewed: (part) => void (part === 'roll' ? clearRoll : clearPrinter).run(),
    remember: (name, value) => void upsertFact.run(name, value),
    recall: (name) => selectFact.get(name)?.value,
    check: () => {
      upsertFact.run('last-check', 'written');
      return db.pragma('quick_check', { simple: true }) === 'ok';
    },
    close: () => void db.close(),
  };
}
