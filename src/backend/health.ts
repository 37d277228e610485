import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { sql } from 'kysely';
import { z } from '../contract/zod.ts';
import { sendProblem, type Routes } from './http.ts';
import type { Database, DatabaseLocation } from './store/database.ts';

export interface HealthDeps {
  database: Database;
  /** Bytes that the data may still grow by; absent where that is another machine's to watch. */
  freeBytes?: (() => Promise<number>) | undefined;
}

/** A day of the busiest centre, several times over. */
const leastFree = 256 * 1_024 * 1_024;
const retryAfter = 2;

const answer = { response: { 200: z.strictObject({ status: z.literal('ok') }) } };

/** For whoever restarts the server, and for whoever sends requests to it. */
export function healthRoutes(routes: Routes, { database, freeBytes }: HealthDeps): void {
  let isEnding = false;
  routes.addHook('preClose', (done) => {
    isEnding = true;
    done();
  });

  routes.get('/v1/health', { schema: answer }, () => ({ status: 'ok' as const }));

  routes.get('/v1/ready', { schema: answer }, async (_request, reply) => {
    // Where the database is away this throws, and is answered as everywhere.
    await sql`SELECT 1`.execute(database);
    const isFull = freeBytes !== undefined && (await freeBytes()) < leastFree;
    if (isEnding || isFull) return sendProblem(reply.header('retry-after', retryAfter), 503, 'BACKEND_ERROR');
    return { status: 'ok' as const };
  });
}

/** Of the disk with a SQLite file. */
export function freeBytesAt(location: DatabaseLocation): HealthDeps['freeBytes'] {
  if (!('file' in location)) return undefined;
  return async () => {
    const { bavail, bsize } = await statfs(dirname(location.file));
    return bavail * bsize;
  };
}
