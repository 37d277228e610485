import { expect, test } from 'vitest';
import { idOf } from '../../src/backend/adapters/fhir/site.ts';
import { audit } from '../../src/backend/store/audit.ts';
import { transact } from '../../src/backend/store/database.ts';
import { auditRecordsSchema } from '../../src/contract/audit-records.ts';
import { roleSchema } from '../../src/contract/staff.ts';
import { startBackend } from './support/backend.ts';
import { databases, type DatabaseKind } from './support/databases.ts';
import { checkIn, documentOf } from './support/fhir-visits.ts';
import { fhirSettings, hisOf } from './support/fhir.ts';
import { pageOf, signedIn } from './support/staff.ts';

/** 07:30 on a Monday in Saigon. */
const morning = Date.parse('2026-11-23T00:30:00Z');
const hour = 3_600_000;

async function centre(on: DatabaseKind) {
  const backend = await startBackend({ on, fhir: fhirSettings });
  backend.clock.now = morning;
  const administrator = await signedIn(backend, 'administrator');
  const ask = (query = '') => administrator.call('GET', `/v1/audit-records${query}`);
  const list = async (query?: string) => auditRecordsSchema.parse((await ask(query)).body);
  return { ...backend, ask, list };
}

test.each(databases)('%s: nobody can see who read whose data', async (on) => {
  const { url, list, clock, database } = await centre(on);
  const person = documentOf(1);
  const { ticketToken } = await checkIn({ database, clock }, person);
  const his = hisOf(url);
  await his.read(`/Coverage/${idOf(ticketToken)}`);
  clock.now += 1_000;
  await his.searchForm('Patient', { identifier: person.personalNumber });
  const { records, next } = await list();
  const told = { actor: 'system his', subject: ticketToken, outcome: 'done' };
  expect(records).toMatchObject([
    { ...told, action: 'person-searched', at: '2026-11-23T00:30:01.000Z' },
    { ...told, action: 'person-read', at: '2026-11-23T00:30:00.000Z' },
  ]);
  expect(next).toBeUndefined();
});

test.each(databases)('%s: a page of records leaves one out, or tells it twice', async (on) => {
  const { list, ask, database } = await centre(on);
  // Many at one instant, and one that was written late.
  const instants = [...Array.from({ length: 12 }, () => morning), morning - 24 * hour, morning + hour, morning - hour];
  for (const [index, at] of instants.entries())
    await transact(database, (transaction) =>
      audit(transaction, {
        at,
        actor: 'system his',
        action: 'person-read',
        subject: `visit ${index}`,
        outcome: 'done',
      }),
    );
  await transact(database, (transaction) =>
    audit(transaction, {
      ...{ at: morning + 17 * hour, actor: 'supervisor', action: 'priority-changed', subject: 'entry' },
      outcome: 'under-6 paper-shown',
    }),
  );

  const all = (await list()).records;
  const inOrder = [
    ...instants.map((at, index) => ({ at, subject: `visit ${index}` })),
    { at: morning + 17 * hour, subject: 'entry' },
  ]
    .map((record, index) => ({ ...record, index }))
    .toSorted((a, b) => b.at - a.at || b.index - a.index);
  expect(all.map(({ subject }) => subject)).toEqual(inOrder.map(({ subject }) => subject));
  expect(all[0]).toMatchObject({ action: 'priority-changed', outcome: 'under-6 paper-shown' });

  for (const limit of [1, 5, 16]) {
    const paged: string[] = [];
    for (let next: number | undefined = 0; next !== undefined;) {
      const page = await list(`?limit=${limit}${next ? `&before=${next}` : ''}`);
      expect(page.records.length).toBeLessThanOrEqual(limit);
      // One that never ends is found out too.
      expect(paged.length).toBeLessThan(all.length);
      paged.push(...page.records.map(({ subject }) => subject));
      next = page.next;
    }
    expect(paged).toEqual(all.map(({ subject }) => subject));
  }

  // A day begins at midnight in Vietnam: 17 hours after 07:30 is the next one.
  const count = async (query: string) => (await list(query)).records.length;
  expect(await count('?from=2026-11-23&to=2026-11-23')).toBe(14);
  expect(await count('?from=2026-11-24')).toBe(1);
  expect(await count('?to=2026-11-22')).toBe(1);
  expect(await count('?from=2026-11-25')).toBe(0);
  for (const wrong of ['?limit=0', '?limit=501', '?limit=a', '?before=-1', '?from=23/11/2026', '?who=system'])
    expect([wrong, (await ask(wrong)).status]).toEqual([wrong, 400]);
  // Not an end of the list: one that lost its place would take the rest for read.
  expect(await ask('?before=999999')).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
});

test('somebody else than an administrator reads the records', async () => {
  const backend = await startBackend();
  for (const role of roleSchema.options) {
    const somebody = await signedIn(backend, role);
    expect([role, (await somebody.call('GET', '/v1/audit-records')).status]).toEqual([
      role,
      role === 'administrator' ? 200 : 403,
    ]);
  }
  expect(await pageOf(backend.url).call('GET', '/v1/audit-records')).toMatchObject({ status: 401 });
});
