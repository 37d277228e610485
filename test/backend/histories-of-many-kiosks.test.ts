import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import type { Asked } from '../../src/backend/queues/decide.ts';
import { issueNumbers } from '../../src/backend/queues/issue.ts';
import { takeReport } from '../../src/backend/queues/reports.ts';
import { isDatabaseAway } from '../../src/backend/store/away.ts';
import { createDatabase, openDatabase, type Database } from '../../src/backend/store/database.ts';
import { together } from '../../src/backend/together.ts';
import type { NumberRequest } from '../../src/contract/backend-api.ts';
import { formatQueueNumber } from '../../src/contract/queue.ts';
import { atRandom } from '../support/at-random.ts';
import { repetitions } from '../support/repetitions.ts';
import { checkInRequest, newKey, ticketRequest } from './support/backend.ts';
import { databases, emptyLocation } from './support/databases.ts';
import { centreWith, checkedAt, issuingOn, sealingForTest as sealing } from './support/issuing.ts';

const kiosks = 24;
const servers = 3;
const quota = 9;
const centre = centreWith({ cashier: { quota } });
const morning = Date.parse('2026-11-23T01:00:00Z');

/** One visit at a kiosk: a key, the servers that its request reaches, and what the kiosk makes of it. */
const visit = fc.record({
  queue: fc.constantFrom('cashier', 'pharmacy', 'general', 'eyes'),
  person: fc.integer({ min: 1, max: 30 }),
  tries: fc.array(fc.nat(servers - 1), { minLength: 1, maxLength: 3 }),
  triesAtOnce: fc.boolean(),
  then: fc.constantFrom('prints', 'prints', 'prints', 'gives-up', 'gives-up-first', 'asks-for-other'),
});
type Visit = typeof visit extends fc.Arbitrary<infer T> ? T : never;
const history = fc.array(fc.array(visit, { minLength: 1, maxLength: 4 }), { minLength: kiosks, maxLength: kiosks });

interface Heard {
  key: string;
  person: number | undefined;
  number: string;
  ticketToken: string;
}

test.each(databases)(
  '%s: whatever kiosks, servers and lost answers do, no number is given twice and none is missing without a reason',
  async (on) => {
    for (const kiosksVisits of atRandom(history, repetitions(3))) await live(on, kiosksVisits);
  },
);

async function live(on: (typeof databases)[number], kiosksVisits: readonly Visit[][]): Promise<void> {
  const location = await emptyLocation(on);
  await createDatabase(location, sealing);
  // Two handles of one process on one SQLite file would wait for each other in vain: there its servers share one.
  const handles = await Promise.all(
    Array.from({ length: on === 'postgres' ? servers : 1 }, () => openDatabase(location, sealing)),
  );
  onTestFinished(async () => {
    await Promise.all(handles.map((handle) => handle.destroy()));
  });
  const issuers = Array.from({ length: servers }, (_, index) => {
    const deps = issuingOn(oneOf(handles, index), () => morning, centre);
    return { deps, issue: together((asked: readonly Asked[]) => issueNumbers(deps, asked), 64, isDatabaseAway) };
  });

  const heard: Heard[] = [];
  const refused: string[] = [];
  const givenUp: Heard[] = [];
  await Promise.all(
    kiosksVisits.map(async (visits, index) => {
      const kiosk = `kiosk-${index}`;
      for (const one of visits) await visitAt(kiosk, one);
    }),
  );

  async function visitAt(kiosk: string, { queue, person, tries, triesAtOnce, then }: Visit): Promise<void> {
    const key = { kiosk, idempotencyKey: newKey() };
    const request = await requestAt(kiosk, queue, person);
    const issuerOf = (server: number) => oneOf(issuers, server);
    const report = () =>
      takeReport(
        issuerOf(0).deps,
        { ...key, idempotencyKey: newKey() },
        { numberKey: key.idempotencyKey, outcome: 'not-printed' },
      );
    if (then === 'gives-up-first') await report();
    const ask = (server: number, asked: NumberRequest = request) => issuerOf(server).issue({ key, request: asked });
    const answers = triesAtOnce
      ? await Promise.all(tries.map((server) => ask(server)))
      : await inTurn(tries.map((server) => () => ask(server)));

    const [first] = answers;
    // A number that somebody else gave up meanwhile makes room in the quota for a later try.
    const isFull = (answer: (typeof answers)[number]) => !answer.ok && answer.code === 'QUOTA_REACHED';
    const settled = answers.filter((answer) => !isFull(answer));
    for (const answer of settled) expect({ ...answer, value: undefined }).toEqual({ ...settled[0], value: undefined });
    const numbers = answers.flatMap((answer) =>
      answer.ok && answer.value.kind === 'number' ? answer.value.number : [],
    );
    for (const number of numbers) expect(number).toEqual(numbers[0]);
    const [number] = numbers;
    if (then === 'gives-up-first') expect(first).toEqual({ ok: false, code: 'BACKEND_REFUSED' });
    if (!number) return void refused.push(first && !first.ok ? `${queue} ${first.code}` : '');
    const holder = request.verificationId === undefined ? undefined : person;
    const told = { key: key.idempotencyKey, person: holder, number: number.number, ticketToken: number.ticketToken };
    if (then === 'gives-up') {
      await report();
      givenUp.push(told);
    } else heard.push(told);
    if (then === 'asks-for-other')
      expect(await ask(0, { ...request, answers: { other: 'x' } })).toEqual({
        ok: true,
        value: { kind: 'other-body' },
      });
  }

  async function requestAt(kiosk: string, queue: string, person: number): Promise<NumberRequest> {
    if (queue === 'cashier' || queue === 'pharmacy') return ticketRequest(queue);
    const { deps } = oneOf(issuers, 0);
    return checkInRequest(await checkedAt(deps.database, sealing, { kiosk, person, now: morning }), queue);
  }

  const [database] = handles as [Database];
  await lawsHold(database, heard, givenUp, refused);
}

