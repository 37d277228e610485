import { verifyEvidence, type TrustStore } from '../../../drivers/emrtd/index.ts';
import type { VerificationRequest, VerificationResponse } from '../../contract/backend-api.ts';
import { serviceDay } from '../../contract/queue.ts';
import { failed, ok, type Result } from '../../contract/result.ts';
import type { Centre, ServiceDefinition } from '../../contract/services.ts';
import type { Settle } from '../answer-once.ts';
import { checkInsurance, type InsurancePortal } from '../eligibility/eligibility.ts';
import { findChallenge, spendChallenge } from '../store/challenges.ts';
import { inTransaction, type Database } from '../store/database.ts';
import type { Sealing } from '../store/sealing.ts';
import { addVerification, verificationLife, type Verification } from '../store/verifications.ts';
import { newToken } from '../tokens.ts';
import { insuredOf } from './checked-person.ts';
import { knownVisitor } from './known-visitor.ts';
import { decideIdentity } from './policy.ts';

export interface VerificationDeps {
  database: Database;
  sealing: Sealing;
  trust: TrustStore;
  centre: Centre;
  services: readonly ServiceDefinition[];
  portal: InsurancePortal;
  now: () => number;
}

/**
 * Judges a card for a service, and asks the insurance portal where the service wants that. The challenge is spent with the outcome,
 * in one transaction: where there is none, whatever the reason, the same reading may be sent again.
 *
 * Errors: CHALLENGE_EXPIRED, CARD_DATA_INVALID, CARD_NOT_SUPPORTED, BACKEND_REFUSED (the service knows no cards).
 */
export async function verifyCard(
  deps: VerificationDeps,
  kiosk: string,
  { challengeId, evidence, scannedNumber, service: serviceId }: VerificationRequest,
  settle: Settle,
): Promise<Result<VerificationResponse>> {
  const { database, sealing, trust, centre, services, portal, now } = deps;
  const service = services.find(({ id }) => id === serviceId);
  if (service?.identity !== 'chip') return failed('BACKEND_REFUSED');
  const challenge = await findChallenge(database, challengeId, kiosk, now());
  if (challenge === undefined) return failed('CHALLENGE_EXPIRED');

  const verified = verifyEvidence(evidence, { trust, now, challenge });
  if (!verified.ok) return verified;
  const { document, proof } = verified.value;
  const { identity, reason } = decideIdentity({ document, proof, scannedNumber, today: serviceDay(now()), service });
  const asksPortal = identity !== 'refused' && service.eligibility === 'health-insurance';
  const insurance = asksPortal ? await checkInsurance(insuredOf({ document }), portal, centre.facilityCode) : undefined;
  const verification: Verification =
    identity === 'refused' ? { identity } : { identity, service: serviceId, reason, document, proof, ...insurance };

  const id = newToken();
  return inTransaction(database, async (transaction) => {
    if (!(await spendChallenge(transaction, challengeId))) return failed('CHALLENGE_EXPIRED');
    await addVerification(transaction, sealing, { id, kiosk, expiresAt: now() + verificationLife, verification });
    const answer: VerificationResponse = {
      verificationId: id,
      identity,
      ...(reason && { reason }),
      proof,
      ...(insurance && { eligibility: insurance.eligibility }),
      ...(verification.identity === 'proved' && {
        known: await knownVisitor(transaction, deps, verification, service),
      }),
    };
    await settle(transaction, answer);
    return ok(answer);
  });
}
