import type { CheckedVisit, Missing } from '../../contract/checks.ts';
import { maskName } from '../../contract/mask-name.ts';
import type { ServiceDefinition } from '../../contract/services.ts';
import type { StoredVisit, Visit } from '../store/visits.ts';
import { declaredNumber, holderOf, insuredOf } from '../verification/checked-person.ts';

/** What is still to be checked. Whoever was not insured when she came had that told, and chose where to wait. */
export function missingOf({ verification, checks = {} }: Visit, service: ServiceDefinition | undefined): Missing[] {
  const card = verification?.identity === 'refused' ? undefined : verification;
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
  const card = verification?.identity === 'refused' ? undefined : verification;
  const eligibility = checks?.eligibility ?? card?.eligibility;
  const { fullName } = card ? holderOf(card) : {};
  return {
    ticketToken: number.ticketToken,
    number: number.number,
    queue: number.queue,
    service: request.service,
    arrivedAt: new Date(arrivedAt).toISOString(),
    ...(fullName !== undefined && { maskedName: maskName(fullName) }),
    ...(fullName === undefined &&
      card?.identity === 'declared' && { declaredNumberEnds: declaredNumber(card.person).slice(-4) }),
    canAskPortal: card !== undefined && insuredOf(card) !== undefined,
    missing: missingOf(visit, service),
    ...(card?.reason && { reason: card.reason }),
    ...(eligibility && { eligibility }),
  };
}
