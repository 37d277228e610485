import type { Eligibility } from '../../../contract/backend-api.ts';
import type { Document } from '../../../contract/person.ts';
import { unreachable } from '../../../contract/result.ts';
import type { Visit } from '../../store/visits.ts';
import type { Coverage, CoverageEligibilityResponse, Patient } from './resources.ts';
import { hl7, idOf, instant, ownCode, personalNumber, referTo, toInsurance, uncertain, type Site } from './site.ts';

/** A visit of somebody whose card was read, opened. One visit's Patient, Coverage and CoverageEligibilityResponse share its id. */
export interface KnownVisit {
  id: string;
  arrivedAt: number;
  document: Document;
  isProved: boolean;
  eligibility: Eligibility | undefined;
  /** What staff thought of the insurance papers, where the portal could not be asked. */
  insurancePapers: 'sufficient' | 'insufficient' | undefined;
}

/** What staff checked afterwards counts before what the kiosk could. @returns undefined where nobody was asked who he is */
export function knownVisit({ number, verification, checks = {} }: Visit): KnownVisit | undefined {
  if (!verification || verification.identity === 'refused') return undefined;
  const { document, identity, eligibility } = verification;
  return {
    id: idOf(number.ticketToken),
    arrivedAt: Date.parse(number.issuedAt),
    document,
    isProved: identity === 'proved' || checks.papers?.identity === 'sufficient',
    eligibility: checks.eligibility ?? eligibility,
    insurancePapers: checks.papers?.insurance,
  };
}

export function patientOf(site: Site, { id, document, isProved }: KnownVisit): Patient {
  return {
    resourceType: 'Patient',
    id,
    meta: labelled(!isProved),
    identifier: [personalNumber(site, document.personalNumber)],
    // A card does not say where the family name ends.
    name: [{ use: 'official', text: document.fullName }],
    gender: document.sex === 'unspecified' ? 'unknown' : document.sex,
    birthDate: document.birthDate,
  };
}

/** @returns undefined where the portal knows of no insurance of this person, or was not asked */
export function coverageOf({ id, document, eligibility, insurancePapers }: KnownVisit): Coverage | undefined {
  const status = eligibility && coverageStatus(eligibility, insurancePapers);
  if (status === undefined) return undefined;
  const patient = referTo('Patient', id);
  return {
    resourceType: 'Coverage',
    id,
    meta: labelled(status === 'draft'),
    status,
    type: {
      coding: [{ system: hl7('v3-ActCode'), code: 'PUBLICPOL', display: 'public healthcare' }],
      text: 'Bảo hiểm y tế',
    },
    subscriber: patient,
    // By this the portal was asked.
    subscriberId: document.personalNumber,
    beneficiary: patient,
    relationship: { coding: [{ system: hl7('subscriber-relationship'), code: 'self' }] },
    period: eligibility?.validUntil === undefined ? undefined : { end: eligibility.validUntil },
    payor: [toInsurance()],
  };
}

/** `draft`: staff have still to see the card, or to ask again. */
function coverageStatus(
  { status }: Eligibility,
  papers: KnownVisit['insurancePapers'],
): Coverage['status'] | undefined {
  switch (status) {
    case 'valid':
    case 'expired':
      return 'active';
    case 'at-counter':
    case 'unverified':
      return papers === undefined ? 'draft' : papers === 'sufficient' ? 'active' : undefined;
    case 'not-found':
    case 'mismatch':
      return undefined;
    default:
      return unreachable(status);
  }
}

const requestId = 'request';
const unanswered = 'Cổng giám định BHYT không trả lời';

/** @returns undefined where the portal was not to be asked */
export function eligibilityOf(site: Site, visit: KnownVisit): CoverageEligibilityResponse | undefined {
  const { id, arrivedAt, eligibility } = visit;
  if (!eligibility) return undefined;
  const { status, maKetQua, note } = eligibility;
  const coverage = coverageOf(visit);
  const asked = {
    status: 'active' as const,
    purpose: ['validation'] as ['validation'],
    patient: referTo('Patient', id),
    created: instant(arrivedAt),
    insurer: toInsurance(),
  };
  return {
    resourceType: 'CoverageEligibilityResponse',
    id,
    meta: labelled(status === 'unverified'),
    // FHIR demands the question; ours was asked of the portal in its own language.
    contained: [{ resourceType: 'CoverageEligibilityRequest', id: requestId, ...asked }],
    ...asked,
    request: { reference: `#${requestId}` },
    outcome: status === 'unverified' ? 'error' : 'complete',
    disposition: note ?? (maKetQua === undefined ? unanswered : `maKetQua ${maKetQua}`),
    insurance: coverage && [
      { coverage: referTo('Coverage', id), inforce: coverage.status === 'draft' ? undefined : status !== 'expired' },
    ],
    error:
      status === 'valid'
        ? undefined
        : [
            {
              code:
                maKetQua === undefined
                  ? { text: unanswered }
                  : { coding: [ownCode(site, 'maKetQua', maKetQua)], text: note },
            },
          ],
  };
}

const labelled = (isUncertain: boolean) => (isUncertain ? { security: [uncertain] } : undefined);
