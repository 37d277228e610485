import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CardReader } from '../../drivers/ports.ts';
import { readWell, request, untilCard } from './lab.ts';
import * as kit from './reader-lab.ts';
import { person, until, withEach } from './reader-lab.ts';

let lab: kit.ReaderLab;
let readers: Record<kit.Binding, CardReader>;
beforeAll(async () => {
  lab = await kit.startReaderLab();
  await lab.bench.killPcscd('SIGKILL');
  await lab.bench.insert(person.id);
  readers = lab.openEach();
});
afterAll(() => lab.close());

const eachSays = (status: Parameters<typeof until>[1]) =>
  withEach('at once', (binding) => until(readers[binding], status));

const eachRefuses = () =>
  withEach('at once', async (binding) => {
    expect(await readers[binding].connect()).toEqual({ ok: false, code: 'READER_MISSING' });
  });

const eachReads = () => withEach('in turn', (binding) => kit.readWell(lab, readers[binding]));

test('absent at start: service-down and READER_MISSING, and reading once it is there', async () => {
  await eachSays({ state: 'service-down' });
  await eachRefuses();
  await pause(500);
  await eachSays({ state: 'service-down' });
  await lab.bench.startPcscd();
  await eachReads();
});

test.each(['SIGKILL', 'SIGTERM'] as const)(
  '%s while idle: told, and reading again after its restart',
  async (signal) => {
    await lab.bench.killPcscd(signal);
    await eachSays({ state: 'service-down', card: false });
    await eachRefuses();
    await lab.bench.startPcscd();
    await eachReads();
  },
);

test.each(kit.bindings)(
  '%s: SIGKILL in the middle of an exchange ends it, and the status says why',
  async (binding) => {
    await kit.untilCard(readers[binding]);
    const connected = await readers[binding].connect();
    if (!connected.ok) throw new Error(connected.code);
    await lab.bench.mute(true);
    const exchange = connected.value.transmit(kit.anyCommand);
    await pause(100);
    await lab.bench.killPcscd('SIGKILL');
    await expect(exchange).rejects.toThrow('PC/SC refused the exchange');
    expect(readers[binding].status().state).toBe('service-down');
    await connected.value.close();
    await lab.bench.mute(false);
    await lab.bench.startPcscd();
    await kit.readWell(lab, readers[binding]);
  },
);

test("SIGKILL in the middle of the device host's reading: DEVICE_LOST, and reading again after its restart", async () => {
  const devices = lab.open();
  await untilCard(devices);
  const inTheMiddle = new Promise<void>((resolve) => {
    const stop = devices.watch((event) => {
      if (event.type !== 'chip-progress' || event.phase !== 'read') return;
      stop();
      resolve();
    });
  });
  const reading = devices.readChip(request);
  await inTheMiddle;
  await lab.bench.mute(true);
  await lab.bench.killPcscd('SIGKILL');
  expect(await reading).toEqual({ ok: false, code: 'DEVICE_LOST' });
  await lab.bench.mute(false);
  await lab.bench.startPcscd();
  await readWell(devices);
  expect(lab.log).toMatchObject([{ event: 'host-up' }]);
});

test('SIGSTOP: told within seconds, nothing waits for it, and after SIGCONT reading goes on', async () => {
  await eachSays({ state: 'ready', card: true });
  const loop = monitorEventLoopDelay({ resolution: 5 });
  loop.enable();
  await lab.bench.killPcscd('SIGSTOP');
  const openedMeanwhile = lab.openEach();
  await eachSays({ state: 'service-down', card: false });
  await eachRefuses();
  kit.bindings.forEach((binding) => readers[binding].renew());
  await withEach('at once', (binding) => until(openedMeanwhile[binding], { state: 'service-down' }));
  loop.disable();
  // A loaded machine stalls any process for a while; a call into libpcsclite would stall it until SIGCONT.
  expect(loop.max / 1e6).toBeLessThan(2_000);

  await lab.bench.killPcscd('SIGCONT');
  await eachReads();
  await withEach('in turn', (binding) => kit.readWell(lab, openedMeanwhile[binding]));
});
