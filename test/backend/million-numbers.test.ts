import { expect, onTestFinished, test } from 'vitest';
import { issueNumbers } from '../../src/backend/queues/issue.ts';
import { createDatabase, openDatabase, type Database } from '../../src/backend/store/database.ts';
import { isFull } from '../support/repetitions.ts';
import { newKey, ticketRequest } from './support/backend.ts';
import { databases, emptyLocation } from './support/databases.ts';
import { issuingOn, sealingForTest as sealing } from './support/issuing.ts';

const wanted = Number(process.env.TRAM_NUMBERS ?? (isFull ? 1_000_000 : 2_200));
const queues = ['cashier', 'pharmacy'];
/** Asked for together, more than a queue has of each day: so days end amid a batch. */
const together = 1_100;
const dayLength = 24 * 3_600_000;

test.each(databases)(
  '%s: of very many numbers over many days none is given twice, and no day has a hole',
  { timeout: 3_600_000 },
  async (on) => {
    const location = await emptyLocation(on);
    await createDatabase(location, sealing);
    const servers = await Promise.all(
      Array.from({ length: on === 'postgres' ? 2 : 1 }, () => openDatabase(location, sealing)),
    );
    onTestFinished(async () => {
      await Promise.all(servers.map((server) => server.destroy()));
    });
    let now = Date.parse('2026-01-01T01:00:00Z');
    const given = new Map<string, Set<string>>();
    let count = 0;
    const ask = () =>
      Array.from({ length: together }, (_, index) => ({
        key: { kiosk: `kiosk-${index % 64}`, idempotencyKey: newKey() },
        request: ticketRequest(queues[index % queues.length]),
      }));

    while (count < wanted) {
      const answers = await Promise.all(
        servers.map((server) =>
          issueNumbers(
            issuingOn(server, () => now),
            ask(),
          ),
        ),
      );
      let isDayOver = false;
      for (const answer of answers.flat()) {
        if (!answer.ok) {
          expect(answer.code).toBe('QUEUE_CLOSED');
          isDayOver = true;
          continue;
        }
        if (answer.value.kind !== 'number') throw new Error(answer.value.kind);
        const { serviceDay, number } = answer.value.number;
        const day = given.get(serviceDay) ?? new Set();
        given.set(serviceDay, day.add(number));
        count += 1;
      }
      now += isDayOver ? dayLength : 60_000;
    }

    const days = [...given.values()];
    expect(days.reduce((sum, day) => sum + day.size, 0)).toBe(count);
    for (const day of days) {
      const serials = Map.groupBy(day, (number) => number[0]);
      for (const own of serials.values())
        expect(Math.max(...own.map((number) => Number(number.slice(1))))).toBe(own.length);
    }
    const [database] = servers as [Database];
    const { rows } = await database
      .selectFrom('visit')
      .select(({ fn }) => fn.countAll<number>().as('rows'))
      .executeTakeFirstOrThrow();
    expect(rows).toBe(count);
  },
);
