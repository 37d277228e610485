import type { CheckedVisit, Missing } from '../../contract/checks.ts';
import { maskName } from '../../contract/mask-name.ts';
import type { ServiceDefinition } from '../../contract/services.ts';
import type { CheckedPerson } from '../store/verifications.ts';
import type { StoredVisit, Visit } from '../store/visits.ts';
import { declaredNumber, holderOf, insuredOf } from '../verification/checked-person.ts';

/** What is still to be checked. Whoever was not insured when she came had that told, and chose where to wait. */
export function missingOf({ verification, checks = {} }: Visit, service: ServiceDefinition | undefined): Missing[] {
  const card = checkedPerson(verification);
  const asked = card?.eligibility?.status ?? 'unverified';
  const lacks: Record<Missing, boolean> = {
    identity: card?.identity !== 'proved',
    insurance:
      service?.eligibility === 'health-insurance' && asked === 'unverified' && checks.eligibility?.status !== 'valid',
  };
  return (['identity', 'insurance'] as const).filter((each) => lacks[each] && checks.papers?.[each] === undefined);
}

export function checkedVisit({ visit, arrivedAt }: StoredVisit, service: ServiceDefinition | undefined): CheckedVisit {
  const { number, request, verification, checks } = visit;
  const card = checkedPerson(verification);
  const eligibility = checks?.eligibility ?? card?.eligibility;
  return {
    ticketToken: number.ticketToken,
    number: number.number,
    queue: number.queue,
    service: request.service,
    arrivedAt: new Date(arrivedAt).toISOString(),
    ...calledBy(card),
    canAskPortal: card !== undefined && insuredOf(card) !== undefined,
    missing: missingOf(visit, service),
    ...(card?.reason && { reason: card.reason }),
    ...(eligibility && { eligibility }),
  };
}

/** Nobody where the card was refused. */
export const checkedPerson = (verification: Visit['verification']): CheckedPerson | undefined =>
  verification?.identity === 'refused' ? undefined : verification;

/** As much of who she is as a desk needs to find her papers right. */
export function calledBy(card: CheckedPerson | undefined): Pick<CheckedVisit, 'maskedName' | 'declaredNumberEnds'> {
  if (!card) return {};
  const { fullName } = holderOf(card);
  if (fullName !== undefined) return { maskedName: maskName(fullName) };
  return card.identity === 'declared' ? { declaredNumberEnds: declaredNumber(card.person).slice(-4) } : {};
}
