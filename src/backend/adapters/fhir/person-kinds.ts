import { findVisits } from '../../store/visits.ts';
import { auditPeople, marksOf, type PersonAction } from './find-person.ts';
import type { Kind } from './kinds.ts';
import { coverageOf, eligibilityOf, knownVisit, patientOf, type KnownVisit } from './person.ts';
import { isOfPeople } from './reads.ts';
import type { Resource, ResourceType } from './resources.ts';
import * as ask from './search.ts';
import { tokenOf, type FacadeDeps } from './site.ts';

export function people(deps: FacadeDeps): Kind[] {
  const { site, database, sealing } = deps;

  async function open(ticketTokens: readonly string[], system: string, action: PersonAction): Promise<KnownVisit[]> {
    const visits = await findVisits(database, sealing, ticketTokens);
    const known = visits.flatMap((visit) => knownVisit(visit) ?? []);
    await auditPeople(
      deps,
      system,
      action,
      known.map(({ id }) => tokenOf(id)),
    );
    return known;
  }

  const ofVisit = (
    type: ResourceType,
    documentation: string,
    map: (visit: KnownVisit) => Resource | undefined,
  ): Kind => ({
    type,
    documentation,
    parameters: [{ name: 'patient', type: 'reference', documentation: 'Patient/[id]' }],
    async read(id, system) {
      const [visit] = await open([tokenOf(id)], system, 'person-read');
      return visit && map(visit);
    },
    async search(search, system) {
      const patient = ask.referenced(search, 'patient', 'Patient');
      if (patient === undefined) throw ask.needed('patient');
      const visits = await open([tokenOf(patient)], system, 'person-read');
      return { resources: visits.flatMap((visit) => map(visit) ?? []) };
    },
  });

  return [
    {
      ...ofVisit('Patient', 'The person of one visit, as her card says, or as she declared (UNCERTREL)', (visit) =>
        patientOf(site, visit),
      ),
      parameters: [
        {
          name: 'identifier',
          type: 'token',
          documentation: 'By POST _search only; system|value or :of-type; visits of today',
          isPersonal: true,
        },
      ],
      async search(search, system) {
        const person = ask.token(search, 'identifier');
        if (!person) throw ask.needed('identifier');
        const personMarks = marksOf(deps, person, {});
        const rows = personMarks.length === 0 ? [] : await visitsOf(deps, personMarks);
        const visits = await open(rows, system, 'person-searched');
        return { resources: visits.map((visit) => patientOf(site, visit)) };
      },
    },
    ofVisit('Coverage', 'The health insurance that the portal knows', (visit) => coverageOf(site, visit)),
    ofVisit('CoverageEligibilityResponse', 'What the insurance portal answered last', (visit) =>
      eligibilityOf(site, visit),
    ),
  ];
}

async function visitsOf({ database }: FacadeDeps, personMarks: readonly Buffer[]): Promise<string[]> {
  const rows = await database.selectFrom('visit').select('ticket_token').where(isOfPeople(personMarks)).execute();
  return rows.map((row) => row.ticket_token);
}