async function inTurn<T>(works: (() => Promise<T>)[]): Promise<T[]> {
  const done: T[] = [];
  for (const work of works) done.push(await work());
  return done;
}

async function lawsHold(
  database: Database,
  heard: readonly Heard[],
  givenUp: readonly Heard[],
  refused: readonly string[],
): Promise<void> {
  // A number is one ticket, and a ticket one number.
  const told = [...heard, ...givenUp];
  const numbers = new Set(told.map(({ number }) => number));
  expect(new Set(told.map(({ number, ticketToken }) => `${number} ${ticketToken}`)).size).toBe(numbers.size);
  expect(new Set(told.map(({ ticketToken }) => ticketToken)).size).toBe(numbers.size);

  // A person has one number that somebody heard of.
  const people = Map.groupBy(
    heard.filter(({ person }) => person !== undefined),
    ({ person }) => person,
  );
  for (const own of people.values()) expect(new Set(own.map(({ number }) => number)).size).toBe(1);

  // Every number up to the last is a visit or a gap with its reason, and nobody who heard of his number is in a gap.
  const visits = await database.selectFrom('visit').select(['letter', 'serial', 'ticket_token']).execute();
  const gaps = await database.selectFrom('serial_gap').selectAll().execute();
  const counters = await database.selectFrom('serial_counter').selectAll().execute();
  for (const { letter, last_serial: last } of counters) {
    const serials = visits.filter((row) => row.letter === letter).map(({ serial }) => serial);
    expect(serials.toSorted((a, b) => a - b)).toEqual(Array.from({ length: last }, (_, index) => index + 1));
  }
  const nobodys = new Set(gaps.map(({ letter, first_serial: serial }) => formatQueueNumber(letter, serial)));
  expect(
    gaps.every(({ reason, first_serial, last_serial }) => reason === 'not-heard' && first_serial === last_serial),
  ).toBe(true);
  expect(heard.filter(({ number }) => nobodys.has(number))).toEqual([]);
  const heardOf = new Set(heard.map(({ number }) => number));
  expect(new Set(givenUp.map(({ number }) => number).filter((number) => !heardOf.has(number)))).toEqual(nobodys);

  // Nobody is called by a number that nobody holds.
  const waiting = await database
    .selectFrom('queue_entry')
    .select('ticket_token')
    .where('state', '=', 'waiting')
    .execute();
  expect(new Set(waiting.map((row) => row.ticket_token))).toEqual(new Set(heard.map(({ ticketToken }) => ticketToken)));

  // The quota is that of numbers somebody holds; only it refuses.
  const cashier =
    visits.filter(({ letter }) => letter === 'K').length - [...nobodys].filter((n) => n.startsWith('K')).length;
  expect(cashier).toBeLessThanOrEqual(quota);
  expect(new Set(refused.filter((code) => !code.endsWith('BACKEND_REFUSED')))).toEqual(
    refused.includes('cashier QUOTA_REACHED') ? new Set(['cashier QUOTA_REACHED']) : new Set(),
  );
  if (refused.includes('cashier QUOTA_REACHED'))
    expect(visits.filter(({ letter }) => letter === 'K').length).toBeGreaterThanOrEqual(quota);

  // Events are numbered without a hole.
  const events = await database.selectFrom('event').select('id').orderBy('id').execute();
  expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
}

function oneOf<T>(all: readonly T[], index: number): T {
  const one = all[index % all.length];
  if (one === undefined) throw new Error('there is none');
  return one;
}
