import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { queuesOf, readCatalogue, type ReadResource } from '../../contract/catalogue.ts';
import { titleAt, type Centre, type ServiceDefinition } from '../../contract/services.ts';
import { priorityLawSchema } from '../../contract/priority.ts';
import { ticketSchema } from '../../contract/ticket.ts';
import { z } from '../../contract/zod.ts';
import { certifiedCopiesLawSchema, childLawSchema, licenceLawSchema, referralLawSchema, type Law } from './law.ts';
import { queueOf } from './queues.ts';
import { rulesOf } from './registry.ts';

export interface Catalogue {
  centre: Centre;
  services: ServiceDefinition[];
  law: Law;
}

/** @throws with the file's name and every fault in it */
export function loadCatalogue(directory: string): Catalogue {
  const load: ReadResource = (file, schema) => {
    const parsed = schema.safeParse(JSON.parse(readFileSync(join(directory, file), 'utf8')));
    if (parsed.success) return parsed.data;
    throw new Error(`${file} is not valid:\n${z.prettifyError(parsed.error)}`);
  };
  const catalogue = {
    ...readCatalogue(load),
    law: {
      priority: load('rules/priority.json', priorityLawSchema),
      licence: load('rules/licence.json', licenceLawSchema),
      referral: load('rules/referral.json', referralLawSchema),
      child: load('rules/child.json', childLawSchema),
      certifiedCopies: load('rules/certified-copies.json', certifiedCopiesLawSchema),
    },
  };
  for (const service of catalogue.services) checkPaper(service, catalogue);
  return catalogue;
}

/** What is too long for paper would be found out by somebody who has her number already. */
function checkPaper(service: ServiceDefinition, { centre, law }: Catalogue): void {
  for (const id of queuesOf(service)) {
    const { label, place } = queueOf(id, centre);
    for (const papers of rulesOf(service).lists(service, law)) {
      const ticket = ticketSchema.safeParse({
        ...longestTicket,
        centre: centre.name,
        service: titleAt(service, id),
        queueLabel: label,
        place,
        desk: centre.desk,
        papers,
      });
      if (!ticket.success)
        throw new Error(
          `services/${service.id}.json with queue ${id} of centre.json is too long for paper:
${z.prettifyError(ticket.error)}`,
        );
    }
  }
}

const longestTicket = {
  kind: 'number',
  language: 'vi',
  number: 'A999',
  maskedName: 'N. T. T. NGUYỄN-PHƯỚC-HƯƠNG',
  priority: true,
  unverified: true,
  reprint: true,
  ahead: 999,
  estimate: { from: '2026-11-21T01:00:00.000Z', to: '2026-11-21T01:00:00.000Z' },
  ticketToken: 'A'.repeat(22),
  issuedAt: '2026-11-21T01:00:00.000Z',
} as const;
