import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { transact } from '../../src/backend/store/database.ts';
import { holdHead } from '../../src/backend/store/head.ts';
import { shownEntrySchema } from '../../src/contract/queue-entries.ts';
import { kioskOf, startBackend, ticketRequest } from './support/backend.ts';
import { atCounter } from './support/calling.ts';
import { databases } from './support/databases.ts';

const pick = <T>(from: readonly T[], index: number): T => {
  const one = from[index % from.length];
  if (one === undefined) throw new Error('nothing to pick from');
  return one;
};

test.each(databases)('%s: counters that call at the same instant never get the same person', async (on) => {
  const backend = await startBackend({ on });
  const servers = on === 'postgres' ? [backend, await startBackend({ on, beside: backend })] : [backend];
  const kiosk = kioskOf(backend.url);
  const given = await Promise.all(Array.from({ length: 16 }, () => kiosk.numberOf(ticketRequest())));

  const clerks = await Promise.all(servers.flatMap((server) => [atCounter(server), atCounter(server)]));
  const replies = await Promise.all(
    Array.from({ length: 20 }, (_, index) => pick(clerks, index).tryCall({ queue: 'cashier', counter: '5' })),
  );
  const called = replies.filter((reply) => reply.status === 201).map((reply) => shownEntrySchema.parse(reply.body));
  expect(replies.filter((reply) => reply.status === 404)).toHaveLength(4);
  expect(called.map(({ number }) => number).toSorted()).toEqual(given.map(({ number }) => number).toSorted());
  expect(called.every(({ state, calls, counter }) => state === 'called' && calls === 1 && counter)).toBe(true);

  // By arrival, and no two calls at one instant: who came first was called first.
  const rows = await backend.database
    .selectFrom('queue_entry')
    .innerJoin('visit', 'visit.ticket_token', 'queue_entry.ticket_token')
    .select(['serial', 'called_at'])
    .orderBy('called_at')
    .execute();
  expect(new Set(rows.map((row) => row.called_at)).size).toBe(16);
  expect(rows.map((row) => row.serial)).toEqual(rows.map((_, index) => index + 1));
});

test.each(databases)('%s: of two changes of one entry at the same instant one is refused', async (on) => {
  const backend = await startBackend({ on });
  const clerk = await atCounter(backend);
  await kioskOf(backend.url).numberOf(ticketRequest());
  const { entry } = await clerk.callNext({ queue: 'cashier', counter: '5' });
  const replies = await Promise.all(
    Array.from({ length: 6 }, () => clerk.tryChange(entry, { change: 'finish', next: 'pharmacy' })),
  );
  expect(replies.map(({ status }) => status).toSorted()).toEqual([201, 409, 409, 409, 409, 409]);
  expect(replies.find(({ status }) => status === 409)?.body).toMatchObject({ code: 'ENTRY_MOVED_ON' });
  expect((await clerk.entries('pharmacy')).waiting).toHaveLength(1);
});

test('postgres: a server that ends yesterday waits for a call under way, and holds nothing that the call needs', async () => {
  const backend = await startBackend({ on: 'postgres' });
  backend.clock.now = Date.parse('2026-11-23T16:00:00+07:00');
  await kioskOf(backend.url).numberOf(ticketRequest());
  backend.clock.now = Date.parse('2026-11-24T07:00:00+07:00');
  const starting = await transact(backend.database, async (call) => {
    await holdHead(call);
    const other = startBackend({ on: 'postgres', beside: backend });
    const held = sql<{ pid: number }>`
      SELECT pid FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))`;
    await expect.poll(async () => (await held.execute(call)).rows.length).toBeGreaterThan(0);
    await sql`SELECT id FROM queue_entry FOR UPDATE NOWAIT`.execute(call);
    return { other };
  });
  await starting.other;
  expect(await backend.database.selectFrom('queue_entry').select('state').execute()).toEqual([{ state: 'left' }]);
});
