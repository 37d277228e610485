import type { KnownVisitor } from '../../contract/backend-api.ts';
import type { Command } from '../../contract/commands.ts';
import { serviceDay } from '../../contract/queue.ts';
import type { Result } from '../../contract/result.ts';
import type { ServiceDefinition } from '../../contract/services.ts';
import type { VerifiedIdentity } from '../identity/verified-identity.ts';
import { insuranceProblem, mayPayInstead } from '../services/insurance-result.ts';
import type { Answers } from '../services/rules.ts';
import { factsOf, numberRequest, type Visit } from '../services/visit.ts';
import { firstQuestion, nextQuestion } from './asking.ts';
import { identify } from './identifying.ts';
import { personOf, type Person } from './person-stage.ts';
import { promise } from './promising.ts';
import { endSession, go, refuse, toDesk, type Context, type Step } from './step.ts';
import type { State } from './state.ts';

export function verified(state: State, service: ServiceDefinition, result: Result<VerifiedIdentity>, at: number): Step {
  if (!result.ok) {
    return result.code === 'CHALLENGE_EXPIRED'
      ? go(state, { ...identify(service), problem: 'CHALLENGE_EXPIRED' })
      : toDesk(state, result.code, service);
  }
  const identity = result.value;
  const visit = { service, day: serviceDay(at), identity, selfPaid: false, answers: {} };
  if (identity.outcome === 'refused') return toDesk(state, identity.reason ?? 'BACKEND_REFUSED', service, visit);
  return go(state, personOf(visit, identity));
}

export function personCommand(state: State, stage: Person, command: Command, context: Context): Step {
  const { visit, problem } = stage;
  switch (command.type) {
    case 'confirm':
      return confirmed(state, stage, context);
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

function confirmed(state: State, { visit, problem }: Person, context: Context): Step {
  const { held, appointment } = visit.identity.known ?? {};
  if (held) return numberAgain(state, visit, held, context);
  if (problem === undefined)
    return firstQuestion(
      state,
      { ...visit, answers: appointment ? answersOf(appointment, visit.service) : {} },
      context,
    );
  return mayPayInstead(problem)
    ? nextQuestion(state, { ...visit, selfPaid: true }, context)
    : toDesk(state, problem, visit.service, visit);
}

/** The backend gives whoever holds a number that one again, provided that she may ask for the queue that is named. */
function numberAgain(
  state: State,
  visit: Person['visit'],
  { number }: NonNullable<KnownVisitor['held']>,
  context: Context,
): Step {
  const { eligibility } = visit.identity;
  const asked: Visit = { ...visit, selfPaid: eligibility !== undefined && insuranceProblem(eligibility) !== undefined };
  const request = numberRequest(asked, factsOf(asked, context.catalogue));
  const hers = context.catalogue.centre.queues.find(({ letter }) => number.startsWith(letter));
  const isForInsured = hers !== undefined && hers.id !== visit.service.selfPaid?.queue;
  return promise(state, asked, isForInsured && !asked.selfPaid ? { ...request, queue: hers.id } : request);
}

/** An appointment answers the question for the clinic. */
function answersOf({ queue }: NonNullable<KnownVisitor['appointment']>, { questions }: ServiceDefinition): Answers {
  for (const question of questions) {
    const option = question.kind === 'choice' ? question.options.find((one) => one.queue === queue) : undefined;
    if (option) return { [question.id]: option.id };
  }
  return {};
}
