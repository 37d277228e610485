import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compilePowerCut } from '../support/power-cut.ts';
import { kioskOf, newKey, ticketRequest } from './support/backend.ts';
import { temporaryDirectory } from './support/databases.ts';
import { initialise, newSite, runServer } from './support/process.ts';

/** Servers are started one after the other. */
const patience = { timeout: 120_000 };

test(
  'a disk whose syncs fail ends the server before it tells a number, and no number is given twice',
  patience,
  async () => {
    const shim = compilePowerCut(await temporaryDirectory());
    const site = await newSite();
    await initialise(site);
    const told = new Map<string, string>();
    for (const failing of [4, 9]) {
      const env = { LD_PRELOAD: shim, PC_DIR: site.directory, PC_EIO_AT: String(failing) };
      const server = await runServer(site, { env });
      if (server.url !== undefined) {
        const kiosk = kioskOf(server.url);
        try {
          for (;;) {
            const key = newKey();
            told.set(key, (await kiosk.numberOf(ticketRequest(), key)).number);
          }
        } catch (error) {
          // The connection ends with the server.
          expect(error).toBeInstanceOf(TypeError);
        }
      }
      expect(await server.closed).toMatchObject({ code: 1 });
      expect(server.output()).toContain('SQLITE_IOERR');
    }
    const server = await runServer(site);
    const kiosk = kioskOf(server.url ?? '');
    for (const [key, number] of told) expect((await kiosk.numberOf(ticketRequest(), key)).number).toBe(number);
    const next = await kiosk.numberOf(ticketRequest());
    expect([...told.values()]).not.toContain(next.number);
    expect(await server.end('SIGTERM')).toEqual({ code: 0, signal: null });
  },
);

test('a file with a damaged page is told to the operator, and no server starts on it', patience, async () => {
  const site = await newSite();
  await initialise(site);
  const file = join(site.directory, 'centre.db');
  const { size } = await stat(file);
  const handle = await open(file, 'r+');
  // Every page but the first: whichever holds a table's root.
  for (let page = 4_096; page < size; page += 4_096) await handle.write(Buffer.alloc(64, 0xa5), 0, 64, page);
  await handle.close();
  const server = await runServer(site);
  expect(server.url).toBeUndefined();
  expect(await server.closed).toMatchObject({ code: 1 });
  expect(server.output()).toContain('the database file is damaged: restore a copy');
});
