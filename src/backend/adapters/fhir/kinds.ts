import { findAppointmentResources } from './appointment.ts';
import { locations, organizations, queues } from './centre.ts';
import { people } from './person-kinds.ts';
import type { Resource, ResourceType } from './resources.ts';
import * as ask from './search.ts';
import { appointmentSystem, type FacadeDeps } from './site.ts';
import { encounters, tasks } from './visit-kinds.ts';

/** A type of resource, and how it is read and searched for: routes and the CapabilityStatement are made from this. */
export interface Kind {
  type: ResourceType;
  documentation: string;
  parameters: readonly ask.Parameter[];
  read(id: string, system: string): Promise<Resource | undefined>;
  search(search: ask.Search, system: string): Promise<ask.Found>;
}

export function kindsOf(deps: FacadeDeps): Kind[] {
  return [
    encounters(deps),
    tasks(deps),
    ...people(deps),
    appointments(deps),
    fixed('HealthcareService', 'A queue of the centre', queues(deps.site)),
    fixed('Location', 'Where a queue is served, and its counters', locations(deps.site)),
    fixed('Organization', 'The centre, and the health insurance', organizations(deps.site)),
  ];
}

function appointments(deps: FacadeDeps): Kind {
  const { site } = deps;
  return {
    type: 'Appointment',
    documentation: 'When a person is expected in a queue; create is conditional, and only cancelling changes it',
    parameters: [
      {
        name: 'identifier',
        type: 'token',
        documentation: 'The code on the slip, or system|value of the hospital’s own',
      },
      { name: 'date', type: 'date', documentation: 'Its day; with eq, ge, le' },
    ],
    async read(id) {
      const { resources } = await findAppointmentResources(deps, { code: id, count: 1 });
      return resources[0];
    },
    search(search) {
      const token = ask.token(search, 'identifier');
      const isOwn = token?.system === undefined || token.system === appointmentSystem(site);
      return findAppointmentResources(deps, {
        code: isOwn ? token?.value : undefined,
        identifier: isOwn ? undefined : { system: token.system ?? '', value: token.value },
        days: ask.days(search, 'date'),
        count: search.count,
        after: search.after,
      });
    },
  };
}

/** What stands in the centre's own file: few, and all told at once. */
const fixed = (type: ResourceType, documentation: string, resources: readonly Resource[]): Kind => ({
  type,
  documentation,
  parameters: [],
  read: (id) => Promise.resolve(resources.find((resource) => resource.id === id)),
  search: () => Promise.resolve({ resources }),
});
