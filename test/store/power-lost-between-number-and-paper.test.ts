import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../src/main/store/store.ts';
import { compilePowerCut } from '../support/power-cut.ts';
import { onePaper } from '../support/samples.ts';

const scratch = mkdtempSync(join(tmpdir(), 'tram-'));
let shim: string;
beforeAll(() => {
  shim = compilePowerCut(scratch);
});
afterAll(() => rmSync(scratch, { recursive: true }));

function giveNumbersUntil(operation: number) {
  const directory = mkdtempSync(join(scratch, 'kiosk-'));
  const run = spawnSync(process.execPath, [join(import.meta.dirname, 'number-giver.ts'), directory], {
    encoding: 'utf8',
    env: { ...process.env, LD_PRELOAD: shim, PC_DIR: directory, PC_AT: String(operation) },
  });
  return { directory, promised: run.stdout.split('\n').filter(Boolean), killed: run.signal === 'SIGKILL' };
}

describe('the power goes, and every write that was not on the disk with it', () => {
  // Spread over the opening, the migration and the giving of numbers (about 20 file operations a number).
  it.each([5, 25, 45, 60, 75, 90, 105, 120, 150, 200, 280, 380])(
    'at file operation %i: no promised number is lost',
    (operation) => {
      const { directory, promised, killed } = giveNumbersUntil(operation);
      expect(killed).toBe(true);
      const store = openStore(directory);
      const db = new Database(join(directory, 'kiosk.db'), { readonly: true });
      const kept = db.prepare<[], { key: string; paper: string; papers: number; outbox: number }>(
        `SELECT n.idempotency_key AS key, p.outcome AS paper, count(p.number_key) AS papers, count(o.id) AS outbox
       FROM number_given n LEFT JOIN paper p ON p.number_key = n.idempotency_key
       LEFT JOIN outbox o ON o.idempotency_key = n.idempotency_key GROUP BY key`,
      );

      expect(kept.all().map(({ key }) => key)).toEqual(expect.arrayContaining(promised));
      // Number, its paper and the outbox row live or die together; so do an outcome and what it wore.
      expect(kept.all().every(({ papers, outbox }) => papers === 1 && outbox === 1)).toBe(true);
      const confirmed = kept.all().filter(({ paper }) => paper === 'confirmed').length;
      expect(store.printed().life).toEqual({ dots: confirmed * onePaper.dots, cuts: confirmed });

      const pending = kept.all().filter(({ paper }) => paper === 'pending').length;
      const unanswered = db.prepare<[], { key: string }>(
        `SELECT idempotency_key AS key FROM outbox WHERE ticket_token IS NULL`,
      );
      const asked = unanswered.all();
      expect(asked.length).toBeLessThanOrEqual(1);
      expect(store.settleInterrupted(0)).toEqual({ records: pending + asked.length, papers: pending });
      // Whatever the backend gave for a request that was cut off, nobody holds it, and it hears so.
      const reports = [];
      for (let next = store.nextUnsent(); next; next = store.nextUnsent()) {
        reports.push(next.report);
        store.sent(next.id);
      }
      for (const { key } of asked) expect(reports).toContainEqual({ numberKey: key, outcome: 'not-printed' });
      expect(store.unsettled('2026-11-21')).toHaveLength(pending);
      expect(store.check()).toBe(true);
      db.close();
      store.close();
    },
  );

  it('reaches the giving of numbers, so that the cuts above mean something', () => {
    expect(giveNumbersUntil(380).promised.length).toBeGreaterThan(10);
    expect(giveNumbersUntil(10_000)).toMatchObject({ killed: false, promised: { length: 40 } });
  });
});
