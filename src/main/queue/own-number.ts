import type { NumberRequest, NumberResponse } from '../../contract/backend-api.ts';
import { isGivenUnchecked } from '../../contract/lease.ts';
import { closedFor } from '../../contract/opening.ts';
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

/** Whether the kiosk could give a number by itself now, of a queue that is open. */
export function hasOwnNumber({ store, clock, catalogue }: Omit<OwnNumberDeps, 'newToken'>): boolean {
  const now = clock.now();
  const { centre } = catalogue;
  const lease = store.lease();
  const isLeft = lease?.serviceDay === serviceDay(now) && lease.next <= lease.last;
  return isLeft && centre.queues.some((queue) => !closedFor(centre, queue, now));
}

/**
 * A number of the kiosk's lease, while the backend does not answer. It is called by the order of arrival among the backend's own,
 * as soon as the backend hears of it.
 * @param asked the key of the request that nobody answered
 * @returns undefined where the service is not given so, the queue is closed, or today has none left
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
  if (closedFor(catalogue.centre, queue, now)) return undefined;
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
