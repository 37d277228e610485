import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { decodeQr, expectPrinted, patience, runJourney } from './run-journey.ts';

it('sends a licence’s dossier to the portal, and takes nobody’s name', { timeout: patience }, async () => {
  const { out, report } = await runJourney('licence-hand-over', 'valid');
  expect(report).toMatchObject({
    outcome: 'papers-list',
    identity: 'unproved',
    number: null,
    chip: null,
    ticket: { confirmed: true },
  });
  expect((await readdir(join(out, 'screens'))).at(-2)).toBe('10-missing.png');
  expect(await decodeQr(out)).toBe('https://dvc-gplx.csgt.bocongan.gov.vn');
  await expectPrinted(out);
});

it('gives a number of its own queue, where it serves', { timeout: patience }, async () => {
  const { out, report } = await runJourney('certified-copies', 'valid');
  expect(report).toMatchObject({ outcome: 'number', identity: 'unproved', chip: null, ticket: { confirmed: true } });
  expect(report.number).toMatch(/^C/);
  expect(await decodeQr(out)).toMatch(/^TRAM:[\w-]{22}$/);
});
