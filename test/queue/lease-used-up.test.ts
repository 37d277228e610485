import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { newToken } from '../../src/backend/tokens.ts';
import type { NumberRequest, NumberResponse } from '../../src/contract/backend-api.ts';
import type { Lease } from '../../src/contract/lease.ts';
import { failed, type Result } from '../../src/contract/result.ts';
import type { BackendClient } from '../../src/main/backend/client.ts';
import { issueNumber } from '../../src/main/queue/issue.ts';
import { hasOwnNumber, type OwnNumberDeps } from '../../src/main/queue/own-number.ts';
import { openStore } from '../../src/main/store/store.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { context, number, numberTicket } from '../support/samples.ts';

const cashier: NumberRequest = { service: 'queue-ticket', queue: 'cashier', priority: 'none', answers: {} };
const insured: NumberRequest = { service: 'insurance-check-in', queue: 'eyes', priority: 'pregnant', answers: {} };
const licence: NumberRequest = { service: 'licence-renewal', queue: 'licence-desk', priority: 'none', answers: {} };

const today = '2026-11-21';
const lease: Lease = { epoch: 4, serviceDay: today, letter: 'X', first: 61, last: 63 };

function cutOff(
  answer: Result<NumberResponse> = failed('BACKEND_UNREACHABLE'),
  catalogue: OwnNumberDeps['catalogue'] = context.catalogue,
) {
  const directory = mkdtempSync(join(tmpdir(), 'tram-'));
  const clock = new ManualClock();
  const store = openStore(directory);
  onTestFinished(() => {
    store.close();
    rmSync(directory, { recursive: true });
  });
  let asked = 0;
  const backend = {
    number: () => {
      asked += 1;
      return Promise.resolve(answer);
    },
  } as Partial<BackendClient> as BackendClient;
  const issue = (request: NumberRequest) =>
    issueNumber(request, ({ number, ticketToken }) => numberTicket({ number, ticketToken }), {
      ...{ backend, store, clock, newToken },
      catalogue,
    });
  const hasOwn = () => hasOwnNumber({ store, clock, catalogue });
  return { hasOwn, directory, store, clock, issue, asked: () => asked };
}

const numbers = (results: Result<NumberResponse>[]) =>
  results.map((result) => (result.ok ? result.value.number : result.code));

it('what is left is given once each, and then nothing is made up', async () => {
  const { store, issue } = cutOff();
  store.keepLease(lease);
  const given = [await issue(cashier), await issue(insured), await issue(cashier), await issue(cashier)];
  expect(numbers(given)).toEqual(['X061', 'X062', 'X063', 'BACKEND_UNREACHABLE']);
  expect(given[1]).toMatchObject({
    value: { unverified: true, queue: 'eyes', place: { room: { vi: 'Phòng 207' } }, priority: 'pregnant' },
  });
  // Nothing is to be verified of somebody who wants to pay.
  expect(given[0]).toMatchObject({ value: { unverified: false, serviceDay: today } });
});

it('no lease: no number', async () => {
  const { issue } = cutOff();
  expect(await issue(cashier)).toEqual(failed('BACKEND_UNREACHABLE'));
});

it.each(['2025-11-21', '2026-11-20', '2026-11-22', '1970-01-01', '2036-11-21'])(
  'the clock says %s: no lease of another day is spent',
  async (day) => {
    const { store, clock, issue } = cutOff();
    store.keepLease(lease);
    clock.setWallClock(`${day}T08:00:00+07:00`);
    expect(await issue(cashier)).toEqual(failed('BACKEND_UNREACHABLE'));
    clock.setWallClock(`${today}T08:00:00+07:00`);
    expect(numbers([await issue(cashier)])).toEqual(['X061']);
  },
);

