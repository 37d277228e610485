import type { IdentityOutcome } from '../../contract/backend-api.ts';
import type { ChipProof } from '../../contract/chip.ts';
import type { FailureCode } from '../../contract/failures.ts';
import type { Document, ForeignDocument } from '../../contract/person.ts';
import type { ServiceDefinition, WhyUnproved } from '../../contract/services.ts';

export interface IdentityDecision {
  identity: Exclude<IdentityOutcome, 'declared'>;
  /** Present unless `proved`. */
  reason?: FailureCode;
}

/** What the proof may lack without anything speaking against the card. */
type Lack = WhyUnproved | 'issuer-unknown';

/**
 * What the proof is worth to a service. Each question has a meaning only where those above it were answered well: a chip's own key,
 * for instance, says nothing of a citizen card while its issuer is unknown.
 */
export function decideIdentity(card: {
  document: Document | ForeignDocument;
  proof: ChipProof;
  /** Absent of a travel document, which no number opens. */
  scannedNumber: string | undefined;
  today: string;
  service: Pick<ServiceDefinition, 'servesUnproved' | 'servesDeclared'>;
}): IdentityDecision {
  const { document, proof } = card;
  const { hashes, signature, issuer } = proof.passiveAuthentication;
  const tolerated = toleratedBy(card.service, document);
  if (hashes === 'mismatch' || signature === 'invalid') return refused('CARD_DATA_TAMPERED');
  if (issuer === 'unknown' && !tolerated.includes('issuer-unknown')) return refused('CARD_ISSUER_UNKNOWN');
  if (issuer === 'revoked') return refused('CARD_ISSUER_REVOKED');
  if (proof.activeAuthentication === 'failed') return refused('CARD_CLONED');
  const personalNumber = 'personalNumber' in document ? document.personalNumber : undefined;
  if (personalNumber !== card.scannedNumber) return refused('CARD_NUMBER_MISMATCH');
  if (document.expiryDate !== undefined && document.expiryDate < card.today) return refused('CARD_EXPIRED');

  const lacks = lacksOf(proof);
  const intolerable = lacks.find((lack) => !tolerated.includes(lack));
  if (intolerable) return refused(reasonOf[intolerable]);
  const [lack] = lacks;
  return lack ? { identity: 'unproved', reason: reasonOf[lack] } : { identity: 'proved' };
}

/** Whose passport is compared at a desk all the same is served whatever its chip could not prove. */
const toleratedBy = (
  { servesUnproved = [], servesDeclared = [] }: Pick<ServiceDefinition, 'servesUnproved' | 'servesDeclared'>,
  document: Document | ForeignDocument,
): readonly Lack[] =>
  !('personalNumber' in document) && servesDeclared.includes('travel-document')
    ? ['issuer-unknown', 'signer-expired', 'chip-without-key']
    : servesUnproved;

function lacksOf({ passiveAuthentication: { issuer }, activeAuthentication }: ChipProof): Lack[] {
  return [
    ...(issuer === 'unknown' ? (['issuer-unknown'] as const) : []),
    ...(issuer === 'expired' ? (['signer-expired'] as const) : []),
    ...(activeAuthentication === 'absent' ? (['chip-without-key'] as const) : []),
  ];
}

const reasonOf: Readonly<Record<Lack, FailureCode>> = {
  'issuer-unknown': 'CARD_ISSUER_UNKNOWN',
  'signer-expired': 'CARD_ISSUER_REVOKED',
  'chip-without-key': 'CARD_UNPROVED',
};

const refused = (reason: FailureCode): IdentityDecision => ({ identity: 'refused', reason });
