import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { startFeed, type Feed } from '../../src/backend/events/feed.ts';
import { eventStream } from '../../src/backend/events/stream.ts';
import { createDatabase, openDatabase, transact } from '../../src/backend/store/database.ts';
import { eventsAfter, forgetEvents, tell } from '../../src/backend/store/events.ts';
import { createSealing } from '../../src/backend/store/sealing.ts';
import { boardEventSchema, type BoardEvent, type ShownEntry } from '../../src/contract/queue-entries.ts';
import { repetitions } from '../support/repetitions.ts';
import { newKey } from './support/backend.ts';
import { databases, emptyLocation, type DatabaseKind } from './support/databases.ts';
import { secondServer } from './support/second-server.ts';

const entry = (changed: Partial<ShownEntry> = {}): ShownEntry => ({
  entry: newKey(),
  number: 'A001',
  queue: 'general',
  serviceDay: '2026-11-22',
  state: 'waiting',
  calls: 0,
  ...changed,
});

async function site(on: DatabaseKind) {
  const location = await emptyLocation(on);
  const sealing = createSealing(Buffer.alloc(32, 7));
  await createDatabase(location, sealing);
  const database = await openDatabase(location, sealing);
  const clock = { now: Date.parse('2026-11-22T01:00:00Z') };
  const log: unknown[] = [];
  const start = () => startFeed({ database, location, now: () => clock.now, log: (line) => log.push(line) });
  const feed = await start();
  onTestFinished(async () => {
    await feed.close();
    await database.destroy();
  });
  const happen = (entries: ShownEntry[]) => transact(database, (transaction) => tell(transaction, clock.now, entries));
  return { location, database, clock, log, feed, start, happen };
}

/** Whoever listens at the board's line, and writes down what he hears until he is let go. */
function listener(feed: Feed, after: number) {
  const heard: BoardEvent[] = [];
  const said: string[] = [];
  const ending = new AbortController();
  const stream = eventStream(feed, after, ending.signal);
  const ended = (async () => {
    for await (const text of stream) {
      said.push(String(text));
      for (const [, data] of String(text).matchAll(/^data: (.+)$/gm))
        heard.push(boardEventSchema.parse(JSON.parse(data ?? '')));
    }
  })().catch(() => undefined);
  onTestFinished(() => void stream.destroy());
  return {
    heard,
    said,
    ended,
    leave: async () => {
      ending.abort();
      await ended;
    },
  };
}

const ids = (events: readonly { id: number }[]) => events.map(({ id }) => id);

test.each(databases)(
  '%s: who comes, goes and comes again hears each event of both servers once, in order',
  async (on) => {
    const { location, database, feed, happen } = await site(on);
    const other = await secondServer(location);
    const isOver = { yes: false };
    const some = () => Array.from({ length: 1 + Math.floor(Math.random() * 4) }, () => entry());

    const tellers = [
      async () => happen(some()),
      async () => other({ tell: { entries: some(), undone: Math.random() < 0.2 } }),
    ].map(async (teller) => {
      for (let round = 0; round < repetitions(25); round += 1) {
        await teller();
        if (Math.random() < 0.5) await delay(Math.random() * 8);
      }
    });
    const listeners = Array.from({ length: 6 }, async () => {
      const heard: BoardEvent[] = [];
      const first = feed.lastEvent();
      while (!isOver.yes) {
        const line = listener(feed, heard.at(-1)?.id ?? first);
        await delay(Math.random() * 40);
        await line.leave();
        heard.push(...line.heard);
      }
      const line = listener(feed, heard.at(-1)?.id ?? first);
      const all = await eventsAfter(database, 0, 1_000_000);
      await expect.poll(() => line.heard.at(-1)?.id ?? heard.at(-1)?.id).toBe(all.at(-1)?.id);
      await line.leave();
      heard.push(...line.heard);
      expect(heard).toEqual(all.filter(({ id }) => id > first));
    });
    await Promise.all(tellers);
    isOver.yes = true;
    await Promise.all(listeners);
    const all = ids(await eventsAfter(database, 0, 1_000_000));
    expect(all).toEqual(Array.from({ length: all.length }, (_, index) => index + 1));
  },
);

