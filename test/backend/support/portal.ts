import { onTestFinished } from 'vitest';
import { people } from '../../../drivers/simulated/people.ts';
import { bhxhPortal, type PortalSettings } from '../../../src/backend/adapters/bhxh/client.ts';
import {
  demonstrationAccount,
  startPortalSimulator,
  type PortalPerson,
} from '../../../src/backend/adapters/bhxh/simulator.ts';
import { checkInsurance, type InsurancePortal } from '../../../src/backend/eligibility/eligibility.ts';
import { insuredOf } from '../../../src/backend/verification/checked-person.ts';
import type { LogEntry } from '../../../src/backend/log.ts';
import type { Document } from '../../../src/contract/person.ts';

export const portalSettings = (url: string): PortalSettings => ({
  url,
  ...demonstrationAccount,
  employee: { hoTenCb: 'CÁN BỘ MẪU', cccdCb: '099080000001' },
  timeoutMs: 5_000,
});

export const documentOf = (person: PortalPerson): Document => ({
  personalNumber: person.personalNumber,
  documentNumber: person.personalNumber.slice(3),
  fullName: person.fullName,
  nameFrom: 'dg13',
  birthDate: person.birthDate,
  sex: person.sex,
  nationality: 'VNM',
});

export const facilityCode = '99001';

/** Of a centre that the simulated portal's people are registered at. */
export const checkedOf = (document: Document, portal: InsurancePortal) =>
  checkInsurance(insuredOf({ document }), portal, facilityCode);

/** What the kiosk is told. */
export const eligibilityOf = async (document: Document, portal: InsurancePortal) =>
  (await checkedOf(document, portal)).eligibility;

/** A running portal and a client of it, both ended with the test. */
export async function portalForTest(settings: Partial<PortalSettings> = {}, known: readonly PortalPerson[] = people) {
  const simulator = await startPortalSimulator({ people: known });
  onTestFinished(() => simulator.close());
  const log: LogEntry[] = [];
  const clock = { now: Date.now() };
  const portal = bhxhPortal(
    { ...portalSettings(simulator.url), ...settings },
    () => clock.now,
    (entry) => log.push(entry),
  );
  return { simulator, portal, log, clock };
}
