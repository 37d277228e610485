import { people, traveller } from '../../drivers/simulated/people.ts';
import type { DeclaredPerson, NumberResponse, VerificationResponse } from '../../src/contract/backend-api.ts';
import type { DocumentRead } from '../../src/contract/chip.ts';
import type { DeviceStatus } from '../../src/contract/devices.ts';
import type { NumberTicket } from '../../src/main/store/store.ts';
import { declaredIdentity as identityOf, type VerifiedIdentity } from '../../src/main/identity/verified-identity.ts';
import { loadCatalogue } from '../../src/main/services/load.ts';
import type { Context } from '../../src/main/session/step.ts';

/** Values of the contract's shapes, of people who do not exist. What they claim was proved elsewhere. */

export const context: Context = {
  catalogue: loadCatalogue(new URL('../../resources', import.meta.url).pathname),
  maintenanceKeys: ['F2', 'F8', 'F2', 'F4'],
};

export const devices = (card = false): DeviceStatus => ({
  host: 'up',
  reader: { state: 'ready', card },
  scanner: { state: 'ready' },
  printer: { state: 'ready' },
});

const [valid] = people;

export const documentRead = (
  personalNumber: string = valid.personalNumber,
  birthDate: string = valid.birthDate,
): DocumentRead => ({
  access: 'pace-can',
  cardAccess: 'confirmed',
  chipAuthentication: 'passed',
  dataGroups: ['DG1', 'DG13', 'DG15'],
  document: {
    personalNumber,
    documentNumber: personalNumber.slice(3),
    fullName: valid.fullName,
    nameFrom: 'dg13',
    birthDate,
    sex: 'female',
    nationality: 'VNM',
  },
  proof: {
    passiveAuthentication: { hashes: 'match', signature: 'valid', issuer: 'trusted' },
    activeAuthentication: 'passed',
  },
  evidence: { version: 1, sod: 'AA==', dataGroups: { dg1: 'AA==' } },
  statistics: { apdus: 40, bytesIn: 4_000, bytesOut: 900, stagesMs: { read: 100 } },
});

export const passportRead = (documentNumber: string = traveller.documentNumber): DocumentRead => ({
  ...documentRead(),
  access: 'pace-mrz',
  document: {
    kind: 'passport',
    issuer: traveller.issuer,
    documentNumber,
    fullName: traveller.name.join(' '),
    nameFrom: 'dg11',
    birthDate: traveller.birthDate,
    sex: traveller.sex,
    nationality: traveller.nationality,
    expiryDate: traveller.expiryDate,
  },
});

export const verifiedIdentity = (overrides: Partial<VerifiedIdentity> = {}): VerifiedIdentity => ({
  verificationId: 'A'.repeat(22),
  fullName: valid.fullName,
  birthDate: valid.birthDate,
  outcome: 'proved',
  eligibility: { status: 'valid', maKetQua: '000', validUntil: valid.portal.validUntil, registeredHere: true },
  ...overrides,
});

/** What comes of a declaration, with the server's answer to it. */
export const declaredIdentity = (
  person: DeclaredPerson,
  verification: Partial<VerificationResponse> = {},
): VerifiedIdentity =>
  identityOf(person, {
    verificationId: 'A'.repeat(22),
    identity: 'declared',
    reason: 'IDENTITY_DECLARED',
    ...verification,
  });

export const number = (overrides: Partial<NumberResponse> = {}): NumberResponse => ({
  number: 'A042',
  queue: 'general',
  serviceDay: '2026-11-21',
  place: { room: { vi: 'Phòng 105', en: 'Room 105' }, floor: { vi: 'tầng 1', en: 'ground floor' } },
  queueLabel: { vi: 'Nội tổng quát', en: 'General medicine' },
  ticketToken: 'B'.repeat(22),
  ahead: 6,
  priority: 'none',
  unverified: false,
  repeated: false,
  issuedAt: '2026-11-21T01:00:00.000Z',
  ...overrides,
});

/** As the journal keeps it. */
export const numberTicket = (overrides: Partial<NumberTicket> = {}): NumberTicket => {
  const { number: called, queueLabel, place, ticketToken, issuedAt } = number();
  return {
    kind: 'number',
    language: 'vi',
    centre: context.catalogue.centre.name,
    number: called,
    service: { vi: 'Khám bảo hiểm y tế', en: 'Health-insurance visit' },
    queueLabel,
    place,
    desk: context.catalogue.centre.desk,
    priority: false,
    unverified: false,
    reprint: false,
    papers: [],
    ticketToken,
    issuedAt,
    ...overrides,
  };
};

/** A ticket of 140 mm. */
export const onePaper = { dots: 1_120, cuts: 1 };
