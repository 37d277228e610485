import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { Stop } from '../../drivers/ports.ts';
import { newToken } from '../../src/backend/tokens.ts';
import type { Lease, LeaseRequest } from '../../src/contract/lease.ts';
import { formatQueueNumber } from '../../src/contract/queue.ts';
import { failed, ok, type Result } from '../../src/contract/result.ts';
import type { BackendClient } from '../../src/main/backend/client.ts';
import { startLeasing } from '../../src/main/backend/leasing.ts';
import { openStore } from '../../src/main/store/store.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { number, numberTicket } from '../support/samples.ts';

const lease = (epoch: number, serviceDay = '2026-11-21'): Lease => ({
  ...{ epoch, serviceDay, letter: 'X' },
  ...{ first: 10 * epoch + 1, last: 10 * epoch + 8 },
});

function kiosk() {
  const directory = mkdtempSync(join(tmpdir(), 'tram-'));
  const clock = new ManualClock();
  const store = openStore(directory);
  const answers: Result<Lease>[] = [];
  const asked: { key: string; request: LeaseRequest }[] = [];
  let underWay = (): unknown => undefined;
  let publicKey = 'first';
  const backend = {
    lease: (key: string, request: LeaseRequest) => {
      asked.push({ key, request });
      underWay();
      underWay = () => undefined;
      return Promise.resolve(answers.shift() ?? failed('BACKEND_UNREACHABLE'));
    },
  } as Partial<BackendClient> as BackendClient;
  let stop: Stop = () => undefined;
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  onTestFinished(() => {
    stop();
    store.close();
    rmSync(directory, { recursive: true });
  });
  return {
    store,
    clock,
    asked,
    start: async (...given: Result<Lease>[]) => {
      answers.push(...given);
      stop();
      stop = startLeasing({ ...{ store, backend, clock, newToken, publicKey }, log: () => undefined });
      await settled();
    },
    minute: async (...given: Result<Lease>[]) => {
      answers.push(...given);
      clock.pass(60_000);
      await settled();
    },
    enrolAnew: () => (publicKey = 'second'),
    /** Happens once, between the next question and its answer. */
    meanwhile: (happening: () => unknown) => (underWay = happening),
    spend: () =>
      store.spendLease(
        store.lease()?.serviceDay ?? '',
        { own: newToken() },
        0,
        ({ epoch, serviceDay, letter, next }) => {
          const ticketToken = newToken();
          return {
            number: number({ ticketToken, serviceDay, number: formatQueueNumber(letter, next) }),
            ticket: numberTicket({ ticketToken }),
            report: {
              ...{ epoch, serviceDay, letter, serial: next, ticketToken },
              ...({ service: 'queue-ticket', queue: 'cashier', priority: 'none' } as const),
              arrivedAt: '2026-11-21T01:00:00.000Z',
            },
          };
        },
      ),
  };
}

it('at each start, and then only when the day has turned or few are left', async () => {
  const { store, clock, asked, start, minute, spend } = kiosk();
  await start(ok(lease(1)));
  for (let minutes = 0; minutes < 30; minutes += 1) await minute();
  expect(asked.map(({ request }) => request)).toEqual([{}]);

  for (let spent = 0; spent < 6; spent += 1) spend();
  await minute();
  expect(asked).toHaveLength(1);
  spend();
  await minute(ok(lease(2)));
  expect(asked.at(-1)?.request).toEqual({ held: { epoch: 1, next: 18 } });

  await start(ok(lease(2)));
  expect(asked.at(-1)?.request).toEqual({ held: { epoch: 2, next: 21 } });
  clock.setWallClock('2026-11-22T00:00:30+07:00');
  await minute(ok(lease(3, '2026-11-22')));
  expect(store.lease()).toEqual({ ...lease(3, '2026-11-22'), next: 31 });
  await minute();
  expect(asked).toHaveLength(4);
});

it('an answer that was lost is asked for with the same key, unless a number was spent since', async () => {
  const { asked, start, minute, spend } = kiosk();
  await start(ok(lease(1)));
  await start();
  await minute();
  spend();
  await minute(ok(lease(1)));
  await minute();
  const [, first, second, third] = asked.map(({ key }) => key);
  expect(asked).toHaveLength(4);
  expect(second).toBe(first);
  expect(third).not.toBe(first);
});

it('this disk is an old one: what it held is given to nobody, and it asks for others at once', async () => {
  const { store, asked, start } = kiosk();
  await start(ok(lease(1)));
  await start(failed('LEASE_OUTDATED'), failed('QUEUE_CLOSED'));
  expect(asked.map(({ request }) => request)).toEqual([{}, { held: { epoch: 1, next: 11 } }, {}]);
  expect(store.lease()).toBeUndefined();
});

it('a number that was spent while the question was under way: the lease is a good one, and it asks again', async () => {
  const { store, asked, start, spend, meanwhile } = kiosk();
  await start(ok(lease(1)));
  meanwhile(spend);
  await start(failed('LEASE_OUTDATED'), ok(lease(1)));
  expect(asked.slice(1).map(({ request }) => request)).toEqual([
    { held: { epoch: 1, next: 11 } },
    { held: { epoch: 1, next: 12 } },
  ]);
  expect(store.lease()).toEqual({ ...lease(1), next: 12 });
});

it('enrolled anew, maybe under another name: what it held is given to nobody, and what it gave is still sent', async () => {
  const { store, asked, start, spend, enrolAnew } = kiosk();
  await start(ok(lease(1)));
  spend();
  enrolAnew();
  await start();
  expect(asked.map(({ request }) => request)).toEqual([{}, {}]);
  expect(store.lease()).toBeUndefined();
  expect(store.nextUnsent()).toMatchObject({ kind: 'emergency-number', report: { epoch: 1, serial: 11 } });
  await start(ok(lease(2)));
  await start();
  expect(store.lease()).toMatchObject({ epoch: 2 });
});

it('enrolled anew at a server that is an old copy of itself: no number is given a second time', async () => {
  const { store, asked, start, minute, spend, enrolAnew } = kiosk();
  await start(ok(lease(1)));
  spend();
  enrolAnew();
  await start(ok(lease(1)));
  expect(store.lease()).toBeUndefined();
  await minute(ok(lease(2)));
  expect(store.lease()).toEqual({ ...lease(2), next: 21 });
  const [, second, third] = asked.map(({ key }) => key);
  expect(third).not.toBe(second);
});
