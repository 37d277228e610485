import type { HealthcareService, Location, Organization } from './resources.ts';
import { counterId, facilityCode, insuranceName, organizationIds, referTo, toCentre, type Site } from './site.ts';

/** The centre and the insurance that it asks. */
export const organizations = (site: Site): Organization[] => [
  {
    resourceType: 'Organization',
    id: organizationIds.centre,
    ...(site.centre.facilityCode !== undefined && { identifier: [facilityCode(site.centre.facilityCode)] }),
    name: site.centre.name.vi,
  },
  { resourceType: 'Organization', id: organizationIds.insurance, name: insuranceName },
];

export const queues = (site: Site): HealthcareService[] =>
  site.centre.queues.map(({ id, label }) => ({
    resourceType: 'HealthcareService',
    id,
    active: true,
    providedBy: toCentre(site),
    name: label.vi,
    location: [referTo('Location', id)],
  }));

/** Where queues are served, and the counters, which lie at the place of their first queue. */
export const locations = (site: Site): Location[] => [
  ...site.centre.queues.map(({ id, place }) => ({
    ...common(site),
    id,
    name: place.room.vi,
    description: place.floor.vi,
  })),
  ...site.centre.counters.map(({ id, label, queues, place }) => ({
    ...common(site),
    id: counterId(id),
    name: label.vi,
    ...(place && { description: `${place.room.vi}, ${place.floor.vi}` }),
    ...(queues[0] !== undefined && { partOf: referTo('Location', queues[0]) }),
  })),
];

const common = (site: Site) =>
  ({
    resourceType: 'Location',
    status: 'active',
    mode: 'instance',
    managingOrganization: toCentre(site),
  }) as const;
