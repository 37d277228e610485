import type { Kind } from './kinds.ts';
import type { Site } from './site.ts';

/** Of this façade's latest change. */
const date = '2026-11-22';

/** What GET /metadata tells: made from the same table as the routes. */
export const capabilityStatement = ({ url, centre }: Site, kinds: readonly Kind[]) => ({
  resourceType: 'CapabilityStatement',
  status: 'active',
  date,
  kind: 'instance',
  software: { name: 'Trạm' },
  implementation: { description: centre.name.vi, url },
  fhirVersion: '4.0.1',
  format: ['application/fhir+json'],
  patchFormat: ['application/json-patch+json'],
  rest: [
    {
      mode: 'server',
      security: { description: 'Authorization: Bearer, a token of each system’s own, over TLS. /metadata is open.' },
      resource: kinds.map(({ type, documentation, parameters }) => ({
        type,
        documentation,
        interaction: ['read', 'search-type', ...(type === 'Appointment' ? ['create', 'update', 'patch'] : [])].map(
          (code) => ({ code }),
        ),
        versioning: 'no-version',
        ...(type === 'Appointment' && { conditionalCreate: true, updateCreate: false }),
        ...(parameters.length > 0 && {
          searchParam: parameters.map(({ name, type, documentation }) => ({ name, type, documentation })),
        }),
      })),
    },
  ],
});
