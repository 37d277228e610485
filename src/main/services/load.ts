import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { centreSchema, serviceDefinitionSchema, type Centre, type ServiceDefinition } from '../../contract/services.ts';
import { priorityLawSchema } from '../../contract/priority.ts';
import { z } from '../../contract/zod.ts';
import { licenceLawSchema, type Law } from './law.ts';

export interface Catalogue {
  centre: Centre;
  services: ServiceDefinition[];
  law: Law;
}

/** @throws with the file's name and every fault in it */
export function loadCatalogue(directory: string): Catalogue {
  const load = <Schema extends z.ZodType>(file: string, schema: Schema): z.infer<Schema> => {
    const parsed = schema.safeParse(JSON.parse(readFileSync(join(directory, file), 'utf8')));
    if (parsed.success) return parsed.data;
    throw new Error(`${file} is not valid:\n${z.prettifyError(parsed.error)}`);
  };

  const centre = load('centre.json', centreSchema);
  const order = serviceDefinitionSchema.shape.id.options;
  const services = readdirSync(join(directory, 'services'))
    .filter((file) => file.endsWith('.json'))
    .map((file) => load(join('services', file), serviceDefinitionSchema))
    .toSorted((a, b) => order.indexOf(a.id) - order.indexOf(b.id));

  const queues = new Set(centre.queues.map(({ id }) => id));
  for (const service of services) {
    const named = service.questions.flatMap((question) =>
      question.kind === 'choice' ? question.options.flatMap(({ queue }) => queue ?? []) : [],
    );
    const missing = [service.queue, ...(service.selfPaidQueue ? [service.selfPaidQueue] : []), ...named].filter(
      (queue) => !queues.has(queue),
    );
    if (missing.length > 0)
      throw new Error(`services/${service.id}.json names queues that centre.json lacks: ${missing.join(', ')}`);
  }
  return {
    centre,
    services,
    law: {
      priority: load('rules/priority.json', priorityLawSchema),
      licence: load('rules/licence.json', licenceLawSchema),
    },
  };
}
