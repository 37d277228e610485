import type { VerifiedIdentity } from '../identity/verified-identity.ts';
import { insuranceProblem } from '../services/insurance-result.ts';
import type { Visit } from '../services/visit.ts';
import type { Stage } from './state.ts';

export type Person = Extract<Stage, { name: 'person' }>;

/** As it stands before a question is answered. Who holds a number already was received, whatever the portal says now. */
export function personOf(visit: Visit, identity: VerifiedIdentity): Person {
  const { eligibility, known } = identity;
  const problem = eligibility && !known?.held ? insuranceProblem(eligibility) : undefined;
  return { name: 'person', visit: { ...visit, identity, selfPaid: false, answers: {} }, ...(problem && { problem }) };
}
