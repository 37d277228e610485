import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { failed, ok } from '../../src/contract/result.ts';
import type { BackendClient } from '../../src/main/backend/client.ts';
import { startSender } from '../../src/main/backend/sender.ts';
import { openStore } from '../../src/main/store/store.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { number, numberTicket, onePaper } from '../support/samples.ts';

const directory = mkdtempSync(join(tmpdir(), 'tram-'));
afterAll(() => rmSync(directory, { recursive: true }));

const settled = () => new Promise((resolve) => setImmediate(resolve));

const laterTaken = ['BACKEND_UNREACHABLE', 'KIOSK_NOT_ENROLLED', 'CLOCK_SKEWED', 'NUMBERS_SUSPENDED'] as const;

it.each(laterTaken)('what the server did not take (%s) stays, in order, until it does', async (code) => {
  const clock = new ManualClock();
  const store = openStore(mkdtempSync(join(directory, 'later-')));
  let up = false;
  const report = vi.fn<BackendClient['report']>(() => Promise.resolve(up ? ok(undefined) : failed(code)));
  const sender = startSender(store, { report } as Partial<BackendClient> as BackendClient, clock);

  store.keepNumber('first', number({ ticketToken: '1'.repeat(22) }), numberTicket(), clock.now());
  store.keepNumber('second', number({ ticketToken: '2'.repeat(22) }), numberTicket(), clock.now());
  store.settle('second', 'confirmed', onePaper, clock.now());
  sender.wake();
  await settled();
  clock.pass(2_000);
  await settled();
  expect(report).toHaveBeenCalledTimes(2);
  expect(store.unsent(clock.now())).toEqual([
    { kind: 'print-report', waitingSeconds: 2 },
    { kind: 'print-report', waitingSeconds: 2 },
  ]);

  up = true;
  store.settle('first', 'unknown', onePaper, clock.now());
  clock.pass(4_000);
  await settled();
  await settled();
  expect(report.mock.calls.slice(2)).toEqual([
    ['first', { ticketToken: '1'.repeat(22), outcome: 'unknown' }],
    ['second', { ticketToken: '2'.repeat(22), outcome: 'confirmed' }],
  ]);
  expect(store.unsent(clock.now())).toEqual([]);
  sender.stop();
  store.close();
});

it('what the server will never take stands in nobody’s way, and is not lost', async () => {
  const store = openStore(mkdtempSync(join(directory, 'refused-')));
  const taken: string[] = [];
  const report: BackendClient['report'] = (key) => {
    if (key === 'first') return Promise.resolve(failed('BACKEND_REFUSED'));
    taken.push(key);
    return Promise.resolve(ok(undefined));
  };
  for (const [index, key] of ['first', 'second'].entries()) {
    store.keepNumber(key, number({ ticketToken: String(index).repeat(22) }), numberTicket(), 0);
    store.settle(key, 'confirmed', onePaper, 0);
  }
  const sender = startSender(store, { report } as Partial<BackendClient> as BackendClient, new ManualClock());
  await settled();
  await settled();
  expect(taken).toEqual(['second']);
  expect(store.unsent(0)).toHaveLength(1);
  sender.stop();
  store.close();
});

it('what is of a ticket that the server has no more is told to nobody', async () => {
  const store = openStore(mkdtempSync(join(directory, 'gone-')));
  store.keepNumber('first', number(), numberTicket(), 0);
  store.settle('first', 'confirmed', onePaper, 0);
  const report: BackendClient['report'] = () => Promise.resolve(failed('NOT_FOUND'));
  const sender = startSender(store, { report } as Partial<BackendClient> as BackendClient, new ManualClock());
  await settled();
  expect(store.unsent(0)).toEqual([]);
  sender.stop();
  store.close();
});
