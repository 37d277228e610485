import type { Stop } from '../../../drivers/ports.ts';
import type { Clock } from '../../../drivers/clock.ts';
import type { Result } from '../../contract/result.ts';
import { outboxRetry } from '../delays.ts';
import type { OutboxRecord, Store } from '../store/store.ts';
import type { BackendClient } from './client.ts';

/**
 * Drains the outbox, oldest first. What the backend does not take stays and is tried again later, unless it says that the record itself
 * is wrong, or of something that it has no more. An enrolment that is being changed loses none; a database that is being restored,
 * no number.
 */
export function startSender(store: Store, backend: BackendClient, clock: Clock): { wake: () => void; stop: Stop } {
  let retry: number = outboxRetry.first;
  let busy = false;
  let stopped = false;
  const isStopped = () => stopped;
  let cancel: Stop = () => undefined;

  async function drain(): Promise<void> {
    if (busy || isStopped()) return;
    busy = true;
    cancel();
    try {
      for (let record = store.nextUnsent(); record; record = store.nextUnsent()) {
        const taken = await send(backend, record);
        if (isStopped()) return;
        if (taken.ok || taken.code === 'NOT_FOUND') {
          store.sent(record.id);
        } else if (taken.code === 'BACKEND_REFUSED') {
          // Asking again would change nothing, and whatever stands behind it would wait for ever.
          store.refused(record.id, taken.code);
        } else {
          cancel = clock.after(retry, () => void drain());
          retry = Math.min(retry * 2, outboxRetry.longest);
          return;
        }
        retry = outboxRetry.first;
      }
    } finally {
      busy = false;
    }
  }

  void drain();
  return {
    wake: () => void drain(),
    stop: () => {
      stopped = true;
      cancel();
    },
  };
}

function send(backend: BackendClient, record: OutboxRecord): Promise<Result> {
  switch (record.kind) {
    case 'print-report':
      return backend.report(record.idempotencyKey, record.report);
    case 'emergency-number':
      return backend.reportNumber(record.idempotencyKey, record.report);
  }
}
