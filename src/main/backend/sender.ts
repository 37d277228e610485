import type { Stop } from '../../../drivers/ports.ts';
import type { Clock } from '../clock.ts';
import type { Store } from '../store/store.ts';
import type { BackendClient } from './client.ts';

const FIRST_RETRY = 2_000;
const LONGEST_RETRY = 60_000;

/** Drains the outbox, oldest first; what the backend does not take stays and is tried again later. */
export function startSender(store: Store, backend: BackendClient, clock: Clock): { wake: () => void; stop: Stop } {
  let retry = FIRST_RETRY;
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
        const { ok } = await backend.report(record.idempotencyKey, record.report);
        if (isStopped()) return;
        if (!ok) {
          cancel = clock.after(retry, () => void drain());
          retry = Math.min(retry * 2, LONGEST_RETRY);
          return;
        }
        store.sent(record.id);
        retry = FIRST_RETRY;
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
