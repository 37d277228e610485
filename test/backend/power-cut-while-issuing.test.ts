import { expect, test } from 'vitest';
import type { NumberResponse } from '../../src/contract/backend-api.ts';
import { compilePowerCut } from '../support/power-cut.ts';
import { kioskOf, newKey, ticketRequest } from './support/backend.ts';
import { temporaryDirectory } from './support/databases.ts';
import { initialise, newSite, runServer } from './support/process.ts';

// Counted in the server's writes and syncs since its start. The last ones fall into a checkpoint of the WAL.
const cuts = [1, 2, 3, 4, 5, 6, 8, 11, 15, 20, 26, 33, 100, 1_050, 1_100];

test(
  'no acknowledged number is lost and none is given twice, wherever the power fails',
  { timeout: 120_000 },
  async () => {
    const shim = compilePowerCut(await temporaryDirectory());
    const site = await newSite();
    await initialise(site);

    const acknowledged = new Map<string, NumberResponse>();
    let open = newKey();
    let undone = 0;

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
      undone += Number(/POWERCUT op=\d+ undone=(\d+)/.exec(server.output())?.[1] ?? NaN);
    }
    expect(undone).toBeGreaterThan(cuts.length);

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
