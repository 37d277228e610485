import type { Eligibility } from '../../../contract/backend-api.ts';
import type { InsuranceCard } from '../../../contract/insurance-card.ts';
import { personalNumberSchema } from '../../../contract/person.ts';
import { unreachable } from '../../../contract/result.ts';
import type { CheckedPerson } from '../../store/verifications.ts';
import type { Visit } from '../../store/visits.ts';
import { holderOf, insuredOf } from '../../verification/checked-person.ts';
import type { Coverage, CoverageEligibilityResponse, Identifier, Patient } from './resources.ts';
import {
  facilityCode,
  foreignCardNumber,
  hl7,
  idOf,
  instant,
  insuranceNumber,
  ownCode,
  passportNumber,
  personalNumber,
  referTo,
  registeredFacilityUrl,
  toInsurance,
  uncertain,
  type Site,
} from './site.ts';

/** A visit of somebody who showed or declared who she is, opened. One visit's Patient, Coverage and CoverageEligibilityResponse share its id. */
export interface KnownVisit {
  id: string;
  checked: CheckedPerson;
  /** By the card, or by staff who compared. */
  isProved: boolean;
  eligibility: Eligibility | undefined;
  insuranceCard: InsuranceCard | undefined;
  /** When the portal was asked; the number is given right after the card was read. */
  askedAt: number;
  /** What staff thought of the insurance papers, where the portal could not be asked. */
  insurancePapers: 'sufficient' | 'insufficient' | undefined;
}

/** What staff checked afterwards counts before what the kiosk could. @returns undefined where nobody was asked who he is */
export function knownVisit({ number, verification, checks = {} }: Visit): KnownVisit | undefined {
  if (!verification || verification.identity === 'refused') return undefined;
  const { identity } = verification;
  const { eligibility, insuranceCard } = checks.eligibility ? checks : verification;
  return {
    id: idOf(number.ticketToken),
    checked: verification,
    isProved: identity === 'proved' || checks.papers?.identity === 'sufficient',
    eligibility,
    insuranceCard,
    askedAt: checks.askedAt ?? Date.parse(number.issuedAt),
    insurancePapers: checks.papers?.insurance,
  };
}

export function patientOf(site: Site, { id, checked, isProved }: KnownVisit): Patient {
  const { fullName, birthDate, sex } = holderOf(checked);
  return {
    resourceType: 'Patient',
    id,
    meta: labelled(!isProved),
    identifier: [identifierOf(site, checked)],
    // A card does not say where the family name ends.
    name: fullName === undefined ? undefined : [{ use: 'official', text: fullName }],
    gender: sex === 'unspecified' ? 'unknown' : sex,
    birthDate,
  };
}

function identifierOf(site: Site, checked: CheckedPerson): Identifier {
  if (checked.identity === 'declared') {
    const { person } = checked;
    if (person.by !== 'insurance-card') return personalNumber(site, person.personalNumber);
    const isPersonal = personalNumberSchema.safeParse(person.cardNumber).success;
    return isPersonal ? personalNumber(site, person.cardNumber) : insuranceNumber(site, person.cardNumber);
  }
  const { document } = checked;
  if ('personalNumber' in document) return personalNumber(site, document.personalNumber);
  const { kind, issuer, documentNumber } = document;
  return kind === 'passport' ? passportNumber(issuer, documentNumber) : foreignCardNumber(issuer, documentNumber);
}

/** @returns undefined where the portal knows of no insurance of this person, or was not asked */
export function coverageOf(site: Site, visit: KnownVisit): Coverage | undefined {
  const { id, checked, eligibility, insuranceCard = {}, insurancePapers } = visit;
  const status = eligibility && coverageStatus(eligibility, insurancePapers);
  if (status === undefined) return undefined;
  const { number, registeredFacility, validFrom } = insuranceCard;
  const validUntil = eligibility?.validUntil;
  const patient = referTo('Patient', id);
  return {
    resourceType: 'Coverage',
    id,
    meta: labelled(status === 'draft'),
    extension:
      registeredFacility === undefined
        ? undefined
        : [{ url: registeredFacilityUrl(site), valueIdentifier: facilityCode(registeredFacility) }],
    identifier: number === undefined ? undefined : [insuranceNumber(site, number)],
    status,
    type: {
      coding: [{ system: hl7('v3-ActCode'), code: 'PUBLICPOL', display: 'public healthcare' }],
      text: 'Bảo hiểm y tế',
    },
    subscriber: patient,
    // By the latter the portal was asked.
    subscriberId: number ?? insuredOf(checked)?.maThe,
    beneficiary: patient,
    relationship: { coding: [{ system: hl7('subscriber-relationship'), code: 'self' }] },
    period: validFrom === undefined && validUntil === undefined ? undefined : { start: validFrom, end: validUntil },
    payor: [toInsurance()],
    class: classesOf(number),
  };
}

/** The beginning of a card's number: group of insured, benefit level. What share they pay the law says, and changes. */
function classesOf(number: string | undefined): Coverage['class'] {
  const [, group, level] = /^([A-Z]{2})([1-5])/.exec(number ?? '') ?? [];
  if (group === undefined || level === undefined) return undefined;
  const type = (code: string, display: string, text: string) => ({
    coding: [{ system: hl7('coverage-class'), code, display }],
    text,
  });
  return [
    { type: type('group', 'Group', 'Mã đối tượng'), value: group },
    { type: type('plan', 'Plan', 'Mã quyền lợi'), value: level },
  ];
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
const unasked = 'Chưa hỏi được cổng giám định BHYT: chưa biết đủ số, họ tên và ngày sinh';

/** @returns undefined where the portal was not to be asked */
export function eligibilityOf(site: Site, visit: KnownVisit): CoverageEligibilityResponse | undefined {
  const { id, checked, askedAt, eligibility } = visit;
  if (!eligibility) return undefined;
  const { status, maKetQua, note } = eligibility;
  const coverage = coverageOf(site, visit);
  const silence = insuredOf(checked) ? unanswered : unasked;
  const asked = {
    status: 'active' as const,
    purpose: ['validation'] as ['validation'],
    patient: referTo('Patient', id),
    created: instant(askedAt),
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
    disposition: note ?? (maKetQua === undefined ? silence : `maKetQua ${maKetQua}`),
    insurance: coverage && [
      {
        coverage: referTo('Coverage', id),
        inforce: coverage.status === 'draft' ? undefined : status !== 'expired',
        benefitPeriod: coverage.period,
      },
    ],
    error:
      status === 'valid'
        ? undefined
        : [
            {
              code:
                maKetQua === undefined
                  ? { text: silence }
                  : { coding: [ownCode(site, 'maKetQua', maKetQua)], text: note },
            },
          ],
  };
}

const labelled = (isUncertain: boolean) => (isUncertain ? { security: [uncertain] } : undefined);
