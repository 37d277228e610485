import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openStore } from '../../src/main/store/store.ts';
import { compilePowerCut } from '../support/power-cut.ts';

const scratch = mkdtempSync(join(tmpdir(), 'tram-'));
let shim: string;
beforeAll(() => {
  shim = compilePowerCut(scratch);
});
afterAll(() => rmSync(scratch, { recursive: true }));

function spendUntil(directory: string, operation: number): string[] {
  const run = spawnSync(process.execPath, [join(import.meta.dirname, 'lease-spender.ts'), directory], {
    encoding: 'utf8',
    env: { ...process.env, LD_PRELOAD: shim, PC_DIR: directory, PC_AT: String(operation) },
  });
  return run.stdout.split('\n').filter(Boolean);
}

function kept(directory: string) {
  const store = openStore(directory);
  const next = store.lease()?.next ?? 1;
  const db = new Database(join(directory, 'kiosk.db'), { readonly: true });
  const column = (sql: string) => db.prepare(sql).pluck().all();
  const found = {
    next,
    numbers: column(`SELECT number FROM number_given ORDER BY number`),
    reported: column(
      `SELECT json_extract(emergency_number, '$.serial') FROM outbox WHERE emergency_number IS NOT NULL`,
    ),
    papers: column(`SELECT count(*) FROM paper`)[0],
    givenUp: column(`SELECT count(*) FROM outbox WHERE idempotency_key LIKE 'asked-%' AND outcome = 'not-printed'`)[0],
  };
  db.close();
  store.close();
  return found;
}

it.each([90, 115, 140, 260])(
  'the power goes at file operation %i: what was promised is spent, told and never given again',
  (operation) => {
    const directory = mkdtempSync(join(scratch, 'kiosk-'));
    const promised = spendUntil(directory, operation);
    const { next, numbers, reported, papers, givenUp } = kept(directory);
    const spent = next - 1;
    expect(numbers).toEqual(expect.arrayContaining(promised));
    expect(numbers).toHaveLength(spent);
    expect(reported).toEqual(Array.from({ length: spent }, (_, index) => index + 1));
    expect({ papers, givenUp }).toEqual({ papers: spent, givenUp: spent });

    const later = spendUntil(directory, 100_000);
    expect(later.filter((number) => numbers.includes(number))).toEqual([]);
    expect(kept(directory).numbers).toHaveLength(20);
  },
);

it('reaches the spending, so that the cuts above mean something', () => {
  expect(spendUntil(mkdtempSync(join(scratch, 'kiosk-')), 180).length).toBeGreaterThan(2);
});
