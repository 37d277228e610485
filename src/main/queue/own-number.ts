import type { NumberRequest, NumberResponse } from '../../contract/backend-api.ts';
import { isGivenUnchecked } from '../../contract/lease.ts';
import { formatQueueNumber, serviceDay } from '../../contract/queue.ts';
import type { Clock } from '../../../drivers/clock.ts';
import type { Centre, ServiceDefinition } from '../../contract/services.ts';
import type { NumberTicket, Store } from '../store/store.ts';

export interface OwnNumberDeps {
  store: Store;
  clock: Clock;
  catalogue: { centre: Centre; services: readonly ServiceDefinition[] };
  /** 128 random bits: a ticket's token, or an idempotency key. */
  newToken: () => string;
}

/** Whether the kiosk could give a number by itself now. */
export function hasOwnNumber({ store, clock }: Pick<OwnNumberDeps, 'store' | 'clock'>): boolean {
  const lease = store.lease();
  return lease?.serviceDay === serviceDay(clock.now()) && lease.next <= lease.last;
}

/**
 * A number of the kiosk's lease, while the backend does not answer. It is called by the order of arrival among the backend's own,
 * as soon as the backend hears of it.
 * @param asked the key of the request that nobody answered
 * @returns undefined where the service is not given so, or today has none left
 */
export function giveOwnNumber(
  request: NumberRequest,
  asked: string | undefined,
  ticketOf: (number: NumberResponse) => NumberTicket,
  { store, clock, catalogue, newToken }: OwnNumberDeps,
): NumberResponse | undefined {
  const service = catalogue.services.find(({ id }) => id === request.service);
  const queue = catalogue.centre.queues.find(({ id }) => id === request.queue);
  if (!service || !queue || !isGivenUnchecked(service)) return undefined;
  const now = clock.now();
  const arrivedAt = new Date(now).toISOString();
  const keys = { own: newToken(), ...(asked !== undefined && { asked }) };
  return store.spendLease(serviceDay(now), keys, now, ({ epoch, serviceDay, letter, next: serial }) => {
    const ticketToken = newToken();
    const { priority } = request;
    const number: NumberResponse = {
      number: formatQueueNumber(letter, serial),
      queue: queue.id,
      serviceDay,
      place: queue.place,
      queueLabel: queue.label,
      ticketToken,
      priority,
      unverified: service.identity !== 'none',
      repeated: false,
      issuedAt: arrivedAt,
    };
    return {
      number,
      ticket: ticketOf(number),
      report: {
        ...{ epoch, serviceDay, letter, serial },
        ...{ ticketToken, service: service.id, queue: queue.id, priority, arrivedAt },
      },
    };
  });
}
