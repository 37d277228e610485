import type { DeclaredPerson, Eligibility, VerificationResponse } from '../../contract/backend-api.ts';
import { ok, type Result } from '../../contract/result.ts';
import type { ServiceDefinition } from '../../contract/services.ts';
import type { Settle } from '../answer-once.ts';
import { checkInsurance } from '../eligibility/eligibility.ts';
import { audit } from '../store/audit.ts';
import { inTransaction } from '../store/database.ts';
import { addVerification, verificationLife } from '../store/verifications.ts';
import { newToken } from '../tokens.ts';
import { insuredOf } from './checked-person.ts';
import type { VerificationDeps } from './verify-card.ts';

/**
 * Takes a paper's or the visitor's own word for a service that serves whoever declares so, for a desk to compare. The insurance
 * portal is asked where that is known by which it goes; the audit tells of each, since it could be somebody else's card.
 */
export async function declarePerson(
  {
    database,
    sealing,
    centre,
    portal,
    now,
  }: Pick<VerificationDeps, 'database' | 'sealing' | 'centre' | 'portal' | 'now'>,
  kiosk: string,
  { service, person }: { service: ServiceDefinition; person: DeclaredPerson },
  settle: Settle,
): Promise<Result<VerificationResponse>> {
  const declared = { identity: 'declared', reason: 'IDENTITY_DECLARED' } as const;
  const asksPortal = service.eligibility === 'health-insurance';
  const insurance = asksPortal ? await checkInsurance(insuredOf({ person }), portal, centre.facilityCode) : undefined;

  const id = newToken();
  const answer = {
    verificationId: id,
    ...declared,
    ...(insurance && { eligibility: toldToStrangers(insurance.eligibility) }),
  };
  return inTransaction(database, async (transaction) => {
    await addVerification(transaction, sealing, {
      id,
      kiosk,
      expiresAt: now() + verificationLife,
      verification: { ...declared, service: service.id, person, ...insurance },
    });
    await audit(transaction, { at: now(), actor: kiosk, action: 'person-declared', subject: id, outcome: 'done' });
    await settle(transaction, answer);
    return ok(answer);
  });
}

/** Where name or birth date are wrong the portal's own words may say the right ones. */
function toldToStrangers({ note, ...told }: Eligibility): Eligibility {
  return told.status === 'mismatch' || note === undefined ? told : { ...told, note };
}
