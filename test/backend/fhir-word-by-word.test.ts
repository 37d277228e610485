import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { idOf } from '../../src/backend/adapters/fhir/site.ts';
import { fhirSettingsSchema } from '../../src/backend/adapters/fhir/settings.ts';
import { z } from '../../src/contract/zod.ts';
import { startBackend } from './support/backend.ts';
import { commandsOf } from './support/document.ts';
import { faultsOf, type AnyResource } from './support/fhir-definitions.ts';
import { checkIn, documentOf } from './support/fhir-visits.ts';

const run = promisify(execFile);
const document = 'fhir.md';

/** 07:45 on the Monday of which the document speaks. */
const morning = Date.parse('2026-11-23T00:45:00Z');

const text = await readFile(join(import.meta.dirname, '../../docs', document), 'utf8');
const jsonBlocks = [...text.matchAll(/^```json\n(.*?)\n```$/gms)].map(([, block = '']) => block);

/** Each answer ends with a nul. Of an Appointment it leaves the id in `$ID`. */
const curl = `curl() {
  body=$(command curl --silent --show-error --fail-with-body "$@") || exit
  printf '%s\\0' "$body"
  ID=$(sed -n 's/^{"resourceType":"Appointment","id":"\\([A-Z0-9]*\\)".*/\\1/p' <<< "$body")
}`;

test('the document tells a hospital what does not work, or shows what the server does not answer', async () => {
  const made = await run('bash', ['-euc', [...commandsOf(document, 'Turning it on'), 'echo "$TOKEN"'].join('\n')]);
  const [hash = '', token = ''] = made.stdout.split(/\s+-?\s*/);
  const [settings = '', coverage = ''] = jsonBlocks;
  const { fhir } = z
    .object({ fhir: fhirSettingsSchema })
    .parse(JSON.parse(`{${settings.replace('64 hex digits, from above', hash)}}`));
  const backend = await startBackend({ fhir });
  backend.clock.now = morning;

  const person = documentOf(1, { personalNumber: '099151012345' });
  const { ticketToken, number } = await checkIn(backend, person, {
    eligibility: { status: 'valid', maKetQua: '000', validUntil: '2027-12-31' },
    insuranceCard: { number: 'DN4999151012345', registeredFacility: '99001', validFrom: '2025-01-01' },
  });
  expect(number).toBe('A001');
  const visit = idOf(ticketToken);

  const typed = ['Asking', 'Following visits', 'Appointments'].flatMap((part) => commandsOf(document, part));
  const local = typed.map((line) => line.replace(fhir.url, `${backend.url}/fhir/R4`));
  const env = { ...process.env, TOKEN: token, VISIT: visit };
  const { stdout } = await run('bash', ['-euc', [curl, ...local].join('\n')], { env });
  const answers = stdout
    .split('\0')
    .slice(0, -1)
    .map((answer) => JSON.parse(answer) as AnyResource);
  expect(answers.map(faultsOf).flat()).toEqual([]);
  expect(answers).toHaveLength(typed.filter((line) => line.includes('curl ')).length);

  const matches = answers.map(({ entry }) => (entry as { resource: AnyResource }[] | undefined) ?? []).flat();
  const found = (type: string) => matches.filter(({ resource }) => resource.resourceType === type).length;
  expect([found('Encounter'), found('Task'), found('Patient')]).toEqual([4, 2, 1]);
  const shown: unknown = JSON.parse(
    coverage.replaceAll('"…"', `"${visit}"`).replaceAll('Patient/…', `Patient/${visit}`),
  );
  expect(matches.find(({ resource }) => resource.resourceType === 'Coverage')?.resource).toEqual(shown);
  const ofType = (type: string) => answers.filter(({ resourceType }) => resourceType === type);
  expect(ofType('CoverageEligibilityResponse')).toMatchObject([{ id: visit, insurance: [{ inforce: true }] }]);
  expect(ofType('Appointment').map(({ status }) => status)).toEqual(['booked', 'cancelled']);
});
