import type { IdentityOutcome } from '../../contract/backend-api.ts';
import type { ChipProof } from '../../contract/chip.ts';
import type { FailureCode } from '../../contract/failures.ts';
import type { Document } from '../../contract/person.ts';
import type { WhyUnproved } from '../../contract/services.ts';

export interface IdentityDecision {
  identity: IdentityOutcome;
  /** Present unless `proved`. */
  reason?: FailureCode;
}

/**
 * What the proof is worth to a service. Each question has a meaning only where those above it were answered well: a chip's own key,
 * for instance, says nothing while its issuer is unknown.
 */
export function decideIdentity(card: {
  document: Document;
  proof: ChipProof;
  scannedNumber: string;
  today: string;
  servesUnproved: readonly WhyUnproved[];
}): IdentityDecision {
  const { document, proof } = card;
  const { hashes, signature, issuer } = proof.passiveAuthentication;
  if (hashes === 'mismatch' || signature === 'invalid') return refused('CARD_DATA_TAMPERED');
  if (issuer === 'unknown') return refused('CARD_ISSUER_UNKNOWN');
  if (issuer === 'revoked') return refused('CARD_ISSUER_REVOKED');
  if (proof.activeAuthentication === 'failed') return refused('CARD_CLONED');
  if (document.personalNumber !== card.scannedNumber) return refused('CARD_NUMBER_MISMATCH');
  if (document.expiryDate !== undefined && document.expiryDate < card.today) return refused('CARD_EXPIRED');

  const unproved = whyUnproved(proof);
  const intolerable = unproved.find((why) => !card.servesUnproved.includes(why));
  if (intolerable) return refused(reasonOf[intolerable]);
  const [why] = unproved;
  return why ? { identity: 'unproved', reason: reasonOf[why] } : { identity: 'proved' };
}

function whyUnproved({ passiveAuthentication, activeAuthentication }: ChipProof): WhyUnproved[] {
  return [
    ...(passiveAuthentication.issuer === 'expired' ? (['signer-expired'] as const) : []),
    ...(activeAuthentication === 'absent' ? (['chip-without-key'] as const) : []),
  ];
}

const reasonOf: Readonly<Record<WhyUnproved, FailureCode>> = {
  'signer-expired': 'CARD_ISSUER_REVOKED',
  'chip-without-key': 'CARD_UNPROVED',
};

const refused = (reason: FailureCode): IdentityDecision => ({ identity: 'refused', reason });