test.each(databases)('%s: a listener who knows more than this server has yet seen misses nothing', async (on) => {
  const { location, feed } = await site(on);
  const other = await secondServer(location);
  // He heard it from the other server, and comes here before this one has looked.
  await other({ tell: { entries: [entry()], undone: false } });
  const line = listener(feed, 1);
  await other({ tell: { entries: [entry()], undone: false } });
  await expect.poll(() => ids(line.heard)).toEqual([2]);
});

test.each(databases)(
  '%s: who comes with an id that is too old or of another database takes the snapshot anew',
  async (on) => {
    const { database, clock, feed, happen } = await site(on);
    await happen(Array.from({ length: 5 }, () => entry()));
    clock.now += 60_000;
    await happen(Array.from({ length: 5 }, () => entry()));
    await forgetEvents(database, clock.now);
    expect(ids(await eventsAfter(database, 0, 100))).toEqual([6, 7, 8, 9, 10]);

    for (const [after, said] of [
      [3, 'event: reset\ndata:\n\n'],
      [4, 'event: reset\ndata:\n\n'],
      [11, 'event: reset\ndata:\n\n'],
      [999_999_999_999_999, 'event: reset\ndata:\n\n'],
    ] as const) {
      const line = listener(feed, after);
      await line.ended;
      expect([after, ...line.said.slice(1)]).toEqual([after, said]);
    }
    const line = listener(feed, 5);
    await expect.poll(() => ids(line.heard)).toEqual([6, 7, 8, 9, 10]);
  },
);

test.each(databases)('%s: the board is the same for a server that starts later', async (on) => {
  const { feed, start, happen } = await site(on);
  const [a, b, c] = [entry(), entry(), entry()];
  const called = (one: ShownEntry, calls: number): ShownEntry => ({ ...one, state: 'called', calls });
  await happen([a, b, c]);
  await happen([called(a, 1), called(b, 1), called(c, 1), called(a, 2)]);
  await happen([
    { ...b, state: 'serving', calls: 1 },
    { ...c, state: 'no-show', calls: 1 },
  ]);
  const expected = { lastEvent: 9, called: [called(a, 2), { ...b, state: 'serving', calls: 1 }] };
  await expect.poll(() => feed.called()).toEqual(expected);
  const later = await start();
  onTestFinished(() => later.close());
  expect(later.called()).toEqual(expected);
});

test.each(databases)('%s: who came before midnight is on the board after it, and not for another day', async (on) => {
  const { clock, feed, happen } = await site(on);
  const late = entry();
  await happen([late]);
  clock.now = Date.parse('2026-11-22T17:30:00Z');
  await happen([{ ...late, state: 'called', calls: 1 }]);
  await expect.poll(() => feed.called().called).toEqual([{ ...late, state: 'called', calls: 1 }]);
  clock.now = Date.parse('2026-11-23T17:00:00Z');
  expect(feed.called()).toEqual({ lastEvent: 2, called: [] });
});

test('who comes late to many events hears them all', async () => {
  const { feed, happen } = await site('sqlite');
  for (let round = 0; round < 5; round += 1) await happen(Array.from({ length: 110 }, () => entry()));
  const line = listener(feed, 7);
  await expect.poll(() => line.heard.at(-1)?.id).toBe(550);
  expect(ids(line.heard)).toEqual(Array.from({ length: 543 }, (_, index) => index + 8));
});

