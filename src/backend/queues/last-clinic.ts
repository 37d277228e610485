import type { ServiceDefinition } from '../../contract/services.ts';

/** The queues to which a visitor of an insured service chose to go, rather than to be sent on from triage. */
export function clinicsOf({ eligibility, questions, queue }: ServiceDefinition): readonly string[] {
  if (eligibility !== 'health-insurance') return [];
  return questions
    .flatMap((question) => (question.kind === 'choice' ? question.options.flatMap((option) => option.queue ?? []) : []))
    .filter((chosen) => chosen !== queue);
}
