import type { Eligibility, NumberRequest, Priority } from '../../contract/backend-api.ts';
import type { ServiceDefinition } from '../../contract/services.ts';

interface Known {
  eligibility: Eligibility | undefined;
  /** The priority that the birth date says, of a card or of a paper. */
  proven: Priority | undefined;
  /** Whether her birth date rules out the priority that is asked for. */
  isDisproved: boolean;
}

/**
 * Whether a service's own definition lets a visitor ask for this. A kiosk in wrong hands must not empty the queue of a
 * clinic, send the uninsured into it, or hand out priority.
 */
export function mayAsk(
  request: NumberRequest,
  service: ServiceDefinition,
  { eligibility, proven, isDisproved }: Known,
): boolean {
  const { queue, priority } = request;
  const mayDeclare = offers(service, priority) && !isDisproved;
  const declared = priority === 'none' || priority === proven || mayDeclare;
  return declared && queuesFor(service, eligibility).includes(queue);
}

function queuesFor(service: ServiceDefinition, eligibility: Eligibility | undefined): (string | undefined)[] {
  const insured = eligibility?.status === 'valid' || eligibility?.status === 'unverified';
  if (service.eligibility === 'health-insurance' && !insured) return [service.selfPaid?.queue];
  const chosen = service.questions.flatMap((question) =>
    question.kind === 'choice' ? question.options.map(({ queue }) => queue) : [],
  );
  return [service.queue, ...chosen];
}

const priorityQuestion = (service: ServiceDefinition) => service.questions.find(({ id }) => id === 'priority');

/** Whether a service serves anybody first. */
export const knowsPriority = (service: ServiceDefinition): boolean => priorityQuestion(service) !== undefined;

function offers(service: ServiceDefinition, priority: Priority): boolean {
  const question = priorityQuestion(service);
  return question?.kind === 'choice' && question.options.some(({ id }) => id === priority);
}
