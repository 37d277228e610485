import { expect, test } from 'vitest';
import type { NumberResponse } from '../../src/contract/backend-api.ts';
import { compilePowerCut } from '../support/power-cut.ts';
import { isFull } from '../support/repetitions.ts';
import { kioskOf, newKey, ticketRequest } from './support/backend.ts';
import { temporaryDirectory } from './support/databases.ts';
import { initialise, newSite, runServer } from './support/process.ts';

/**
 * Counted in the server's writes and syncs since its start: up to the commit of one number, which takes some forty; amid the third;
 * twice in the checkpoint of what that one left in the WAL; and in a number after it.
 */
const cuts = isFull
  ? [
      ...Array.from({ length: 45 }, (_, index) => index + 1),
      ...[100, 6, 12, 18, 20, 22, 23, 24, 25, 70, 1_050, 12, 22, 1_100],
    ]
  : [1, 4, 20, 40, 100, 12, 22, 70];

test(
  'no acknowledged number is lost and none is given twice, wherever the power fails',
  { timeout: 300_000 },
  async () => {
    const shim = compilePowerCut(await temporaryDirectory());
    const site = await newSite();
    await initialise(site);

    const acknowledged = new Map<string, NumberResponse>();
    let open = newKey();
    let undone = 0;
    const cutIn: string[] = [];

    for (const cut of cuts) {
      const server = await runServer(site, { env: { LD_PRELOAD: shim, PC_DIR: site.directory, PC_AT: String(cut) } });
      if (server.url !== undefined) {
        const kiosk = kioskOf(server.url);
        try {
          for (;;) {
            acknowledged.set(open, await kiosk.numberOf(ticketRequest(), open));
            open = newKey();
          }
        } catch (error) {
          // The connection breaks with the power; the number asked for stays open and is asked for again.
          expect(error).toBeInstanceOf(TypeError);
        }
      }
      expect(await server.closed).toMatchObject({ signal: 'SIGKILL' });
      const [, writes, file = ''] = /POWERCUT op=\d+ undone=(\d+) .*file=(.+)/.exec(server.output()) ?? [];
      undone += Number(writes);
      cutIn.push(file);
    }
    expect(undone).toBeGreaterThan(cuts.length);
    expect(cutIn).toEqual(expect.arrayContaining(['centre.db-wal', 'centre.db']));

    const server = await runServer(site);
    const kiosk = kioskOf(server.url ?? '');
    for (const [key, number] of acknowledged) expect(await kiosk.numberOf(ticketRequest(), key)).toEqual(number);
    const numbers = [...acknowledged.values(), await kiosk.numberOf(ticketRequest(), open)];
    for (const day of Map.groupBy(numbers, ({ serviceDay }) => serviceDay).values()) {
      const serials = day.map(({ number }) => Number(number.slice(1)));
      expect(serials).toEqual(serials.map((_, index) => index + 1));
    }
    expect(await server.end('SIGTERM')).toEqual({ code: 0, signal: null });
  },
);
