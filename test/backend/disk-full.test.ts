import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { kioskOf, newKey, startBackend, ticketRequest } from './support/backend.ts';

test('a full disk stops the numbers before any is promised, and they go on where they stopped', async () => {
  const { url, database, log } = await startBackend();
  const kiosk = kioskOf(url);
  await kiosk.numberOf(ticketRequest());
  const { rows } = await sql<{ page_count: number }>`PRAGMA page_count`.execute(database);
  await sql.raw(`PRAGMA max_page_count = ${rows[0]?.page_count ?? 0}`).execute(database);

  let issued = 1;
  let key = newKey();
  let reply = await kiosk.number(ticketRequest(), key);
  for (; reply.status === 201; reply = await kiosk.number(ticketRequest(), key)) {
    issued += 1;
    key = newKey();
  }
  expect(reply).toMatchObject({ status: 503, type: 'application/problem+json', body: { code: 'BACKEND_ERROR' } });
  expect(await kiosk.number(ticketRequest(), key)).toMatchObject({ status: 503 });
  expect(log).toEqual([1, 2].map(() => ({ event: 'request-failed', name: 'SqliteError', code: 'SQLITE_FULL' })));

  await sql.raw('PRAGMA max_page_count = 1000000').execute(database);
  expect(await kiosk.numberOf(ticketRequest(), key)).toMatchObject({
    number: `K${String(issued + 1).padStart(3, '0')}`,
    repeated: false,
  });
});
