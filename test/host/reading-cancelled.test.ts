import { expect, test, vi } from 'vitest';
import { request, startScripted, ticket, type Scripted } from './scripted.ts';

const cancelled = { ok: false, code: 'CANCELLED' };

const told = (host: Scripted, type: string) => host.heard().filter((message) => message.type === type).length;
const progress = (host: Scripted) => host.events.filter(({ type }) => type === 'chip-progress').length;

test('before it began, while a host starts, or while another reads: no host ever hears of it', async () => {
  await using host = await startScripted('reads');
  expect(await host.devices.readChip(request, AbortSignal.abort())).toEqual(cancelled);

  const starting = new AbortController();
  const early = host.devices.readChip(request, starting.signal);
  starting.abort();
  expect(await early).toEqual(cancelled);

  await host.untilUp();
  const first = new AbortController();
  const second = new AbortController();
  const readings = [host.devices.readChip(request, first.signal), host.devices.readChip(request, second.signal)];
  await vi.waitUntil(() => progress(host) === 1, { timeout: 10_000 });
  second.abort();
  expect(await readings[1]).toEqual(cancelled);
  first.abort();
  expect(await readings[0]).toEqual(cancelled);

  // The next has its turn only after all of these.
  void host.devices.readChip(request);
  await vi.waitUntil(() => progress(host) === 2, { timeout: 10_000 });
  expect(told(host, 'readChip')).toBe(2);
  expect(told(host, 'cancel')).toBe(1);
});

test('while it is under way: the caller is free at once, the next one when the host has let the card go', async () => {
  await using host = await startScripted('reads');
  await host.untilUp();
  const leaving = new AbortController();
  const reading = host.devices.readChip(request, leaving.signal);
  await vi.waitUntil(() => progress(host) === 1, { timeout: 10_000 });
  leaving.abort();
  expect(await reading).toEqual(cancelled);

  const next = new AbortController();
  const following = host.devices.readChip(request, next.signal);
  await vi.waitUntil(() => told(host, 'cancel') === 1, { timeout: 10_000 });
  expect(told(host, 'readChip')).toBe(1);
  await vi.waitUntil(() => told(host, 'readChip') === 2, { timeout: 10_000 });
  // The host still told how far the first one was, to nobody.
  await vi.waitUntil(() => progress(host) === 2, { timeout: 10_000 });
  expect(host.events.flatMap((event) => (event.type === 'chip-progress' ? [event.fraction] : []))).toEqual([0, 0]);
  next.abort();
  expect(await following).toEqual(cancelled);
  expect(host.recoveries()).toEqual([]);
});

test('a host that does not let the card go is replaced at the deadline, and the next reading is served by another', async () => {
  await using host = await startScripted('never-answers', { readChip: 500 });
  await host.untilUp();
  const leaving = new AbortController();
  const reading = host.devices.readChip(request, leaving.signal);
  await vi.waitUntil(() => told(host, 'readChip') === 1, { timeout: 10_000 });
  leaving.abort();
  expect(await reading).toEqual(cancelled);
  void host.devices.readChip(request);
  await vi.waitUntil(() => told(host, 'readChip') === 2, { timeout: 10_000 });
  expect(host.recoveries()).toMatchObject([{ cause: 'exchange-overdue', step: 'new-host' }]);
  expect(host.hosts()).toHaveLength(2);
});

test('the ticket that is printed meanwhile is printed to its end', async () => {
  await using host = await startScripted('reads');
  await host.untilUp();
  const leaving = new AbortController();
  const reading = host.devices.readChip(request, leaving.signal);
  const printing = host.devices.print(ticket);
  await vi.waitUntil(() => told(host, 'print') === 1, { timeout: 10_000 });
  leaving.abort();
  expect(await reading).toEqual(cancelled);
  expect(await printing).toEqual({ outcome: 'confirmed', by: 'fence' });
});
