import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { people } from '../../drivers/simulated/people.ts';
import { decodeQr, expectPrinted, patience, runJourney } from './run-journey.ts';

const [valid] = people;

it('ends with a number when an insured person comes', { timeout: patience }, async () => {
  const { out, report } = await runJourney('insurance-check-in', 'valid');
  expect(report).toMatchObject({
    outcome: 'number',
    identity: 'proved',
    eligibility: 'valid',
    ticket: { confirmed: true },
    chip: {
      dataGroups: ['DG1', 'DG13', 'DG14', 'DG15'],
      passiveAuthentication: 'passed',
      activeAuthentication: 'passed',
    },
  });
  expect(report.number).toMatch(/^A/);
  expect(Object.values(report.stagesMs)).not.toContain(null);
  // Born in 1951: priority is not asked.
  const screens = ['home', 'identify', 'person', 'clinic', 'review', 'ticket', 'cleared'];
  expect(await readdir(join(out, 'screens'))).toEqual(screens.map((name, index) => `0${index + 1}-${name}.png`));
  await expectPrinted(out);
  expect(await decodeQr(out)).toMatch(/^TRAM:[\w-]{22}$/);
  // What the start screen must say: as root, Chromium has no sandbox.
  expect(String(await readFile(join(out, 'run/kiosk.json'))).includes('without its sandbox')).toBe(
    process.getuid?.() === 0,
  );
});

it('leaves nothing personal behind when a licence is renewed', { timeout: patience }, async () => {
  const { out, printed, report } = await runJourney('licence-renewal', 'valid');
  expect(report).toMatchObject({ outcome: 'receipt', identity: 'proved', ticket: { confirmed: true } });
  expect(report.number).toMatch(/^L/);

  const inRun = await readdir(join(out, 'run'), { recursive: true, withFileTypes: true });
  const files = inRun.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const names = files.map((file) => file.slice(out.length));
  for (const kept of ['/run/centre.sqlite', '/run/kiosk.log', '/run/backend.log', '/run/kiosk/kiosk.db'])
    expect(names).toContain(kept);
  const kept = await Promise.all([...files, join(out, 'journey.json')].map((file) => readFile(file)));
  const { personalNumber, fullName, mrzName, licenceNumber, residence, birthDate } = valid;
  const canaries = [personalNumber, fullName, fullName.normalize('NFD'), mrzName, licenceNumber, residence, birthDate];
  for (const canary of canaries) {
    expect(printed).not.toContain(canary);
    for (const [index, bytes] of kept.entries())
      expect(bytes.includes(canary), `${canary} in ${names[index]}`).toBe(false);
  }
});

it('asks nobody who they are when a queue ticket is wanted', { timeout: patience }, async () => {
  const { out, report } = await runJourney('queue-ticket', 'valid');
  expect(report).toMatchObject({ outcome: 'number', identity: 'unproved', chip: null, ticket: { confirmed: true } });
  expect(report.number).toMatch(/^T/);
  expect(await decodeQr(out)).toMatch(/^TRAM:[\w-]{22}$/);
});
