import type { Command } from '../../contract/commands.ts';
import type { FailureCode } from '../../contract/failures.ts';
import { serviceDay } from '../../contract/queue.ts';
import type { Result } from '../../contract/result.ts';
import type { ScannedCode } from '../../contract/scanned-code.ts';
import type { ServiceDefinition } from '../../contract/services.ts';
import type { VerifiedIdentity } from '../identity/verified-identity.ts';
import { dateFromDigits } from '../services/dates.ts';
import { asked, factsOf, numberRequest, obstacle, type Visit } from '../services/visit.ts';
import { identify } from './identifying.ts';
import { issue, promise } from './promising.ts';
import { endSession, go, refuse, stay, toDesk, type Context, type Step } from './step.ts';
import type { Stage, State } from './state.ts';

type Person = Extract<Stage, { name: 'person' }>;
type Asking = Extract<Stage, { name: 'question' }>;
type Review = Extract<Stage, { name: 'review' }>;

const DATE_LENGTH = 8;

/**
 * A visit of nobody in particular: of a service without identity, or of a patient who cannot be checked while the backend does
 * not answer, and is received all the same.
 */
export const received = (state: State, service: ServiceDefinition, at: number, context: Context): Step =>
  nextQuestion(state, { service, day: serviceDay(at), selfPaid: false, answers: {} }, 0, context);

export function verified(state: State, service: ServiceDefinition, result: Result<VerifiedIdentity>, at: number): Step {
  if (!result.ok) {
    return result.code === 'CHALLENGE_EXPIRED'
      ? go(state, { ...identify(service), problem: 'CHALLENGE_EXPIRED' })
      : toDesk(state, result.code, service);
  }
  const identity = result.value;
  const visit = { service, day: serviceDay(at), identity, selfPaid: false, answers: {} };
  if (identity.outcome === 'refused') return toDesk(state, identity.reason ?? 'BACKEND_REFUSED', service, visit);
  const problem = insuranceProblem(identity);
  return go(state, { name: 'person', visit, ...(problem && { problem }) });
}

/** What the portal's answer means for the way on; `unverified` is served all the same. */
function insuranceProblem({ eligibility }: VerifiedIdentity): FailureCode | undefined {
  switch (eligibility?.status) {
    case 'expired':
      return 'INSURANCE_EXPIRED';
    case 'not-found':
      return 'INSURANCE_NOT_FOUND';
    case 'at-counter':
      return 'INSURANCE_AT_COUNTER';
    case 'mismatch':
      return 'INSURANCE_MISMATCH';
    case 'valid':
    case 'unverified':
    case undefined:
      return undefined;
  }
}

export function personCommand(state: State, stage: Person, command: Command, context: Context): Step {
  const { visit, problem } = stage;
  switch (command.type) {
    case 'confirm':
      if (problem === undefined) return nextQuestion(state, visit, 0, context);
      return problem === 'INSURANCE_EXPIRED' || problem === 'INSURANCE_NOT_FOUND'
        ? nextQuestion(state, { ...visit, selfPaid: true }, 0, context)
        : toDesk(state, problem, visit.service, visit);
    case 'deny':
      // The slip carries no name: it is somebody else's.
      return toDesk(state, 'PERSON_DENIED', visit.service);
    case 'ask-staff':
      return toDesk(state, problem ?? 'STAFF_WANTED', visit.service, visit);
    case 'back':
    case 'cancel':
      return endSession(state);
    default:
      return refuse(state);
  }
}

/** The question at `index` of those that are asked; after the last one the review, or the number at once. */
export function nextQuestion(state: State, visit: Visit, index: number, context: Context): Step {
  const facts = factsOf(visit, context.catalogue.law);
  const found = obstacle(facts);
  if (found) return toDesk(state, found, visit.service, visit);
  if (index < asked(facts).length) return go(state, { name: 'question', visit, index, digits: '' });
  const request = numberRequest(visit, facts);
  return visit.identity ? go(state, { name: 'review', visit, request }) : promise(state, visit, request);
}

export function questionCommand(state: State, stage: Asking, command: Command, context: Context): Step {
  const question = asked(factsOf(stage.visit, context.catalogue.law))[stage.index];
  if (!question) return refuse(state);
  const { problem: _seen, ...clean } = stage;
  const length = question.kind === 'digits' ? question.length : DATE_LENGTH;
  switch (command.type) {
    case 'answer':
      return question.kind === 'choice' && question.options.some(({ id }) => id === command.option)
        ? answered(state, stage, question.id, command.option, context)
        : refuse(state, 'COMMAND_INVALID');
    case 'digit':
      if (question.kind === 'choice') return refuse(state);
      return go(state, { ...clean, digits: (stage.digits + command.digit).slice(0, length) });
    case 'delete-digit':
      return go(state, { ...clean, digits: stage.digits.slice(0, -1) });
    case 'submit':
      if (question.kind === 'choice') return refuse(state);
      if (question.kind === 'date' && !dateFromDigits(stage.digits))
        return go(state, { ...stage, problem: 'DATE_INVALID' });
      // Licence numbers older than twelve digits exist, so a shorter one is taken; an empty one is not.
      if (question.kind === 'digits' && stage.digits.length < 5)
        return go(state, { ...stage, problem: 'NUMBER_INVALID' });
      return answered(state, stage, question.id, stage.digits, context);
    case 'back':
      if (stage.index > 0) return go(state, { ...clean, index: stage.index - 1, digits: '' });
      return stage.visit.identity ? go(state, personOf(stage.visit, stage.visit.identity)) : endSession(state);
    case 'ask-staff':
      return toDesk(state, 'STAFF_WANTED', stage.visit.service, stage.visit);
    case 'cancel':
      return endSession(state);
    default:
      return refuse(state);
  }
}

function personOf(visit: Visit, identity: VerifiedIdentity): Person {
  const problem = insuranceProblem(identity);
  return { name: 'person', visit: { ...visit, identity, selfPaid: false, answers: {} }, ...(problem && { problem }) };
}

export function questionScan(state: State, stage: Asking, code: ScannedCode, context: Context): Step {
  const question = asked(factsOf(stage.visit, context.catalogue.law))[stage.index];
  if (question?.kind !== 'digits' || question.scan === undefined) return stay(state);
  if (code.kind === 'driving-licence') return answered(state, stage, question.id, code.licenceNumber, context);
  if (code.kind === 'number') return answered(state, stage, question.id, code.digits, context);
  const problem = code.kind === 'refused' ? code.code : 'SCAN_NOT_FOR_KIOSK';
  return problem === stage.problem ? stay(state) : go(state, { ...stage, problem });
}

function answered(state: State, stage: Asking, id: string, answer: string, context: Context): Step {
  const visit = { ...stage.visit, answers: { ...stage.visit.answers, [id]: answer } };
  return nextQuestion(state, visit, stage.index + 1, context);
}

export function reviewCommand(state: State, stage: Review, command: Command, context: Context): Step {
  switch (command.type) {
    case 'confirm':
      return promise(state, stage.visit, stage.request);
    case 'without-paper':
      return issue(state, stage.visit, stage.request, context);
    case 'back': {
      const last = asked(factsOf(stage.visit, context.catalogue.law)).length - 1;
      if (last >= 0) return go(state, { name: 'question', visit: stage.visit, index: last, digits: '' });
      return stage.visit.identity ? go(state, personOf(stage.visit, stage.visit.identity)) : endSession(state);
    }
    case 'ask-staff':
      return toDesk(state, 'STAFF_WANTED', stage.visit.service, stage.visit);
    case 'cancel':
      return endSession(state);
    default:
      return refuse(state);
  }
}
