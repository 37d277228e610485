import { existsSync, mkdtempSync, rmSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { readJson } from '../../src/backend/config.ts';
import { inOrder } from '../../src/backend/order/order.ts';
import { callingRulesSchema } from '../../src/backend/order/rule.ts';
import {
  createDatabase,
  openDatabase,
  type Database,
  type DatabaseLocation,
} from '../../src/backend/store/database.ts';
import { readLine } from '../../src/backend/store/lines.ts';
import { createSealing } from '../../src/backend/store/sealing.ts';
import { priorityLawSchema } from '../../src/contract/priority.ts';
import { formatQueueNumber, serviceDay } from '../../src/contract/queue.ts';
import { centreSchema, serviceDefinitionSchema } from '../../src/contract/services.ts';
import { inForce } from '../../src/contract/law.ts';
import { atRandom } from '../support/at-random.ts';
import { isFull } from '../support/repetitions.ts';
import { emptyLocation, type DatabaseKind } from './support/databases.ts';
import { liveThrough, type Paper, type Scale } from './support/histories.ts';

const resource = (...path: string[]) => join(import.meta.dirname, '../../resources', ...path);
const centre = readJson(resource('centre.json'), centreSchema);
const callingRules = readJson(resource('rules/calling.json'), callingRulesSchema);
const centreOfBadLines = { ...centre, emergency: { ...centre.emergency, lease: 6 } };
const services = readdirSync(resource('services')).map((file) =>
  readJson(resource('services', file), serviceDefinitionSchema),
);

function quickLocation(): DatabaseLocation {
  const directory = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'tram-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return { file: join(directory, 'centre.db') };
}

async function live(on: DatabaseKind, scale: Scale) {
  const location = on === 'sqlite' ? quickLocation() : await emptyLocation(on);
  const sealing = createSealing(Buffer.alloc(32, 7));
  await createDatabase(location, sealing);
  const database = await openDatabase(location, sealing);
  const [seed = 0] = atRandom(fc.nat(), 1);
  const deps = {
    ...{ database, sealing, services, callingRules, centre: centreOfBadLines },
    priorityLaw: readJson(resource('rules/priority.json'), priorityLawSchema),
  };
  const time = { now: Date.parse('2026-11-23T07:00:00+07:00') };
  const lived = await liveThrough(deps, time, { ...scale, seed });
  onTestFinished(() => database.destroy());
  return { ...lived, database, today: serviceDay(time.now) };
}

const label = (paper: Pick<Paper, 'number' | 'serviceDay'>) => `${paper.serviceDay} ${paper.number}`;

/** Every visit, as the server knows it. */
async function visitsOf(database: Database) {
  const rows = await database
    .selectFrom('visit')
    .innerJoin('queue_entry', 'queue_entry.ticket_token', 'visit.ticket_token')
    .select([
      ...(['letter', 'serial', 'copy', 'visit.service_day', 'visit.ticket_token'] as const),
      ...(['queue_entry.arrived_at', 'state', 'queue'] as const),
    ])
    .execute();
  return rows.map((row) => ({
    ...row,
    number: formatQueueNumber(row.letter, row.serial),
    serviceDay: row.service_day,
  }));
}

/** No number is twice on paper, but for those that two disks of one kiosk gave while they were cut off. */
function expectNumbersOnce(papers: readonly Paper[]): Paper[][] {
  const twice = [...Map.groupBy(papers, label).values()].filter((same) => same.length > 1);
  for (const same of twice) {
    expect(same.map(({ number }) => number.slice(0, 1))).toEqual(same.map(() => 'X'));
    expect(new Set(same.map(({ kiosk }) => kiosk)).size).toBe(1);
    expect(new Set(same.map(({ disk }) => disk)).size).toBe(same.length);
  }
  return twice;
}

async function expectAllCalledInOrder(database: Database, papers: readonly Paper[]): Promise<void> {
  const visits = new Map((await visitsOf(database)).map((visit) => [visit.ticket_token, visit]));
  for (const paper of papers) {
    expect(paper.serviceDay).toBe(serviceDay(paper.at));
    const visit = visits.get(paper.ticketToken);
    if (paper.isLost) expect(visit).toBeUndefined();
    else
      expect(visit).toMatchObject({
        ...{ number: paper.number, serviceDay: paper.serviceDay, queue: paper.queue },
        ...{ arrived_at: paper.at, state: 'waiting' },
      });
  }
  const lines = Map.groupBy(papers, ({ queue, serviceDay }) => `${queue} ${serviceDay}`);
  for (const [at, inLine] of lines) {
    const [queue = '', day = ''] = at.split(' ');
    const line = await database.transaction().execute((transaction) => readLine(transaction, queue, day));
    const called = inOrder(line, inForce(callingRules, day)).map(({ waiting }) => waiting);
    const arrivals = called.map(({ arrivedAt }) => arrivedAt);
    expect(arrivals).toEqual(arrivals.toSorted((a, b) => a - b));
    for (const { number, isLost } of inLine)
      if (!isLost) expect(called.some((waiting) => waiting.number === number)).toBe(true);
  }
}

/** Each serial up to the last one of a day that is over is somebody's, or in one gap that says why not. */
async function expectGapsExplained(database: Database, papers: readonly Paper[], today: string): Promise<void> {
  const visits = await visitsOf(database);
  const held = new Set(papers.filter(({ isLost }) => !isLost).map(label));
  const known = Map.groupBy(visits, label);
  const gaps = await database.selectFrom('serial_gap').selectAll().execute();
  const explained = gaps.flatMap((gap) =>
    Array.from({ length: gap.last_serial - gap.first_serial + 1 }, (_, index) => ({
      reason: gap.reason,
      at: `${gap.service_day} ${formatQueueNumber(gap.letter, gap.first_serial + index)}`,
    })),
  );
  expect(new Set(explained.map(({ at }) => at)).size).toBe(explained.length);
  const reasons = new Map(explained.map(({ at, reason }) => [at, reason]));
  for (const counter of await database
    .selectFrom('serial_counter')
    .selectAll()
    .where('service_day', '<', today)
    .execute())
    for (let serial = 1; serial <= counter.last_serial; serial += 1) {
      const at = `${counter.service_day} ${formatQueueNumber(counter.letter, serial)}`;
      const isSomebodys = held.has(at);
      expect([at, reasons.get(at)]).toEqual([
        at,
        isSomebodys ? undefined : counter.letter === 'X' ? 'lease-unspent' : 'not-heard',
      ]);
      for (const { state } of known.get(at) ?? []) expect(state).toBe(isSomebodys ? 'waiting' : 'left');
    }
}

const scales: [DatabaseKind, Scale][] = [
  ['sqlite', { kiosks: 50, hours: 96, longestStep: isFull ? 6 : 24 }],
  ['postgres', isFull ? { kiosks: 50, hours: 96, longestStep: 12 } : { kiosks: 8, hours: 30, longestStep: 24 }],
];

test.each(scales)(
  '%s, %o: no number twice, each called by when she came, each gap explained',
  { timeout: 300_000 },
  async (on, scale) => {
    const { database, today, papers, unsent, hasHappened } = await live(on, scale);
    expect(hasHappened).toBe(true);
    expect(unsent).toEqual([]);
    // Else the history was too kind to mean anything.
    expect(papers.filter(({ number }) => number.startsWith('X')).length).toBeGreaterThan(papers.length / 10);
    const twice = expectNumbersOnce(papers);
    expect(twice.length).toBeGreaterThan(0);
    await expectAllCalledInOrder(database, papers);
    await expectGapsExplained(database, papers, today);

    const again = twice.flatMap((same) => same.filter(({ isLost }) => !isLost).slice(1));
    const audited = await database.selectFrom('audit_record').select(['action', 'subject']).execute();
    expect(audited).toHaveLength(again.length);
    expect(audited.every(({ action }) => action === 'emergency-number-given-again')).toBe(true);
  },
);
