import { expect, test, vi } from 'vitest';
import { mostRows } from '../../drivers/host/protocol.ts';
import { isAlive, quick, request, startScripted, ticket, type Scripted } from './scripted.ts';

const kill = (pid: number) => isAlive(pid) && process.kill(pid, 'SIGKILL');
const causes = (host: Scripted) => host.recoveries().map(({ cause }) => cause);

test.each([
  ['answers what nobody asked'],
  ['answers before it is asked'],
  ['babbles'],
  ['never stops talking'],
  ['floods'],
  ['shouts'],
])('%s: it is given up as garbled, ended and replaced', async (fault) => {
  await using host = await startScripted(fault.replaceAll(' ', '-'));
  await vi.waitUntil(() => host.hosts().length === 2, { timeout: 8_000 });
  expect(causes(host)[0]).toBe('host-garbled');
  const [first = 0] = host.hosts();
  expect(isAlive(first)).toBe(false);
});

test('an answer that is none of its method: DEVICE_LOST, and the host is replaced', async () => {
  await using host = await startScripted('garbles');
  await host.untilUp();
  expect(await host.devices.readChip(request)).toEqual({ ok: false, code: 'DEVICE_LOST' });
  expect(causes(host)).toEqual(['host-garbled']);
  expect(await host.devices.printerStatus()).toEqual({ state: 'ready' });
});

test('a chip reading past its deadline: DEVICE_TIMEOUT, then a new process serves, and is tried first', async () => {
  await using host = await startScripted('never-answers', { readChip: 300 });
  await host.untilUp();
  expect(await host.devices.readChip(request)).toEqual({ ok: false, code: 'DEVICE_TIMEOUT' });
  expect(host.recoveries()).toEqual([{ event: 'device-recovery', cause: 'exchange-overdue', step: 'new-host' }]);
  expect(host.devices.status()).toMatchObject({ host: 'restarting', reader: { card: false } });
  expect(await host.devices.printerStatus()).toEqual({ state: 'ready' });
  await vi.waitUntil(() => host.heard().some(({ type }) => type === 'tryReader'), { timeout: 10_000 });
});

test('a ticket past its deadline: nobody knows, other calls DEVICE_LOST', async () => {
  await using host = await startScripted('never-answers', { print: 300 });
  await host.untilUp();
  const reading = host.devices.readChip(request);
  expect(await host.devices.print(ticket)).toEqual({ outcome: 'unknown', code: 'DEVICE_TIMEOUT' });
  expect(await reading).toEqual({ ok: false, code: 'DEVICE_LOST' });
  expect(causes(host)).toEqual(['printer-overdue']);
});

test('a host that never starts is replaced, and a ticket that none ever had is told as not printed', async () => {
  await using host = await startScripted('never-starts', { start: 300, successor: 200 });
  expect(await host.devices.print(ticket)).toEqual({ outcome: 'not-printed', code: 'DEVICE_LOST' });
  await vi.waitUntil(() => causes(host).length >= 2, { timeout: 8_000 });
  expect(causes(host).slice(0, 2)).toEqual(['host-late', 'host-late']);
});

test('no process can be started: tried again, and nobody waits for ever', async () => {
  await using host = await startScripted('reads', { successor: 200 }, '/nonexistent');
  expect(await host.devices.readChip(request)).toEqual({ ok: false, code: 'DEVICE_LOST' });
  await vi.waitUntil(() => causes(host).length >= 2, { timeout: 8_000 });
  expect(causes(host).slice(0, 2)).toEqual(['host-exit', 'host-exit']);
});

test('readings of one chip take turns: the second has its whole deadline', async () => {
  await using host = await startScripted('never-answers', { readChip: 300 });
  await host.untilUp();
  const started = performance.now();
  const { devices } = host;
  const [first, second] = await Promise.all([devices.readChip(request), devices.readChip(request)]);
  expect([first, second]).toEqual(Array(2).fill({ ok: false, code: 'DEVICE_TIMEOUT' }));
  expect(performance.now() - started).toBeGreaterThanOrEqual(2 * 300 - 2);
});

