import type { CheckedVisit, VisitCheck } from '../../contract/checks.ts';
import { failed, ok, type Result } from '../../contract/result.ts';
import type { Centre, ServiceDefinition } from '../../contract/services.ts';
import type { Settle } from '../answer-once.ts';
import { checkInsurance, type InsurancePortal } from '../eligibility/eligibility.ts';
import { audit, type AuditEntry } from '../store/audit.ts';
import { inTransaction, type Database } from '../store/database.ts';
import type { Sealing } from '../store/sealing.ts';
import { changeVisit, findVisits, holdVisit, type Visit } from '../store/visits.ts';
import { insuredOf } from '../verification/checked-person.ts';
import { checkedVisit, missingOf } from './missing.ts';

export interface CheckingDeps {
  database: Database;
  sealing: Sealing;
  centre: Centre;
  services: readonly ServiceDefinition[];
  portal: InsurancePortal;
  now: () => number;
}

/** What a check found, as the visit keeps it. */
type Finding = NonNullable<Visit['checks']>;

/**
 * Settles what is missing of a visit, or tries to: staff had a look at papers, or want the insurance portal asked again.
 *
 * Errors: ENTRY_MOVED_ON. There is such a visit; see `visitCheckSchema`.
 * @param staff who checks
 */
export async function checkVisit(
  deps: CheckingDeps,
  staff: string,
  ticketToken: string,
  check: VisitCheck,
  settle: Settle,
): Promise<Result<CheckedVisit>> {
  const { database, sealing, services, now } = deps;
  const finding = await find(deps, ticketToken, check);
  if (!finding.ok) return finding;

  return inTransaction(database, async (transaction) => {
    const stored = await holdVisit(transaction, sealing, ticketToken);
    const { visit } = stored;
    const service = services.find(({ id }) => id === visit.request.service);
    const of = check.check === 'portal' ? 'insurance' : check.of;
    if (!missingOf(visit, service).includes(of)) return failed('ENTRY_MOVED_ON');

    const papers = { ...visit.checks?.papers, ...finding.value.papers };
    const checks: Finding = { ...visit.checks, ...finding.value, papers };
    const changed = { ...stored, visit: { ...visit, checks } };
    const answer = checkedVisit(changed, service);
    await changeVisit(transaction, sealing, changed.visit, { unverified: answer.missing.length > 0, at: now() });
    await audit(transaction, { at: now(), actor: staff, subject: ticketToken, ...told(check, finding.value) });
    await settle(transaction, answer);
    return ok(answer);
  });
}

async function find(
  { database, sealing, centre, services, portal, now }: CheckingDeps,
  ticketToken: string,
  check: VisitCheck,
): Promise<Result<Finding>> {
  if (check.check === 'papers') return ok({ papers: { [check.of]: check.outcome } });
  const [visit] = await findVisits(database, sealing, [ticketToken]);
  const service = services.find(({ id }) => id === visit?.request.service);
  const card = visit?.verification;
  if (!visit || !missingOf(visit, service).includes('insurance') || !card || card.identity === 'refused')
    return failed('ENTRY_MOVED_ON');
  const insured = insuredOf(card);
  if (!insured) return failed('ENTRY_MOVED_ON');
  return ok({ ...(await checkInsurance(insured, portal, centre.facilityCode)), askedAt: now() });
}

function told(check: VisitCheck, { eligibility }: Finding): Pick<AuditEntry, 'action' | 'outcome'> {
  if (check.check === 'portal')
    return { action: 'insurance-asked-again', outcome: eligibility?.status === 'valid' ? 'done' : 'refused' };
  const outcome = check.outcome === 'sufficient' ? 'done' : 'refused';
  return { action: check.of === 'identity' ? 'identity-papers-seen' : 'insurance-papers-seen', outcome };
}
