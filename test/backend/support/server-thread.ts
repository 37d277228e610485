import { randomBytes } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { answerOnce } from '../../../src/backend/answer-once.ts';
import { startFeed } from '../../../src/backend/events/feed.ts';
import { inTransaction, openDatabase, transact, type DatabaseLocation } from '../../../src/backend/store/database.ts';
import { tell } from '../../../src/backend/store/events.ts';
import { createSealing } from '../../../src/backend/store/sealing.ts';
import type { ShownEntry } from '../../../src/contract/queue-entries.ts';
import { ok } from '../../../src/contract/result.ts';

/** What a second server is told to do; each is answered with `{ id, answer }`. */
export type Order = { id: number } & (
  | { ask: { actor: string; idempotencyKey: string; body: unknown } }
  | { tell: { entries: ShownEntry[]; undone: boolean } }
);

/**
 * A second server on the same database: in a thread of its own, since two SQLite connections in one thread would wait for each
 * other for ever.
 */
const sealing = createSealing(Buffer.alloc(32, 7));
const location = workerData as DatabaseLocation;
const database = await openDatabase(location, sealing);
await startFeed({ database, location, now: () => Date.now(), log: () => undefined });

async function obey(order: Order): Promise<unknown> {
  if ('ask' in order)
    return answerOnce({ database, sealing, now: () => Date.now() }, order.ask, (settle) =>
      inTransaction(database, async (transaction) => {
        const outcome = randomBytes(8).toString('hex');
        const subject = order.ask.idempotencyKey;
        await transaction
          .insertInto('audit_record')
          .values({ at: 0, actor: '', action: '', subject, outcome })
          .execute();
        await settle(transaction, { outcome });
        return ok({ outcome });
      }),
    );
  const { entries, undone } = order.tell;
  return transact(database, async (transaction) => {
    const last = await tell(transaction, Date.now(), entries);
    if (undone) throw new Error('undone');
    return last;
  }).catch(() => undefined);
}

parentPort?.on('message', (order: Order) => {
  void obey(order).then((answer) => parentPort?.postMessage({ id: order.id, answer }));
});
parentPort?.postMessage('ready');
