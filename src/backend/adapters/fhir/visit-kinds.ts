import { entryStateSchema } from '../../../contract/queue-entries.ts';
import { auditPeople, marksOf, mostDays } from './find-person.ts';
import type { Kind } from './kinds.ts';
import { findEntryRows, findVisitRows } from './reads.ts';
import * as ask from './search.ts';
import { numberSystem, tokenOf, type FacadeDeps, type Site } from './site.ts';
import { encounterOf, taskOf, taskStatus } from './visit.ts';

const onlyOne = { count: 1, after: undefined };
const nothing: ask.Found = { resources: [] };

const lastUpdated: ask.Parameter = {
  name: '_lastUpdated',
  type: 'date',
  documentation: 'ge or gt and an instant',
};

export function encounters(deps: FacadeDeps): Kind {
  const { site, database } = deps;
  return {
    type: 'Encounter',
    documentation: 'A visit: one number on one day',
    parameters: [
      {
        name: 'identifier',
        type: 'token',
        documentation: `${numberSystem(site)}|2026-11-22-A042, or A042 with a date`,
      },
      { name: 'date', type: 'date', documentation: 'The day of the number; with eq, ge, le' },
      {
        name: 'patient.identifier',
        type: 'token',
        documentation: `By POST _search only; system|value or :of-type; today unless date says otherwise, up to ${mostDays} days`,
        isPersonal: true,
      },
      { name: 'patient', type: 'reference', documentation: 'Patient/[id]' },
      { name: 'appointment', type: 'reference', documentation: 'Appointment/[id]' },
      lastUpdated,
    ],
    async read(id) {
      const { rows } = await findVisitRows(database, { ticketTokens: [tokenOf(id)], ...onlyOne });
      return rows[0] && encounterOf(site, rows[0]);
    },
    async search(search, system) {
      let days = ask.days(search, 'date');
      const identifier = ask.token(search, 'identifier');
      const number = identifier && numberOf(site, identifier);
      if (identifier && !number) return nothing;
      if (number?.serviceDay !== undefined) days = ask.within(days, number.serviceDay);

      const person = ask.token(search, 'patient.identifier');
      const personMarks = person && marksOf(deps, person, days);
      if (personMarks?.length === 0) {
        await auditPeople(deps, system, 'person-searched', []);
        return nothing;
      }

      const patient = ask.referenced(search, 'patient', 'Patient');
      const appointment = ask.referenced(search, 'appointment', 'Appointment');
      const ticketTokens = [
        ...(patient === undefined ? [] : [tokenOf(patient)]),
        ...(appointment === undefined ? [] : [(await visitOfAppointment(deps, appointment)) ?? '']),
      ];
      if (new Set(ticketTokens).size > 1) return nothing;

      const { rows, next } = await findVisitRows(database, {
        ticketTokens: ticketTokens.length > 0 ? ticketTokens : undefined,
        personMarks,
        number,
        days,
        changedFrom: ask.changedFrom(search),
        ...paging(search, person !== undefined),
      });
      if (person)
        await auditPeople(
          deps,
          system,
          'person-searched',
          rows.map(({ ticketToken }) => ticketToken),
        );
      return { resources: rows.map((row) => encounterOf(site, row)), next };
    },
  };
}

/** `2026-11-22-A042` and `…-X003-1` with or without our system, `A042` without. */
function numberOf(site: Site, { system, type, value }: ask.Token) {
  if (type !== undefined || (system !== undefined && system !== numberSystem(site))) return undefined;
  const [, serviceDay, letter, serial, copy] =
    /^(?:(\d{4}-\d{2}-\d{2})-)?([A-Z])(\d{3})(?:-(\d{1,3}))?$/.exec(value) ?? [];
  if (letter === undefined || (system !== undefined && serviceDay === undefined)) return undefined;
  return {
    letter,
    serial: Number(serial),
    serviceDay,
    copy: serviceDay === undefined ? undefined : Number(copy ?? 0),
  };
}

async function visitOfAppointment({ database }: FacadeDeps, code: string): Promise<string | undefined> {
  const row = await database
    .selectFrom('appointment')
    .select('ticket_token')
    .where('code', '=', code)
    .executeTakeFirst();
  return row?.ticket_token ?? undefined;
}

/** The visits of one person on some days are few, and a link to the next would have to name her. */
const paging = ({ count, after }: ask.Search, isOfPerson: boolean) =>
  isOfPerson ? { count: 200, after: undefined } : { count, after };

export function tasks({ site, database }: FacadeDeps): Kind {
  return {
    type: 'Task',
    documentation: 'A visit in one queue: its status follows the calls',
    parameters: [
      { name: 'encounter', type: 'reference', documentation: 'Encounter/[id]' },
      { name: 'owner', type: 'reference', documentation: 'HealthcareService/[id]' },
      { name: 'status', type: 'token', documentation: 'One or several, by comma' },
      lastUpdated,
    ],
    async read(id) {
      const { rows } = await findEntryRows(database, { ids: [tokenOf(id)], ...onlyOne });
      return rows[0] && taskOf(site, rows[0].visit, rows[0].entry);
    },
    async search(search) {
      const encounter = ask.referenced(search, 'encounter', 'Encounter');
      const statuses = ask.anyOf(search, 'status');
      const states = statuses && entryStateSchema.options.filter((state) => statuses.includes(taskStatus[state]));
      if (states?.length === 0) return nothing;
      const { rows, next } = await findEntryRows(database, {
        ticketToken: encounter === undefined ? undefined : tokenOf(encounter),
        queue: ask.referenced(search, 'owner', 'HealthcareService'),
        states,
        changedFrom: ask.changedFrom(search),
        ...paging(search, false),
      });
      return { resources: rows.map(({ visit, entry }) => taskOf(site, visit, entry)), next };
    },
  };
}
