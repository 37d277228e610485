import type { NumberRequest } from '../../contract/backend-api.ts';
import type { Question, ServiceDefinition } from '../../contract/services.ts';
import type { Text } from '../../contract/text.ts';
import type { VerifiedIdentity } from '../identity/verified-identity.ts';
import { dateFromDigits, dayMonthYear } from './dates.ts';
import type { Law } from './law.ts';
import { rulesOf } from './registry.ts';
import type { Answers, Facts } from './rules.ts';

/** What is known once a person is verified, or where the service needs nobody's name. */
export interface Visit {
  service: ServiceDefinition;
  /** Service day on which it began: midnight changes no law in the middle of a visit. */
  day: string;
  identity?: VerifiedIdentity;
  /** The insured visit is not possible and the person chose to pay. */
  selfPaid: boolean;
  answers: Answers;
}

export const factsOf = (visit: Visit, law: Law): Facts => ({
  definition: visit.service,
  today: visit.day,
  law,
  answers: visit.answers,
  selfPaid: visit.selfPaid,
  ...(visit.identity && { document: visit.identity.document }),
});

export const asked = (facts: Facts): Question[] =>
  facts.definition.questions.filter((question) => rulesOf[facts.definition.id].asks(question, facts));

export const obstacle = (facts: Facts) => rulesOf[facts.definition.id].obstacle(facts);

export const papers = (facts: Facts): Text[] => rulesOf[facts.definition.id].papers(facts);

/** The request for a number: from the verified visit, never from the screen. */
export function numberRequest(visit: Visit, facts: Facts): NumberRequest {
  const rules = rulesOf[visit.service.id];
  const chosen = asked(facts).flatMap((question) =>
    question.kind === 'choice'
      ? (question.options.find(({ id }) => id === visit.answers[question.id])?.queue ?? [])
      : [],
  );
  return {
    service: visit.service.id,
    queue: rules.queue(facts) ?? chosen.at(-1) ?? visit.service.queue,
    priority: rules.priority(facts),
    answers: { ...visit.answers },
    ...(visit.identity && { verificationId: visit.identity.verificationId }),
  };
}

/** The review page: each question that was asked with its answer, then the service's own remarks. */
export function reviewLines(visit: Visit, facts: Facts): { label: Text; value: Text }[] {
  const answers = asked(facts).flatMap((question) => {
    const answer = visit.answers[question.id];
    return answer === undefined ? [] : { label: question.title, value: answerText(question, answer) };
  });
  return [...answers, ...rulesOf[visit.service.id].remarks(facts)];
}

function answerText(question: Question, answer: string): Text {
  if (question.kind === 'choice') {
    const option = question.options.find(({ id }) => id === answer);
    if (option) return option.label;
  }
  const date = question.kind === 'date' ? dateFromDigits(answer) : undefined;
  const shown = date ? dayMonthYear(date) : maskDigits(answer);
  return { vi: shown, en: shown };
}

/** All but the last three: who typed a number knows it by its end, whoever stands behind her need not. */
export const maskDigits = (digits: string): string => digits.replace(/\d(?=\d{3})/g, '•');
