import type { Clock } from '../../../drivers/clock.ts';
import type { Stop } from '../../../drivers/ports.ts';
import { isNearlySpent, type LeaseRequest } from '../../contract/lease.ts';
import { serviceDay } from '../../contract/queue.ts';
import { leaseLookedAt } from '../delays.ts';
import type { Log } from '../log/log.ts';
import type { HeldLease, Store } from '../store/store.ts';
import type { BackendClient } from './client.ts';

export interface LeasingDeps {
  store: Store;
  backend: BackendClient;
  clock: Clock;
  log: Log;
  newToken: () => string;
  /** By which the server knows this kiosk; undefined until it is enrolled. */
  publicKey: string | undefined;
}

/**
 * Sees to it that the kiosk has numbers of its own before it needs them: asks for them at the start, when the day has turned and
 * when few are left. At the start the backend also says whether this disk is still the kiosk's latest.
 */
export function startLeasing({ store, backend, clock, log, newToken, publicKey }: LeasingDeps): Stop {
  let cancel: Stop = () => undefined;
  let stopped = false;
  const isStopped = () => stopped;
  let isConfirmed = false;
  let unanswered: { key: string; request: LeaseRequest } | undefined;

  async function look(): Promise<void> {
    const lease = store.lease();
    const isOfToday = lease?.serviceDay === serviceDay(clock.now());
    if (!isConfirmed || !isOfToday || isNearlySpent(lease, lease.next)) await ask(lease);
    if (!isStopped()) cancel = clock.after(leaseLookedAt, () => void look());
  }

  async function ask(held: HeldLease | undefined): Promise<void> {
    const request: LeaseRequest = held ? { held: { epoch: held.epoch, next: held.next } } : {};
    // The same question has the same key: an answer that was lost leases nothing twice.
    const same = unanswered?.request.held?.next === held?.next ? unanswered : undefined;
    unanswered = same ?? { key: newToken(), request };
    const granted = await backend.lease(unanswered.key, unanswered.request);
    if (isStopped()) return;
    if (granted.ok) {
      unanswered = undefined;
      // A backend that grants what people hold already is an old copy of itself. It hears of those, and then of another wish.
      if (granted.value.epoch !== held?.epoch && store.hasGivenOf(granted.value)) {
        logLease('NUMBERS_SUSPENDED');
        return;
      }
      isConfirmed = true;
      store.keepLease(granted.value);
      logLease();
    } else if (granted.code === 'LEASE_OUTDATED' && held) {
      const present = store.lease();
      // A number that was spent since, and that the backend heard of before it heard this question, is no sign of an old disk.
      if (present?.epoch === held.epoch && present.next !== held.next) return ask(present);
      store.keepLease(undefined);
      logLease(granted.code);
      await ask(undefined);
    }
  }

  function logLease(code?: 'LEASE_OUTDATED' | 'NUMBERS_SUSPENDED'): void {
    const lease = store.lease();
    log({
      event: 'lease',
      ...(lease && { epoch: lease.epoch }),
      left: lease ? lease.last - lease.next + 1 : 0,
      ...(code && { code }),
    });
  }

  if (publicKey !== undefined) giveUpFormer(store, publicKey);
  void look();
  return () => {
    stopped = true;
    cancel();
  };
}

/** A lease from before the kiosk was enrolled anew may be another name's, which gives its numbers without asking this one. */
function giveUpFormer(store: Store, publicKey: string): void {
  const fact = 'leased-to';
  if (store.recall(fact) === publicKey) return;
  store.keepLease(undefined);
  store.remember(fact, publicKey);
}
