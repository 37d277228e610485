import { sql } from 'kysely';
import { expect, onTestFailed, test } from 'vitest';
import { call } from '../../src/backend/calling/call.ts';
import { change } from '../../src/backend/calling/change.ts';
import { makeAppointment } from '../../src/backend/calling/appointments.ts';
import { workOnce, type CallingDeps } from '../../src/backend/calling/work.ts';
import { callingRulesSchema } from '../../src/backend/order/rule.ts';
import { readJson } from '../../src/backend/config.ts';
import { inForce } from '../../src/contract/law.ts';
import {
  entryPrioritySchema,
  type EntryChange,
  type EntryPriority,
  type ShownEntry,
} from '../../src/contract/queue-entries.ts';
import { serviceDay } from '../../src/contract/queue.ts';
import { centreSchema } from '../../src/contract/services.ts';
import { isFull } from '../support/repetitions.ts';
import { randomFrom } from '../support/random-from.ts';
import { kioskOf, newKey, resources, startBackend, ticketRequest } from './support/backend.ts';
import type { DatabaseKind } from './support/databases.ts';

const minute = 60_000;
const opening = Date.parse('2026-11-23T07:00:00+07:00');
const counters = [
  { counter: '101', queue: 'triage' },
  { counter: '105a', queue: 'general' },
  { counter: '105b', queue: 'general' },
  { counter: '5', queue: 'cashier' },
  { counter: '7', queue: 'pharmacy' },
  { counter: '110', queue: 'self-paid' },
];
/** Where a visit goes on, from where it began. */
const ways: Readonly<Record<string, readonly string[]>> = {
  triage: ['triage', 'general', 'cashier', 'pharmacy'],
  'self-paid': ['self-paid', 'cashier', 'pharmacy'],
  cashier: ['cashier'],
  pharmacy: ['pharmacy'],
};

interface Visitor {
  way: readonly string[];
  step: number;
  priority: EntryPriority;
  state: 'waiting' | 'called' | 'serving' | 'done' | 'away' | 'gone';
  entry: string;
  arrivedAt: number;
  overtaken: number;
}