test('what three hundred listeners hear is put into words once', async () => {
  const { feed } = await site('sqlite');
  const event = { id: 1, at: new Date(0).toISOString(), entry: entry() };
  let times = 0;
  const counted: BoardEvent = Object.assign({ toJSON: () => ((times += 1), event) }, event);
  const after = (id: number) => Promise.resolve(id === 0 ? [counted] : []);
  const lines = Array.from({ length: 300 }, () => listener({ ...feed, lastEvent: () => 1, after }, 0));
  await expect.poll(() => lines.every(({ heard }) => heard.length === 1)).toBe(true);
  expect(times).toBe(1);
});

test('a slow listener is cut off, and nothing is kept for him', async () => {
  const { feed, happen } = await site('sqlite');
  for (let round = 0; round < 20; round += 1) await happen(Array.from({ length: 100 }, () => entry()));
  const stream = eventStream(feed, 0, new AbortController().signal, { silence: 60_000, stall: 40 });
  await once(stream, 'data');
  stream.pause();
  await once(stream, 'close');
  expect(stream.destroyed).toBe(true);
  // Some 400 kB are to be told.
  expect(stream.readableLength).toBeLessThan(65_536);
});

test('a line on which nothing happens stays alive, and ends at once when the server does', async () => {
  const { feed } = await site('sqlite');
  const ending = new AbortController();
  const stream = eventStream(feed, 0, ending.signal, { silence: 20, stall: 1_000 });
  const said: string[] = [];
  stream.on('data', (text: string) => {
    said.push(text);
    if (said.length === 4) ending.abort();
  });
  await once(stream, 'end');
  expect(said).toEqual(['retry: 2000\n\n', ':\n\n', ':\n\n', ':\n\n']);
});

test('who begins to listen while the server ends does not hold it up', async () => {
  const { feed } = await site('sqlite');
  const patience = { silence: 600_000, stall: 600_000 };
  const stream = eventStream(feed, feed.lastEvent(), AbortSignal.abort(), patience);
  expect(await stream.toArray()).toEqual(['retry: 2000\n\n']);
});

test('postgres: other servers are told of a commit on a channel of this centre alone, after it', async () => {
  const here = await site('postgres');
  const elsewhere = await site('postgres');
  const client = new pg.Client({ connectionString: 'url' in here.location ? here.location.url : '' });
  await client.connect();
  onTestFinished(() => client.end());
  const { rows } = await client.query<{ schema: string }>('SELECT current_schema() AS schema');
  await client.query(`LISTEN tram_${rows[0]?.schema}`);
  const known: number[] = [];
  client.on('notification', () => {
    void client.query<{ last: number }>('SELECT last_id AS last FROM event_head').then(({ rows: [head] }) => {
      known.push(Number(head?.last));
    });
  });
  await elsewhere.happen([entry()]);
  await here.happen([entry(), entry()]);
  await expect.poll(() => known).toEqual([2]);
});

test('postgres: a listening connection that is lost is made again, and nothing is missed meanwhile', async () => {
  const { location, database, feed, happen } = await site('postgres');
  const line = listener(feed, 0);
  // By its last statement: LISTEN, or NOTIFY once something was committed here.
  const listening = async () => {
    const { rows } = await sql<{ pid: number }>`
      SELECT pid FROM pg_stat_activity
      WHERE query LIKE '%"tram_' || current_schema() || '"%' AND pid <> pg_backend_pid()`.execute(database);
    return rows.map(({ pid }) => pid);
  };
  const [before] = await listening();
  expect(before).toBeGreaterThan(0);
  const other = await secondServer(location);
  const known = await listening();
  expect(known).toHaveLength(2);
  await sql`SELECT pg_terminate_backend(${before})`.execute(database);
  await other({ tell: { entries: [entry()], undone: false } });
  await happen([entry()]);
  await expect.poll(() => ids(line.heard)).toEqual([1, 2]);
  await expect.poll(async () => (await listening()).filter((pid) => !known.includes(pid))).toHaveLength(1);
  await other({ tell: { entries: [entry()], undone: false } });
  await expect.poll(() => ids(line.heard)).toEqual([1, 2, 3]);
});
