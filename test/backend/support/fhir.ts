import { createHash } from 'node:crypto';
import { z } from '../../../src/contract/zod.ts';
import type { FhirSettings } from '../../../src/backend/adapters/fhir/settings.ts';
import type { AnyResource } from './fhir-definitions.ts';

const tokenHash = (token: string) => createHash('sha256').update(token).digest('hex');
export const hisToken = 'h'.repeat(43);
export const labToken = 'l'.repeat(43);

/** As hospitals would reach it; the tests ask on loopback. */
export const base = 'https://tram.example.vn/fhir/R4';

export const fhirSettings: FhirSettings = {
  url: base,
  systems: [
    { id: 'lab', tokenSha256: tokenHash(labToken) },
    { id: 'his', tokenSha256: tokenHash(hisToken) },
  ],
  identifierSystems: { NI: 'http://benhvien.example.vn/sid/cccd', SB: 'http://benhvien.example.vn/sid/bhyt' },
};

/** Of type NI in v2-0203, as a search parameter. */
export const typedNumber = (personalNumber: string) =>
  `http://terminology.hl7.org/CodeSystem/v2-0203|NI|${personalNumber}`;

const resourceSchema = z.looseObject({ resourceType: z.string(), id: z.string().optional() });
const bundleSchema = z.looseObject({
  resourceType: z.literal('Bundle'),
  timestamp: z.string(),
  link: z.array(z.object({ relation: z.string(), url: z.string() })),
  entry: z
    .array(
      z.looseObject({
        fullUrl: z.string().optional(),
        resource: resourceSchema,
        search: z.object({ mode: z.enum(['match', 'outcome']) }),
      }),
    )
    .default([]),
});

interface Sent {
  method?: string;
  body?: string;
  headers?: Record<string, string>;
}

/**
 * A hospital's system, over real HTTP.
 * @param faultsOf where it is given, whatever is answered must be valid
 */
export function hisOf(url: string, token: string = hisToken, faultsOf: (resource: AnyResource) => string[] = () => []) {
  async function send(path: string, { method = 'GET', body, headers = {} }: Sent = {}) {
    const response = await fetch(`${url}/fhir/R4${path.startsWith(base) ? path.slice(base.length) : path}`, {
      method,
      headers: { ...(token && { authorization: `Bearer ${token}` }), ...headers },
      ...(body !== undefined && { body }),
    });
    const resource = resourceSchema.parse(await response.json());
    const faults = faultsOf(resource);
    if (faults.length > 0) throw new Error(`${method} ${path} is not valid: ${faults.join('; ')}`);
    return { status: response.status, headers: response.headers, resource };
  }

  async function read(path: string): Promise<AnyResource> {
    const { status, resource } = await send(path);
    if (status !== 200) throw new Error(`${path} is ${status}: ${JSON.stringify(resource)}`);
    return resource;
  }

  const found = (resource: AnyResource) => {
    const bundle = bundleSchema.parse(resource);
    return {
      bundle,
      matches: bundle.entry.filter(({ search }) => search.mode === 'match').map((entry) => entry.resource),
      next: bundle.link.find(({ relation }) => relation === 'next')?.url,
    };
  };

  return {
    send,
    read,
    search: async (path: string) => found(await read(path)),
    async searchForm(type: string, form: Record<string, string>) {
      const { status, resource } = await send(`/${type}/_search`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams(form).toString(),
      });
      if (status !== 200) throw new Error(`${type} is ${status}: ${JSON.stringify(resource)}`);
      return found(resource);
    },
    book: (body: unknown, condition?: string) =>
      send('/Appointment', {
        method: 'POST',
        headers: {
          'content-type': 'application/fhir+json',
          ...(condition !== undefined && { 'if-none-exist': condition }),
        },
        body: JSON.stringify(body),
      }),
  };
}

export const appointment = (value: string, start: string, personalNumber?: string, queue = 'general') => ({
  resourceType: 'Appointment',
  identifier: [{ system: 'http://benhvien.example.vn/sid/lich-hen', value }],
  status: 'booked',
  start,
  end: start,
  participant: [
    { actor: { reference: `HealthcareService/${queue}` }, status: 'accepted' },
    ...(personalNumber === undefined
      ? []
      : [
          {
            actor: {
              type: 'Patient',
              identifier: {
                type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'NI' }] },
                value: personalNumber,
              },
            },
            status: 'accepted',
          },
        ]),
  ],
});
export const conditionOf = (value: string) => `identifier=http://benhvien.example.vn/sid/lich-hen|${value}`;
