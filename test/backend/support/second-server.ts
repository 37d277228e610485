import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { onTestFinished } from 'vitest';
import type { DatabaseLocation } from '../../../src/backend/store/database.ts';
import type { Order } from './server-thread.ts';

type OrderText = Order extends infer Each ? (Each extends Order ? Omit<Each, 'id'> : never) : never;

/** Another server on a database that is there. */
export async function secondServer(location: DatabaseLocation) {
  const worker = new Worker(new URL('./server-thread.ts', import.meta.url), { workerData: location });
  onTestFinished(async () => {
    await worker.terminate();
  });
  await once(worker, 'message');
  const waiting = new Map<number, (answer: unknown) => void>();
  worker.on('message', ({ id, answer }: { id: number; answer: unknown }) => {
    waiting.get(id)?.(answer);
    waiting.delete(id);
  });
  let last = 0;
  return (order: OrderText): Promise<unknown> =>
    new Promise((resolve) => {
      last += 1;
      waiting.set(last, resolve);
      worker.postMessage({ id: last, ...order });
    });
}
