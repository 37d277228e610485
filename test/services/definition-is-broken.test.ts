import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadCatalogue } from '../../src/main/services/load.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tram-'));
  cpSync(new URL('../../resources', import.meta.url), directory, { recursive: true });
});
afterEach(() => rmSync(directory, { recursive: true }));

const edit = (file: string, from: string, to: string) =>
  writeFileSync(join(directory, file), readFileSync(join(directory, file), 'utf8').replace(from, to));

it('the definitions that ship are sound', () => {
  expect(loadCatalogue(directory).services.map(({ id }) => id)).toEqual([
    'insurance-check-in',
    'licence-renewal',
    'queue-ticket',
  ]);
});

it.each([
  [
    'services/insurance-check-in.json',
    '"queue": "eyes"',
    '"queue": "nose"',
    /insurance-check-in.*queues that centre\.json lacks: nose/s,
  ],
  ['services/licence-renewal.json', '"kind": "date"', '"kind": "script"', /licence-renewal\.json is not valid/],
  ['centre.json', '"letter": "A"', '"letter": "O"', /centre\.json is not valid.*letter/s],
  ['centre.json', '"letter": "H"', '"letter": "A"', /two queues have the same letter/],
  // More papers than a ticket holds would be found out by somebody who has her number already.
  [
    'rules/licence.json',
    '"papersWithTerm": [',
    `"papersWithTerm": [${'{ "vi": "Ảnh", "en": "Photo" }, '.repeat(4)}`,
    /rules\/licence\.json is not valid.*papersWithTerm/s,
  ],
  ['rules/licence.json', '"afterDays": 30', '"afterDays": -1', /rules\/licence\.json is not valid.*afterDays/s],
])('%s: the start is refused with the fault named', (file, from, to, message) => {
  edit(file, from, to);
  expect(() => loadCatalogue(directory)).toThrow(message);
});
