import type { Eligibility, IdentityOutcome, VerificationResponse } from '../../contract/backend-api.ts';
import type { DocumentRead } from '../../contract/chip.ts';
import type { FailureCode } from '../../contract/failures.ts';
import type { Document } from '../../contract/person.ts';

/** A document that the backend has checked again. Built only from a reading and the backend's answer to it. */
export interface VerifiedIdentity {
  verificationId: string;
  document: Document;
  outcome: IdentityOutcome;
  /** Present unless `proved`. */
  reason?: FailureCode;
  eligibility?: Eligibility;
}

export function verifiedIdentity(read: DocumentRead, verification: VerificationResponse): VerifiedIdentity {
  return {
    verificationId: verification.verificationId,
    document: read.document,
    outcome: verification.identity,
    ...(verification.reason && { reason: verification.reason }),
    ...(verification.eligibility && { eligibility: verification.eligibility }),
  };
}
