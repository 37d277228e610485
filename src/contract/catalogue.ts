import { centreSchema, serviceDefinitionSchema, type Centre, type ServiceDefinition } from './services.ts';
import type { z } from './zod.ts';

/** Reads a file of `resources`. @throws with its name and every fault in it */
export type ReadResource = <Schema extends z.ZodType>(file: string, schema: Schema) => z.infer<Schema>;

/**
 * What the centre offers, in its order: kiosk and server read the same, and refuse the same.
 * @throws where a service goes by another name than its file, names a queue that the centre lacks, asks the insurance portal for a
 *   centre without a code there, or has one queue for those who pay and for the insured, whose tickets bear the queue's title
 */
export function readCatalogue(read: ReadResource): { centre: Centre; services: ServiceDefinition[] } {
  const centre = read('centre.json', centreSchema);
  const services = centre.services.map((id) => {
    const service = read(`services/${id}.json`, serviceDefinitionSchema);
    if (service.id !== id) throw new Error(`services/${id}.json calls itself ${service.id}`);
    const missing = queuesOf(service).filter((name) => !centre.queues.some((queue) => queue.id === name));
    if (missing.length > 0)
      throw new Error(`services/${id}.json names queues that centre.json lacks: ${missing.join(', ')}`);
    if (service.eligibility === 'health-insurance' && centre.facilityCode === undefined)
      throw new Error(`services/${id}.json asks the insurance portal, and centre.json has no facilityCode`);
    if (queuesOf(service).filter((name) => name === service.selfPaid?.queue).length > 1)
      throw new Error(`services/${id}.json sends those who pay, and the insured too, to ${service.selfPaid?.queue}`);
    return service;
  });
  return { centre, services };
}

/** Every queue that a service may lead to. */
export const queuesOf = ({ queue, selfPaid, questions }: ServiceDefinition): string[] => [
  queue,
  ...(selfPaid ? [selfPaid.queue] : []),
  ...questions.flatMap((question) =>
    question.kind === 'choice' ? question.options.flatMap((option) => option.queue ?? []) : [],
  ),
];
