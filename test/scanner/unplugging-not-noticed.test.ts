import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { openSerialScanner } from '../../drivers/scanner/serial.ts';
import { startScannerSimulator } from '../../drivers/simulated/scanner/index.ts';
import { repetitions } from '../support/repetitions.ts';

/** Pulled out while bytes arrive, serialport reads nothing for ever instead of saying so, one time in five. */
test('a line that is pulled out while it delivers is absent all the same, and comes back', async () => {
  await Promise.all(
    Array.from({ length: 8 }, async (_, line) => {
      const runDirectory = await mkdtemp(join(tmpdir(), 'scanner-'));
      const hand = await startScannerSimulator({ runDirectory, pause: 0 });
      const scanner = openSerialScanner({ path: hand.path });
      const until = (state: string) =>
        vi.waitUntil(() => scanner.status().state === state, { timeout: 10_000, interval: 5 });
      try {
        for (let round = 0; round < repetitions(1); round++) {
          await until('ready');
          const sending = sendFor(8, () => hand.send(Buffer.alloc(200, 'x')));
          await delay(line);
          await hand.unplug();
          await sending;
          await until('absent');
          await hand.replug();
        }
        await until('ready');
        expect(scanner.status()).toEqual({ state: 'ready' });
      } finally {
        await scanner.close();
        await hand.close();
        await rm(runDirectory, { recursive: true });
      }
    }),
  );
});

async function sendFor(times: number, send: () => Promise<void>): Promise<void> {
  // The line is gone in the midst of it.
  for (let count = 0; count < times; count++) await send().catch(() => undefined);
}
