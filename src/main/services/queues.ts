import { queuesOf } from '../../contract/catalogue.ts';
import type { FailureCode } from '../../contract/failures.ts';
import { closedFor, opensAgain } from '../../contract/opening.ts';
import type { Centre, ServiceDefinition } from '../../contract/services.ts';
import type { Option } from './rules.ts';

/** Of a queue that a service names: the catalogue was read with none missing. */
export function queueOf(id: string, centre: Centre): Centre['queues'][number] {
  const queue = centre.queues.find((one) => one.id === id);
  if (!queue) throw new Error(`a queue that the centre lacks: ${id}`);
  return queue;
}

/** Why an option cannot be chosen now, and when it can today. @param at milliseconds since the epoch */
export function closedOption(
  option: Option,
  centre: Centre,
  at: number,
): { code: FailureCode; opensAt?: string } | undefined {
  if (option.queue === undefined) return undefined;
  const queue = queueOf(option.queue, centre);
  const code = closedFor(centre, queue, at);
  if (!code) return undefined;
  const opensAt = opensAgain(centre, queue, at);
  return { code, ...(opensAt !== undefined && { opensAt }) };
}

/** Why a service leads nowhere now: all its queues are closed. */
export function closedService(service: ServiceDefinition, centre: Centre, at: number): FailureCode | undefined {
  const codes = queuesOf(service).map((id) => closedFor(centre, queueOf(id, centre), at));
  if (codes.includes(undefined)) return undefined;
  return codes.includes('QUEUE_CLOSED') ? 'QUEUE_CLOSED' : 'CENTRE_CLOSED';
}
