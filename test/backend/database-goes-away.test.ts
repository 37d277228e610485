import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { issueNumbers } from '../../src/backend/queues/issue.ts';
import { isDatabaseAway } from '../../src/backend/store/away.ts';
import { createDatabase, openDatabase } from '../../src/backend/store/database.ts';
import { together } from '../../src/backend/together.ts';
import { isFull } from '../support/repetitions.ts';
import { startPostgres } from '../support/postgres.ts';
import { newKey, ticketRequest } from './support/backend.ts';
import { emptySchema } from './support/databases.ts';
import { issuingOn, sealingForTest as sealing } from './support/issuing.ts';

const outage = isFull ? 30_000 : 300;

test(
  'PostgreSQL that ends or crashes amid numbers and comes back: none that was told is lost, none is given twice',
  { timeout: 120_000 },
  async () => {
    const postgres = await startPostgres();
    onTestFinished(() => postgres.close());
    const location = await emptySchema(postgres.url);
    await createDatabase(location, sealing);
    const handles = await Promise.all([openDatabase(location, sealing), openDatabase(location, sealing)]);
    onTestFinished(async () => {
      await Promise.all(handles.map((handle) => handle.destroy()));
    });
    const servers = handles.map((handle) =>
      together(
        (asked: readonly Parameters<typeof issueNumbers>[1][number][]) =>
          issueNumbers(
            issuingOn(handle, () => Date.now()),
            asked,
          ),
        64,
        isDatabaseAway,
      ),
    );

    const told = new Map<string, string>();
    const failures: unknown[] = [];
    let isOver = false;
    const kioskAt = async (issue: (typeof servers)[number], kiosk: string) => {
      for (let key = newKey(); !isOver;) {
        try {
          const [issued] = [await issue({ key: { kiosk, idempotencyKey: key }, request: ticketRequest() })];
          if (issued.ok && issued.value.kind === 'number') told.set(key, issued.value.number.number);
          key = newKey();
        } catch (error) {
          failures.push(error);
          // The key stays: what it led to is not known.
          await pause(20);
        }
      }
    };
    const kiosks = servers.flatMap((issue, server) =>
      Array.from({ length: 4 }, (_, index) => kioskAt(issue, `kiosk-${server}-${index}`)),
    );
    const until = async (is: () => boolean) => {
      while (!is()) await pause(5);
    };
    for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
      const before = told.size;
      await until(() => told.size > before + 50);
      failures.length = 0;
      await postgres.stop(signal);
      await until(() => failures.length > 0);
      const during = told.size;
      await pause(outage);
      await postgres.startAgain();
      await until(() => told.size > during + 50);
      expect(failures.filter((error) => !isDatabaseAway(error))).toEqual([]);
    }
    isOver = true;
    await Promise.all(kiosks);

    const [database] = handles;
    const kept = await database
      .selectFrom('number_request')
      .innerJoin('visit', 'visit.ticket_token', 'number_request.ticket_token')
      .select(['idempotency_key', 'serial'])
      .execute();
    const serials = new Map(kept.map((row) => [row.idempotency_key, `K${String(row.serial).padStart(3, '0')}`]));
    for (const [key, number] of told) expect(serials.get(key)).toBe(number);
    expect(new Set(serials.values()).size).toBe(serials.size);
    expect(kept.map(({ serial }) => serial).toSorted((a, b) => a - b)).toEqual(kept.map((_, index) => index + 1));
  },
);