it('closed is closed, whoever gives numbers', async () => {
  const { catalogue } = context;
  const hours = [{ days: [6], from: '07:00', to: '11:30' }];
  const queues = catalogue.centre.queues.map((queue) => ({ ...queue, ...(queue.id === 'eyes' && { hours: [] }) }));
  const { store, clock, issue, hasOwn } = cutOff(undefined, {
    ...catalogue,
    centre: { ...catalogue.centre, hours, queues },
  });
  store.keepLease(lease);
  clock.setWallClock(`${today}T06:59:59+07:00`);
  expect(hasOwn()).toBe(false);
  expect(await issue(cashier)).toEqual(failed('BACKEND_UNREACHABLE'));
  clock.setWallClock(`${today}T07:00:00+07:00`);
  expect(hasOwn()).toBe(true);
  expect(await issue(insured)).toEqual(failed('BACKEND_UNREACHABLE'));
  expect(numbers([await issue(cashier)])).toEqual(['X061']);
  clock.setWallClock(`${today}T11:30:00+07:00`);
  expect(hasOwn()).toBe(false);
  expect(await issue(cashier)).toEqual(failed('BACKEND_UNREACHABLE'));
  expect(store.lease()).toMatchObject({ next: 62 });
});

it('an answer is an answer: the kiosk gives nothing where the server refuses', async () => {
  const { store, issue } = cutOff(failed('CENTRE_CLOSED'));
  store.keepLease(lease);
  expect(await issue(cashier)).toEqual(failed('CENTRE_CLOSED'));
  expect(store.lease()).toMatchObject({ next: 61 });
});

it('a server that gives nobody a number leaves it to the kiosk', async () => {
  const { store, issue, asked } = cutOff(failed('NUMBERS_SUSPENDED'));
  store.keepLease(lease);
  expect(numbers([await issue(cashier)])).toEqual(['X061']);
  expect(asked()).toBe(1);
});

it('a patient whom nobody could check is not sent to a server that would refuse her', async () => {
  const { store, issue, asked } = cutOff(failed('BACKEND_REFUSED'));
  expect(await issue(insured)).toEqual(failed('BACKEND_UNREACHABLE'));
  store.keepLease(lease);
  expect(numbers([await issue(insured)])).toEqual(['X061']);
  expect(asked()).toBe(0);
});

it('a licence is not renewed unchecked', async () => {
  const { store, issue } = cutOff();
  store.keepLease(lease);
  expect(await issue({ ...licence, verificationId: 'A'.repeat(22) })).toEqual(failed('BACKEND_UNREACHABLE'));
  expect(await issue(licence)).toEqual(failed('BACKEND_UNREACHABLE'));
});

it('the server hears who holds the number, that nobody holds its own, and of the paper, in this order', async () => {
  const { directory, store, issue } = cutOff();
  store.keepLease(lease);
  const issued = await issue({ ...insured, verificationId: 'A'.repeat(22) });
  if (!issued.ok) return expect.unreachable();
  const { ticketToken } = issued.value;
  expect(store.settleInterrupted(0)).toEqual({ records: 1, papers: 1 });
  const reports = [];
  for (let next = store.nextUnsent(); next; next = store.nextUnsent()) {
    reports.push([next.kind, next.report]);
    store.sent(next.id);
  }
  expect(reports).toEqual([
    ['print-report', { numberKey: expect.any(String) as string, outcome: 'not-printed' }],
    [
      'emergency-number',
      {
        ...{ epoch: 4, serviceDay: today, letter: 'X', serial: 61, ticketToken },
        ...{ service: 'insurance-check-in', queue: 'eyes', priority: 'pregnant' },
        arrivedAt: '2026-11-21T01:00:00.000Z',
      },
    ],
    ['print-report', { ticketToken, outcome: 'unknown' }],
  ]);
  const db = new Database(join(directory, 'kiosk.db'), { readonly: true });
  expect(db.prepare(`SELECT number FROM number_given`).pluck().all()).toEqual(['X061']);
  db.close();
});

it('a lease that is granted again stays spent, and another epoch begins at its first', () => {
  const { store } = cutOff();
  store.keepLease(lease);
  store.spendLease(today, { own: newToken() }, 0, () => ({
    number: number({ ticketToken: newToken() }),
    ticket: numberTicket(),
    report: { ...report, ticketToken: newToken() },
  }));
  store.keepLease(lease);
  expect(store.lease()).toEqual({ ...lease, next: 62 });
  store.keepLease({ ...lease, epoch: 5, first: 81, last: 83 });
  expect(store.lease()).toMatchObject({ epoch: 5, next: 81 });
  store.keepLease(undefined);
  expect(store.lease()).toBeUndefined();
});

const report = {
  ...{ epoch: 4, serviceDay: today, letter: 'X', serial: 61 },
  ...({ service: 'queue-ticket', queue: 'cashier', priority: 'none' } as const),
  arrivedAt: '2026-11-21T01:00:00.000Z',
};
