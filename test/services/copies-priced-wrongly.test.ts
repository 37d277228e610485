import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { Centre } from '../../src/contract/services.ts';
import { loadCatalogue } from '../../src/main/services/load.ts';
import { Session } from '../session/driver.ts';

/** A commune's centre that offers it, with a queue of its own. */
const directory = mkdtempSync(join(tmpdir(), 'tram-commune-'));
cpSync(new URL('../../resources', import.meta.url).pathname, directory, { recursive: true });
const file = join(directory, 'centre.json');
const centre = JSON.parse(readFileSync(file, 'utf8')) as Centre;
const place = { room: { vi: 'Quầy số 2', en: 'Counter 2' }, floor: { vi: 'tầng 1', en: 'ground floor' } };
writeFileSync(
  file,
  JSON.stringify({
    ...centre,
    services: ['certified-copies'],
    queues: [
      ...centre.queues,
      { id: 'certification', letter: 'C', label: { vi: 'Chứng thực', en: 'Certification' }, place },
    ],
  }),
);
const catalogue = loadCatalogue(directory);
afterAll(() => rmSync(directory, { recursive: true }));

// By hand, from Thông tư 226/2016/TT-BTC Điều 4.
it.each([
  ['1', '1', '2.000'],
  ['2', '1', '4.000'],
  ['3', '1', '5.000'],
  ['3', '5', '25.000'],
  ['198', '1', '200.000'],
  ['400', '2', '400.000'],
])('%s pages, %s copies', (pages, copies, fee) => {
  const session = new Session();
  session.context = { ...session.context, catalogue };
  session.command({ type: 'choose-service', service: 'certified-copies' });
  for (const digits of [pages, copies]) {
    for (const digit of digits) session.command({ type: 'digit', digit });
    session.command({ type: 'submit' });
  }
  expect(session.page).toMatchObject({ name: 'review' });
  expect(JSON.stringify(session.page)).toContain(`${fee} đồng`);
  session.command({ type: 'confirm' });
  expect(session.take('issue')).toMatchObject([{ request: { queue: 'certification', answers: { pages, copies } } }]);
});
