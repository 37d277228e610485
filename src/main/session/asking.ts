import type { LicenceRecord } from '../../contract/licence.ts';
import { serviceDay } from '../../contract/queue.ts';
import type { Result } from '../../contract/result.ts';
import type { Question, ServiceDefinition } from '../../contract/services.ts';
import { rulesOf } from '../services/registry.ts';
import {
  asked,
  factsOf,
  missing,
  numberRequest,
  obstacle,
  openQuestion,
  reviewChanges,
  type Visit,
} from '../services/visit.ts';
import { toMissing } from './missing.ts';
import { personOf } from './person-stage.ts';
import { promise } from './promising.ts';
import { endSession, go, toDesk, type Context, type Step } from './step.ts';
import type { Asking, State } from './state.ts';

/**
 * A visit of nobody in particular: of a service without identity, or of a patient who cannot be checked while the backend does
 * not answer, and is received all the same.
 */
export const received = (state: State, service: ServiceDefinition, at: number, context: Context): Step =>
  nextQuestion(state, { service, day: serviceDay(at), selfPaid: false, answers: {} }, context);

/** The service begins for whom the person page named: what the register of licences knows need not be asked. */
export function firstQuestion(state: State, visit: Visit, context: Context): Step {
  const { service, identity, licence } = visit;
  if (!rulesOf(service).needsLicence || identity?.outcome !== 'proved' || licence)
    return nextQuestion(state, visit, context);
  return go(
    state,
    { name: 'checking', service, patience: 'first', visit },
    { type: 'look-up-licence', verificationId: identity.verificationId },
  );
}

/** Where the register cannot be asked she says it herself, and a desk checks. */
export function licenceLookedUp(state: State, visit: Visit, result: Result<LicenceRecord>, context: Context): Step {
  if (result.ok) return nextQuestion(state, { ...visit, licence: result.value }, context);
  const unknown: LicenceRecord = { licences: [], unsettledViolations: false };
  return nextQuestion(state, result.code === 'NOT_FOUND' ? { ...visit, licence: unknown } : visit, context);
}

/** The first that is asked and has no answer; after the last one the review, or the number at once where nobody need check anything. */
export function nextQuestion(state: State, visit: Visit, context: Context): Step {
  const facts = factsOf(visit, context.catalogue);
  const found = obstacle(facts);
  if (found) return toDesk(state, found, visit.service, visit);
  const wanted = missing(facts);
  if (wanted) return toMissing(state, wanted.reason, wanted.papers, visit, context);
  const open = openQuestion(facts);
  if (open) return go(state, { name: 'question', visit, question: open.id, digits: '' });
  const request = numberRequest(visit, facts);
  // The page on which she agreed showed it all.
  const hasAgreed = asked(facts).at(-1)?.kind === 'consent';
  const isChecked = visit.identity !== undefined || rulesOf(visit.service).remarks(facts).length > 0;
  return reviewChanges(facts).length > 0 || (isChecked && !hasAgreed)
    ? go(state, { name: 'review', visit, request })
    : promise(state, visit, request);
}

export const questionOf = ({ visit, question }: Asking, context: Context): Question | undefined =>
  asked(factsOf(visit, context.catalogue)).find(({ id }) => id === question);

/**
 * The last question before one that she was really asked, asked anew; before the first the person, or home. Without `question`,
 * the last of all.
 */
export function beforeQuestion(state: State, visit: Visit, question: string | undefined, context: Context): Step {
  const questions = asked(factsOf(visit, context.catalogue));
  const at = question === undefined ? questions.length : questions.findIndex(({ id }) => id === question);
  const before = questions.slice(0, at).findLast(({ id }) => visit.answers[id] !== undefined);
  if (!before) return visit.identity ? go(state, personOf(visit, visit.identity)) : endSession(state);
  const { [before.id]: _again, ...answers } = visit.answers;
  return go(state, { name: 'question', visit: { ...visit, answers }, question: before.id, digits: '' });
}
