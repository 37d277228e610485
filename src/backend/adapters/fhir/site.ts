import { formatQueueNumber } from '../../../contract/queue.ts';
import type { Centre, ServiceDefinition } from '../../../contract/services.ts';
import type { Database } from '../../store/database.ts';
import type { Sealing } from '../../store/sealing.ts';
import type { CodeableConcept, Coding, Identifier, Reference, ResourceType } from './resources.ts';
import type { FhirSettings } from './settings.ts';

/** What every mapping needs to know of the centre. */
export interface Site {
  /** The façade's address. Systems that this server coins lie under it, so that two centres' never mix. */
  url: FhirSettings['url'];
  identifierSystems: FhirSettings['identifierSystems'];
  centre: Centre;
  services: readonly ServiceDefinition[];
}

/** What the façade works with. */
export interface FacadeDeps {
  site: Site;
  database: Database;
  sealing: Sealing;
  now: () => number;
}

/** A hospital's system in the audit record. */
export const actorOf = (system: string): string => `system ${system}`;

/** HL7's own code systems, https://terminology.hl7.org. */
export const hl7 = (name: string): string => `http://terminology.hl7.org/CodeSystem/${name}`;

export const numberSystem = ({ url }: Site): string => `${url}/sid/number`;
export const appointmentSystem = ({ url }: Site): string => `${url}/sid/appointment`;

type OwnCodes = 'service' | 'queue' | 'priority' | 'entry-state' | 'task-input' | 'task' | 'maKetQua';
export const ownCode = (site: Site, codes: OwnCodes, code: string, display?: string): Coding => ({
  system: `${site.url}/CodeSystem/${codes}`,
  code,
  display,
});

/** Staff have still to check it: chưa xác minh. */
export const uncertain: Coding = {
  system: hl7('v3-ObservationValue'),
  code: 'UNCERTREL',
  display: 'uncertain reliability',
};

/** FHIR's ids have no `_`; a `.`, which they may have, is what proxies stumble over at an end of a path. */
export const idOf = (token: string): string => token.replaceAll('-', '-d').replaceAll('_', '-u');

/** @returns what no token is like where the id is none of `idOf`'s */
export function tokenOf(id: string): string {
  const token = id.replaceAll('-u', '_').replaceAll('-d', '-');
  return idOf(token) === id ? token : '';
}

export const referTo = (type: ResourceType, id: string, display?: string): Reference => ({
  reference: `${type}/${id}`,
  display,
});

export const organizationIds = { centre: 'centre', insurance: 'vss' } as const;
export const toCentre = ({ centre }: Site): Reference =>
  referTo('Organization', organizationIds.centre, centre.name.vi);
export const insuranceName = 'Bảo hiểm xã hội Việt Nam';
export const toInsurance = (): Reference => referTo('Organization', organizationIds.insurance, insuranceName);

const queueOf = ({ centre }: Site, queue: string) => centre.queues.find(({ id }) => id === queue);
const labelOf = (site: Site, queue: string) => queueOf(site, queue)?.label.vi;
export const toQueue = (site: Site, queue: string): Reference =>
  referTo('HealthcareService', queue, labelOf(site, queue));
export const queueConcept = (site: Site, queue: string): CodeableConcept => ({
  coding: [ownCode(site, 'queue', queue)],
  text: labelOf(site, queue),
});

/** No queue's id has a point in it. */
export const counterId = (counter: string): string => `counter.${counter}`;
/** Where one goes: the counter, once it called. */
export const toPlace = (site: Site, queue: string, counter: string | null): Reference =>
  counter === null
    ? referTo('Location', queue, queueOf(site, queue)?.place.room.vi)
    : referTo('Location', counterId(counter), site.centre.counters.find(({ id }) => id === counter)?.label.vi);

export interface NumberedVisit {
  letter: string;
  serial: number;
  serviceDay: string;
  copy: number;
}

/** `2026-11-22-A042`, or `…-X003-1` where a copied kiosk gave a number a second time. */
export const visitNumber = (site: Site, { letter, serial, serviceDay, copy }: NumberedVisit): Identifier => ({
  use: 'official',
  system: numberSystem(site),
  value: `${serviceDay}-${formatQueueNumber(letter, serial)}${copy === 0 ? '' : `-${copy}`}`,
});

/** What stands on the ticket and is called: unique within its day. */
export const ticketNumber = ({ letter, serial, serviceDay }: NumberedVisit): Identifier => ({
  use: 'temp',
  value: formatQueueNumber(letter, serial),
  period: { start: serviceDay, end: serviceDay },
});

export const personalNumber = ({ identifierSystems }: Site, value: string): Identifier => ({
  use: 'official',
  type: {
    coding: [{ system: hl7('v2-0203'), code: 'NI', display: 'National unique individual identifier' }],
    text: 'Số định danh cá nhân',
  },
  system: identifierSystems.NI,
  value,
});

export const insuranceNumber = ({ identifierSystems }: Site, value: string): Identifier => ({
  use: 'official',
  type: {
    coding: [{ system: hl7('v2-0203'), code: 'SB', display: 'Social Beneficiary Identifier' }],
    text: 'Mã thẻ BHYT',
  },
  system: identifierSystems.SB,
  value,
});

/** R4's systems of passport numbers end in the state's three letters of ISO 3166, which are those of ICAO but for Germany's. */
export const passportNumber = (issuer: string, value: string): Identifier => ({
  use: 'official',
  type: { coding: [{ system: hl7('v2-0203'), code: 'PPN', display: 'Passport number' }], text: 'Số hộ chiếu' },
  system: `http://hl7.org/fhir/sid/passport-${issuer === 'D' ? 'DEU' : issuer}`,
  value,
});

/** Of a foreign state's identity card. */
export const foreignCardNumber = (issuer: string, value: string): Identifier => ({
  use: 'official',
  type: { text: `Số thẻ căn cước nước ngoài (${issuer})` },
  value,
});

/** Of a place that treats patients, in the health insurance's list. */
export const facilityCode = (value: string): Identifier => ({
  use: 'official',
  type: { text: 'Mã cơ sở KCB' },
  value,
});

/** Our own extension of a Coverage, an Identifier: where its holder is registered for first treatment (maDKBD). */
export const registeredFacilityUrl = ({ url }: Site): string => `${url}/StructureDefinition/registered-facility`;

export const instant = (at: number): string => new Date(at).toISOString();
