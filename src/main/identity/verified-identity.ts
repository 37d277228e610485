import type {
  DeclaredPerson,
  Eligibility,
  IdentityOutcome,
  KnownVisitor,
  VerificationResponse,
} from '../../contract/backend-api.ts';
import type { DocumentRead } from '../../contract/chip.ts';
import type { FailureCode } from '../../contract/failures.ts';

/** Somebody whom the backend has judged. Built only from a reading or a declaration and the backend's answer to it. */
export interface VerifiedIdentity {
  verificationId: string;
  /** As the chip has them, else as far as a paper says. */
  fullName?: string;
  birthDate?: string;
  /** What was declared, where no name is known. */
  declaredNumber?: string;
  outcome: IdentityOutcome;
  /** Present unless `proved`. */
  reason?: FailureCode;
  eligibility?: Eligibility;
  known?: KnownVisitor;
}

export function verifiedIdentity(read: DocumentRead, verification: VerificationResponse): VerifiedIdentity {
  const { fullName, birthDate } = read.document;
  return { fullName, birthDate, ...judged(verification) };
}

export function declaredIdentity(person: DeclaredPerson, verification: VerificationResponse): VerifiedIdentity {
  const { fullName, birthDate } = person.by === 'number' ? {} : person;
  return {
    ...(fullName !== undefined && { fullName }),
    ...(birthDate !== undefined && { birthDate }),
    ...(fullName === undefined && {
      declaredNumber: person.by === 'insurance-card' ? person.cardNumber : person.personalNumber,
    }),
    ...judged(verification),
  };
}

const judged = ({ verificationId, identity, reason, eligibility, known }: VerificationResponse) => ({
  verificationId,
  outcome: identity,
  ...(reason && { reason }),
  ...(eligibility && { eligibility }),
  ...(known && { known }),
});