test('a reader that hangs waits for the ticket that is being printed', async () => {
  await using host = await startScripted('exchange-hangs');
  await host.untilUp();
  const printing = host.devices.print(ticket);
  expect(await host.devices.readChip(request)).toEqual({ ok: false, code: 'DEVICE_TIMEOUT' });
  expect(causes(host)).toEqual([]);
  expect(await printing).toEqual({ outcome: 'confirmed', by: 'fence' });
  await vi.waitUntil(() => causes(host).length > 0, { timeout: 10_000 });
  expect(host.recoveries()).toEqual([{ event: 'device-recovery', cause: 'exchange-overdue', step: 'new-host' }]);
});

test('a new host shall try the reader, which a citizen uses already: a ticket does not wait for that', async () => {
  await using host = await startScripted('reads', { readChip: 2_000 });
  await host.untilUp();
  const { devices } = host;
  const first = devices.readChip(request);
  let isSecondOver = false;
  const second = devices.readChip(request).then(() => (isSecondOver = true));
  expect(await first).toEqual({ ok: false, code: 'DEVICE_TIMEOUT' });
  await vi.waitUntil(() => host.hosts().length === 2, { timeout: 10_000 });
  expect(await devices.print(ticket)).toEqual({ outcome: 'confirmed', by: 'fence' });
  expect(isSecondOver).toBe(false);
  await second;
});

test('a ticket that is longer than any paper: not printed, and the host never hears of it', async () => {
  await using host = await startScripted('reads');
  await host.untilUp();
  const rows = mostRows + 1;
  const long = { width: 8, height: rows, data: new Uint8Array(rows) };
  expect(await host.devices.print(long)).toEqual({ outcome: 'not-printed', code: 'PRINTER_OFFLINE' });
  expect(await host.devices.print(ticket)).toEqual({ outcome: 'confirmed', by: 'fence' });
  expect(host.heard().filter(({ type }) => type === 'print')).toHaveLength(1);
});

test('hosts that do not live as long as a trial is awaited: the reader is tried all the same', async () => {
  await using host = await startScripted('hangs-with-reader', { trial: 2_000, silence: 500 });
  await vi.waitUntil(() => host.devices.status().reader.state === 'failed', { timeout: 8_000 });
  const killing = setInterval(() => host.devices.status().host === 'up' && kill(host.hosts().at(-1) ?? 0), 300);
  const isTried = () => host.heard().some(({ type }) => type === 'tryReader');
  await vi.waitUntil(isTried, { timeout: 12_000 }).finally(() => clearInterval(killing));
});

test('a ticket that its host took along: the next host is told that the printer stands in one, until it is ready', async () => {
  await using host = await startScripted('dies-printing');
  await host.untilUp();
  expect(await host.devices.print(ticket)).toEqual({ outcome: 'unknown', code: 'DEVICE_LOST' });
  await host.untilUp();
  process.kill(host.hosts().at(-1) ?? 0, 'SIGKILL');
  await vi.waitUntil(() => host.hosts().length === 3, { timeout: 10_000 });
  const openings = host.heard().filter(({ type }) => type === 'open');
  expect(openings).toMatchObject([{ printerTorn: false }, { printerTorn: true }, { printerTorn: false }]);
});

test('a process that hangs with its reader: scanner and printer go on without it, and it is tried now and then', async () => {
  await using host = await startScripted('hangs-with-reader', { trial: 1_000, silence: 1_500 });
  await vi.waitUntil(() => host.devices.status().reader.state === 'failed', { timeout: 8_000 });
  await host.untilUp();
  expect(host.recoveries().slice(0, 2)).toMatchObject([
    { cause: 'host-silent', step: 'new-host' },
    { cause: 'host-silent', step: 'out-of-service' },
  ]);
  expect(host.devices.status()).toMatchObject({ scanner: { state: 'not-fitted' }, printer: { state: 'ready' } });
  await vi.waitUntil(() => host.recoveries().length > 2, { timeout: 8_000 });
  expect(host.recoveries().at(-1)).toMatchObject({ cause: 'host-silent', step: 'out-of-service' });
  await host.untilUp();
  expect(host.devices.status().reader.state).toBe('failed');
});

test('close ends even a process that does not listen', async () => {
  await using host = await startScripted('never-ends');
  await host.untilUp();
  const closing = performance.now();
  await host.devices.close();
  expect(performance.now() - closing).toBeGreaterThanOrEqual(quick.close - 1);
  expect(host.hosts().some(isAlive)).toBe(false);
  expect(await host.devices.readChip(request)).toEqual({ ok: false, code: 'DEVICE_LOST' });
});
