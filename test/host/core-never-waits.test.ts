import { expect, test, vi } from 'vitest';
import { watchLoop } from './loop.ts';
import { isAlive, startScripted } from './scripted.ts';

// A mute card and a stopped pcscd: reader-stuck.test.ts.
test(
  'a host that spins and one that is stopped: replaced, and no timer of the core is late',
  { retry: 2 },
  async () => {
    const patient = { silence: 1_500, heartbeat: 300 };
    await using spinning = await startScripted('hangs', patient);
    await using stopped = await startScripted('reads', patient);
    await Promise.all([spinning.untilUp(), stopped.untilUp()]);
    const first = [spinning, stopped].map((host) => host.hosts()[0] ?? 0);
    process.kill(first[1] ?? 0, 'SIGSTOP');
    const loop = watchLoop();
    for (const { log } of [spinning, stopped])
      await vi.waitUntil(() => log.some((entry) => entry.event === 'device-recovery'), { timeout: 8_000 });
    loop.expectNoWait();
    for (const host of [spinning, stopped])
      expect(host.recoveries()[0]).toEqual({ event: 'device-recovery', cause: 'host-silent', step: 'new-host' });
    await vi.waitUntil(() => !first.some(isAlive), { timeout: 10_000 });
  },
);
