import type { LicenceRecord } from '../../src/contract/licence.ts';
import { people, type PersonId } from './people.ts';

/** As many days from today, in any year. */
const days = (count: number): string => new Date(Date.now() + count * 86_400_000).toISOString().slice(0, 10);

const numberOf = Object.fromEntries(people.map(({ id, licenceNumber }) => [id, licenceNumber])) as Record<
  PersonId,
  string
>;

/** Who is not named, the register does not know. */
const records: Partial<Record<PersonId, LicenceRecord>> = {
  valid: {
    licences: [
      { number: numberOf.valid, class: 'B', issuedOn: days(40 - 3652), expiresOn: days(40), suspended: false },
      { number: '990151000018', class: 'A1', issuedOn: days(-9000), suspended: false },
    ],
    unsettledViolations: false,
    healthCertificate: { issuedOn: days(-20) },
  },
  expired: {
    licences: [{ number: numberOf.expired, class: 'C', issuedOn: days(-1836), expiresOn: days(-10), suspended: false }],
    unsettledViolations: true,
  },
  cloned: {
    licences: [{ number: numberOf.cloned, class: 'B', issuedOn: days(-400), expiresOn: days(3252), suspended: true }],
    unsettledViolations: false,
  },
};

/** What the simulated register of driving licences knows of each of the people. */
export const drivers = people.map(({ id, personalNumber }) => ({ personalNumber, driving: records[id] }));
