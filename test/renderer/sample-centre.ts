import { readFileSync } from 'node:fs';
import { centreSchema, serviceDefinitionSchema } from '../../src/contract/services.ts';

const resource = (path: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../resources/${path}`, import.meta.url), 'utf8'));

/** What is shipped, for samples of what it shows. */
export const services = ['insurance-check-in', 'licence-renewal', 'queue-ticket'].map((id) =>
  serviceDefinitionSchema.parse(resource(`services/${id}.json`)),
);
export const centre = centreSchema.parse(resource('centre.json'));
const heart = centre.queues.find(({ id }) => id === 'cardiology') ?? centre.queues[0];
const desk = centre.queues.find(({ id }) => id === 'licence-desk') ?? centre.queues[0];
if (!heart || !desk) throw new Error('the centre has no queue');
export const [cardiology, licenceDesk] = [heart, desk];

export const papers = services.find(({ id }) => id === 'licence-renewal')?.papers ?? [];
export const digits = (text: string) => ({ vi: text, en: text });
