import { chmod, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { NumberResponse } from '../../src/contract/backend-api.ts';
import { startPostgres } from '../support/postgres.ts';
import { compileShim } from '../support/shim.ts';
import { kioskOf, newKey, startBackend, ticketRequest } from './support/backend.ts';
import { emptySchema, onPostgres, temporaryDirectory } from './support/databases.ts';

/** A PostgreSQL whose disk is full, or not, as it is told. */
async function postgresOnSmallDisk() {
  const directory = await temporaryDirectory();
  // Whichever user PostgreSQL runs as.
  await chmod(directory, 0o755);
  const flag = join(directory, 'full');
  vi.stubEnv('LD_PRELOAD', compileShim('full-disk', directory));
  vi.stubEnv('DISK_IS_FULL', flag);
  const postgres = await startPostgres().finally(() => vi.unstubAllEnvs());
  onTestFinished(() => postgres.close());
  return { ...postgres, fill: () => writeFile(flag, ''), makeRoom: () => rm(flag) };
}

test(
  'a full disk of PostgreSQL stops the numbers before any is promised, and they go on where they stopped',
  { timeout: 120_000 },
  async () => {
    const postgres = await postgresOnSmallDisk();
    const { url, log } = await startBackend({ at: await emptySchema(postgres.url) });
    const kiosk = kioskOf(url);
    const told = new Map<string, NumberResponse>();
    const take = async (key: string) => {
      const reply = await kiosk.number(ticketRequest(), key);
      if (reply.status === 201) told.set(key, reply.body as NumberResponse);
      return reply;
    };

    await take(newKey());
    await postgres.fill();
    let key = newKey();
    let reply = await take(key);
    for (; reply.status === 201; reply = await take(key)) key = newKey();
    expect(reply).toMatchObject({ status: 503, type: 'application/problem+json', body: { code: 'BACKEND_ERROR' } });
    const open = [key, ...Array.from({ length: 8 }, newKey)];
    for (const { status } of await Promise.all(open.map(take))) expect(status).toBe(503);
    expect(new Set(log.map((entry) => `${entry.event} ${entry.code}`))).toEqual(new Set(['request-failed 53100']));
    expect((await fetch(`${url}/v1/board`)).status).toBe(200);

    await postgres.makeRoom();
    const before = told.size;
    await Promise.all(open.map(take));
    const serials = [...told.values()].map(({ number }) => Number(number.slice(1))).toSorted((a, b) => a - b);
    expect(serials).toEqual(Array.from({ length: before + open.length }, (_, index) => index + 1));

    // No room for its log either: PostgreSQL ends, and does not start before there is some.
    await postgres.fill();
    await onPostgres(postgres.url, 'SELECT pg_switch_wal()');
    const last = newKey();
    expect(await take(last)).toMatchObject({ status: 503 });
    await postgres.stop('SIGQUIT');
    await postgres.makeRoom();
    await postgres.startAgain();
    for (const [known, { number }] of told) expect((await kiosk.numberOf(ticketRequest(), known)).number).toBe(number);
    expect(Number((await kiosk.numberOf(ticketRequest(), last)).number.slice(1))).toBe(told.size + 1);
  },
);
