import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const text = readFileSync(join(import.meta.dirname, '../docs/fault-matrix.md'), 'utf8');
const rows = text.split('\n').filter((line) => /^\| *\d+ *\|/.test(line));

it('has its rows, each with a test or an honest "not yet"', () => {
  expect(rows.map((row) => Number(/\d+/.exec(row)?.[0]))).toEqual(Array.from({ length: 71 }, (_, index) => index + 1));
  for (const row of rows) expect(row).toMatch(/`[a-z-]+\/[a-z0-9-]+`|not yet/);
});

it('names no test that is gone', () => {
  const named = rows.flatMap((row) => [...row.matchAll(/`([a-z-]+\/[a-z0-9-]+)`/g)].map(([, name]) => name));
  expect(named.filter((name) => !existsSync(join(import.meta.dirname, `${name}.test.ts`)))).toEqual([]);
});