/** A day of a centre, lived minute by minute through what the routes call; what it should have come to is counted here. */
async function day(on: DatabaseKind, visitors: number, seed: number) {
  onTestFailed(() => console.error(`TRAM_SEED=${seed}`));
  const random = randomFrom(seed);
  const backend = await startBackend({ on });
  const { database, sealing, clock } = backend;
  // What it does is asked here, and not whether it stays after a power cut.
  await (on === 'sqlite' ? sql`PRAGMA synchronous = OFF` : sql`SET synchronous_commit = off`).execute(database);
  const callingRules = readJson(`${resources}/rules/calling.json`, callingRulesSchema);
  const deps: CallingDeps = {
    database,
    sealing,
    centre: readJson(`${resources}/centre.json`, centreSchema),
    callingRules,
    now: () => clock.now,
  };
  const kiosk = kioskOf(backend.url);
  const by = { staff: 'to.truong', role: 'supervisor' } as const;
  const asked = () => ({ actor: 'staff to.truong', idempotencyKey: newKey(), body: {} });
  const changed = async (entry: string, wanted: EntryChange) =>
    valueOf(await workOnce(deps, asked(), by, (circumstances) => change(circumstances, entry, wanted)));

  const people = new Map<string, Visitor>();
  const live = (state: Visitor['state']) => [...people.values()].filter((one) => one.state === state);
  const busy = new Map<string, { visitor: Visitor; until: number }>();
  let mostOvertaken = 0;

  async function come(): Promise<void> {
    const [queue = 'triage'] = pick(random, Object.values(ways));
    const hasAppointment = random() < 0.1;
    const made =
      hasAppointment &&
      (await makeAppointment(deps, asked(), 'to.truong', {
        queue,
        at: new Date(clock.now + Math.floor(random() * 60 - 20) * minute).toISOString(),
      }));
    const appointment = made && made !== 'other-body' && made.ok ? { appointment: made.value.code } : {};
    const { number } = await kiosk.numberOf({ ...ticketRequest(queue), ...appointment });
    const row = await database
      .selectFrom('queue_entry')
      .select(['id', 'arrived_at'])
      .where('queue', '=', queue)
      .orderBy('arrived_at', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow();
    expect(people.has(number)).toBe(false);
    const visitor: Visitor = {
      way: ways[queue] ?? [],
      step: 0,
      priority: random() < 0.3 ? pick(random, entryPrioritySchema.options) : 'none',
      state: 'waiting',
      entry: row.id,
      arrivedAt: row.arrived_at,
      overtaken: 0,
    };
    people.set(number, visitor);
    if (visitor.priority !== 'none')
      await changed(row.id, { change: 'priority', priority: visitor.priority, reason: 'declared' });
  }

  async function callNext({ counter, queue }: (typeof counters)[number]): Promise<void> {
    const waiting = live('waiting').filter((one) => one.way[one.step] === queue);
    if (waiting.length === 0 && random() < 0.9) return;
    const called = await workOnce(deps, asked(), by, (circumstances) => call(circumstances, { queue, counter }));
    if (called !== 'other-body' && !called.ok) {
      expect([called.code, waiting]).toEqual(['QUEUE_EMPTY', []]);
      return;
    }
    const shown = valueOf(called);
    const visitor = people.get(shown.number);
    // Who is called waits here and nowhere else.
    if (!visitor || !waiting.includes(visitor)) throw new Error(`${shown.number} was called and does not wait there`);
    if (waiting.some(({ priority }) => priority === 'emergency')) expect(visitor.priority).toBe('emergency');
    if (visitor.priority !== 'emergency')
      for (const one of waiting)
        if (one.arrivedAt < visitor.arrivedAt && one.priority !== 'emergency') one.overtaken += 1;
    mostOvertaken = Math.max(mostOvertaken, ...waiting.map(({ overtaken }) => overtaken));
    visitor.state = 'called';
    busy.set(counter, { visitor, until: clock.now + (1 + Math.floor(random() * 4)) * minute });
  }

  async function end(counter: string, visitor: Visitor): Promise<void> {
    busy.delete(counter);
    if (visitor.state === 'called' && random() < 0.1) {
      await changed(visitor.entry, { change: 'no-show' });
      visitor.state = random() < 0.7 ? 'away' : 'gone';
      return;
    }
    const next = visitor.way[visitor.step + 1];
    await changed(visitor.entry, { change: 'finish', ...(next !== undefined && { next }) });
    if (next === undefined) {
      visitor.state = 'done';
      return;
    }
    const row = await database
      .selectFrom('queue_entry')
      .select(['id', 'arrived_at'])
      .where('ticket_token', '=', (eb) =>
        eb.selectFrom('queue_entry').select('ticket_token').where('id', '=', visitor.entry),
      )
      .where('step', '=', visitor.step + 2)
      .executeTakeFirstOrThrow();
    Object.assign(visitor, {
      step: visitor.step + 1,
      state: 'waiting',
      entry: row.id,
      arrivedAt: row.arrived_at,
      overtaken: 0,
    });
  }

  async function goBack(visitor: Visitor): Promise<void> {
    await changed(visitor.entry, { change: 'back' });
    Object.assign(visitor, { state: 'waiting', arrivedAt: clock.now, overtaken: 0 });
  }

  clock.now = opening;
  for (let passed = 0; ; passed += 1) {
    clock.now += minute;
    if (people.size < visitors)
      for (let coming = Math.floor(random() * 4); coming > 0; coming -= 1) {
        clock.now += 1;
        await come();
      }
    for (const counter of counters) {
      clock.now += 1;
      const at = busy.get(counter.counter);
      if (at && at.until <= clock.now) await end(counter.counter, at.visitor);
      if (!busy.has(counter.counter)) await callNext(counter);
    }
    for (const visitor of live('away')) if (random() < 0.1) await goBack(visitor);
    if (passed % 20 === 0) await nobodyTwice(deps, serviceDay(clock.now));
    const isOver = ['waiting', 'called', 'serving', 'away'].every(
      (state) => live(state as Visitor['state']).length === 0,
    );
    if (isOver && people.size >= visitors) break;
  }

  await nobodyTwice(deps, serviceDay(clock.now));
  const rows = await database
    .selectFrom('queue_entry')
    .innerJoin('visit', 'visit.ticket_token', 'queue_entry.ticket_token')
    .select(['queue_entry.ticket_token', 'queue', 'state'])
    .orderBy('step')
    .execute();
  const visits = [...Map.groupBy(rows, (row) => row.ticket_token).values()];
  const story = (steps: { queue: string; state: string }[]) =>
    steps.map((row) => `${row.queue} ${row.state}`).join(', ');
  const expected = [...people.values()].map(({ way, step, state }) =>
    story(
      way.slice(0, step + 1).map((queue, at) => ({ queue, state: at < step || state === 'done' ? 'done' : 'no-show' })),
    ),
  );
  expect(visits.map(story).toSorted()).toEqual(expected.toSorted());
  expect(mostOvertaken).toBeLessThanOrEqual(inForce(callingRules, serviceDay(clock.now)).mostOvertaken);
  return { visitors: people.size, mostOvertaken };
}

/** Of each visit at most one step is under way, and no number stands twice. */
async function nobodyTwice({ database }: CallingDeps, today: string): Promise<void> {
  const twice = await database
    .selectFrom('queue_entry')
    .select(({ fn }) => ['ticket_token', fn.countAll<number>().as('count')])
    .where('service_day', '=', today)
    .where('state', 'in', ['waiting', 'called', 'serving'])
    .groupBy('ticket_token')
    .having(({ fn }) => fn.countAll(), '>', 1)
    .execute();
  expect(twice).toEqual([]);
}

function valueOf(result: Awaited<ReturnType<typeof workOnce>>): ShownEntry {
  if (result === 'other-body' || !result.ok) throw new Error(`refused: ${JSON.stringify(result)}`);
  return result.value;
}

const pick = <T>(random: () => number, from: readonly T[]): T => {
  const one = from[Math.floor(random() * from.length)];
  if (one === undefined) throw new Error('nothing to pick from');
  return one;
};

const seedOfRun = Number(process.env.TRAM_SEED ?? Math.floor(Math.random() * 2 ** 31));

test.each<[DatabaseKind, number]>([
  ['sqlite', isFull ? 300 : 40],
  ['postgres', isFull ? 100 : 10],
])(
  '%s: of %i visitors of a day nobody is lost, twice there, or overtaken without end',
  { timeout: 120_000 },
  async (on, visitors) => {
    const lived = await day(on, visitors, seedOfRun);
    expect(lived.visitors).toBeGreaterThanOrEqual(visitors);
  },
);
