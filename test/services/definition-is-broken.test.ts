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
    'self-paid-visit',
    'queue-ticket',
    'licence-renewal',
  ]);
});

it('the commune centre’s definition is sound too, though the demonstration does not offer it', () => {
  edit('centre.json', '"licence-renewal"', '"licence-hand-over"');
  expect(loadCatalogue(directory).services.map(({ id }) => id)).toContain('licence-hand-over');
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
  [
    'centre.json',
    '"facilityCode": "99001",',
    '',
    /insurance-check-in\.json asks the insurance portal, and .* no facilityCode/,
  ],
  ['centre.json', '"letter": "H"', '"letter": "A"', /two queues have the same letter/],
  ['centre.json', '"letter": "X"', '"letter": "A"', /centre\.json is not valid.*letter is that of the queue general/s],
  [
    'centre.json',
    '"queues": ["eyes"]',
    '"queues": ["nose"]',
    /centre\.json is not valid.*no counter has it.*not there: nose/s,
  ],
  [
    'services/queue-ticket.json',
    '"papers": []',
    '"papers": [], "portal": "https://a.vn/?b=1"',
    /told sign by sign.*portal/s,
  ],
  [
    'services/insurance-check-in.json',
    '"queue": "triage"',
    '"queue": "self-paid"',
    /insurance-check-in\.json .*those who pay.*insured/,
  ],
  ['services/queue-ticket.json', '"id": "cashier"', '"id": "triage"', /two options have the same id/],
  ['services/insurance-check-in.json', '"id": "guardian"', '"id": "clinic"', /two questions have the same id/],
  ['rules/licence.json', '"days": 30', '"days": -1', /rules\/licence\.json is not valid.*days/s],
  ['rules/referral.json', '"workingDays": 10', '"workingDays": 0', /rules\/referral\.json is not valid.*workingDays/s],
  ['services/queue-ticket.json', '"id": "queue-ticket"', '"id": "number"', /queue-ticket\.json calls itself number/],
  [
    'services/insurance-check-in.json',
    '"usual": "none"',
    '"usual": "no"',
    /insurance-check-in\.json is not valid.*usual/s,
  ],
  [
    'services/licence-renewal.json',
    '"minutes": 3',
    '"minutes": 3, "portal": "https://dichvucong.gov.vn/"',
    /licence-renewal\.json is not valid.*dossiers are received here, or elsewhere.*portal/s,
  ],
  // What does not go on paper would be found out by somebody who has her number already.
  [
    'services/self-paid-visit.json',
    '"papers": []',
    `"papers": [{ "vi": "${'ả'.repeat(350)}", "en": "${'a'.repeat(350)}" }, { "vi": "${'ả'.repeat(350)}", "en": "Photo" }]`,
    /self-paid-visit\.json with queue self-paid .* too long for paper/s,
  ],
  [
    'services/queue-ticket.json',
    '"papers": []',
    `"papers": [${'{ "vi": "Ảnh", "en": "Photo" },'.repeat(9).slice(0, -1)}]`,
    /queue-ticket\.json is not valid.*papers/s,
  ],
])('%s: the start is refused with the fault named', (file, from, to, message) => {
  edit(file, from, to);
  expect(() => loadCatalogue(directory)).toThrow(message);
});
