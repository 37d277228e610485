import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { idempotencyKeySchema } from '../../src/contract/backend-api.ts';
import { openStore, type Store } from '../../src/main/store/store.ts';
import { number, numberTicket, onePaper } from '../support/samples.ts';

const token = number().ticketToken;
const day = number().serviceDay;
const keys = { first: 'first-try-key-of-22-ch', second: 'second-try-key-of-22-c', third: 'third-try-key-of-22-ch' };

let directory: string;
let store: Store;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tram-'));
  store = openStore(directory);
  store.keepNumber(keys.first, number(), numberTicket(), 1);
});
afterEach(() => {
  store.close();
  rmSync(directory, { recursive: true });
});

function history(): unknown[] {
  const db = new Database(join(directory, 'kiosk.db'), { readonly: true });
  const rows = db.prepare(`SELECT outcome, begun_at, settled_at FROM paper ORDER BY rowid`).raw().all();
  db.close();
  return rows;
}

function reports() {
  const taken = [];
  for (let next = store.nextUnsent(); next; next = store.nextUnsent()) {
    taken.push([idempotencyKeySchema.parse(next.idempotencyKey), next.report]);
    store.sent(next.id);
  }
  return taken;
}

it('torn paper: the same number again, marked as a reprint, every try written down and reported', () => {
  expect(store.beginPaper(token, keys.second, 2)).toMatchObject({ key: keys.first, ticket: { reprint: false } });
  store.settle(keys.first, 'unknown', onePaper, 3);
  expect(store.unsettled(day)).toMatchObject([{ number: 'A042', ticketToken: token }]);

  expect(store.beginPaper(token, keys.second, 4)).toEqual({
    key: keys.second,
    ticket: numberTicket({ reprint: true }),
  });
  expect(history()).toEqual([
    ['unknown', 1, 3],
    ['pending', 4, null],
  ]);
  store.settle(keys.second, 'confirmed', onePaper, 5);
  expect(history()).toEqual([
    ['unknown', 1, 3],
    ['confirmed', 4, 5],
  ]);
  expect(store.unsettled(day)).toEqual([]);
  expect(store.printed().life).toEqual({ dots: 2 * onePaper.dots, cuts: 2 });
  expect(reports()).toEqual([
    [keys.first, { ticketToken: token, outcome: 'unknown' }],
    [keys.second, { ticketToken: token, outcome: 'confirmed' }],
  ]);
});

it('paper that never began: what comes later is the first, and says so', () => {
  store.settle(keys.first, 'not-printed', { dots: 0, cuts: 0 }, 3);
  expect(store.beginPaper(token, keys.second, 4)?.ticket.reprint).toBe(false);
  store.settle(keys.second, 'unknown', onePaper, 5);
  expect(store.beginPaper(token, keys.third, 6)?.ticket.reprint).toBe(true);
});

it('a reprint that the power takes away: doubtful again, and reported so', () => {
  store.settle(keys.first, 'unknown', onePaper, 3);
  store.beginPaper(token, keys.second, 4);
  expect(store.settleInterrupted(9)).toEqual({ records: 1, papers: 1 });
  expect(history()).toEqual([
    ['unknown', 1, 3],
    ['unknown', 4, 9],
  ]);
  expect(store.unsettled(day)).toHaveLength(1);
  expect(reports()).toHaveLength(2);
});

it('a number that a second visit repeats is doubtful once, and settled for both', () => {
  store.settle(keys.first, 'unknown', onePaper, 3);
  store.keepNumber(keys.second, number({ repeated: true }), numberTicket({ reprint: true }), 4);
  store.settle(keys.second, 'unknown', onePaper, 5);
  expect(store.unsettled(day)).toHaveLength(1);
  store.beginPaper(token, keys.third, 6);
  store.settle(keys.third, 'confirmed', onePaper, 7);
  expect(store.unsettled(day)).toEqual([]);
});

it('staff saw the paper in the person’s hand: no doubt is left, and nothing is printed or reported for it', () => {
  store.settle(keys.first, 'unknown', onePaper, 3);
  store.handOver(token, keys.second, 7);
  expect(store.unsettled(day)).toEqual([]);
  expect(history()).toEqual([
    ['unknown', 1, 3],
    ['handed-over', 7, 7],
  ]);
  expect(reports()).toHaveLength(1);
});

it('a paper that is just being printed is nobody’s doubt yet, so that staff cannot print it twice', () => {
  expect(store.unsettled(day)).toEqual([]);
  store.settle(keys.first, 'unknown', onePaper, 3);
  store.beginPaper(token, keys.second, 4);
  expect(store.unsettled(day)).toEqual([]);
  store.settle(keys.second, 'unknown', onePaper, 5);
  expect(store.unsettled(day)).toHaveLength(1);
});

it('an attempt is settled once: a late outcome changes neither journal nor report', () => {
  store.settle(keys.first, 'unknown', onePaper, 3);
  store.settle(keys.first, 'confirmed', onePaper, 4);
  expect(history()).toEqual([['unknown', 1, 3]]);
  expect(reports()).toEqual([[keys.first, { ticketToken: token, outcome: 'unknown' }]]);
});

it('a ticket of another version’s making cannot be printed: that is its outcome, and no doubt stays behind', () => {
  const db = new Database(join(directory, 'kiosk.db'));
  db.exec(`UPDATE number_given SET ticket = json_remove(ticket, '$.desk')`);
  db.close();
  expect(store.beginPaper(token, keys.second, 2)).toBeUndefined();
  expect(history()).toEqual([['not-printed', 1, 2]]);
  expect(reports()).toEqual([[keys.first, { ticketToken: token, outcome: 'not-printed' }]]);
  expect(store.unsettled(day)).toEqual([]);
  expect(store.beginPaper(token, keys.third, 3)).toBeUndefined();
  expect(history()).toHaveLength(1);
});

it('a ticket of an earlier day is not kept to be printed', () => {
  store.settle(keys.first, 'unknown', onePaper, 3);
  store.forgetTicketsBefore(day);
  expect(store.beginPaper(token, keys.second, 4)).toBeDefined();
  store.forgetTicketsBefore('2026-11-22');
  expect(store.beginPaper(token, keys.third, 5)).toBeUndefined();
});
