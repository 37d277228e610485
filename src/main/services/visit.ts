import type { NumberRequest } from '../../contract/backend-api.ts';
import type { LicenceRecord } from '../../contract/licence.ts';
import { labelOf, photoAnswers, type Centre, type Question, type ServiceDefinition } from '../../contract/services.ts';
import type { Text } from '../../contract/text.ts';
import type { VerifiedIdentity } from '../identity/verified-identity.ts';
import { dateFromDigits, dayMonthYear } from './dates.ts';
import type { Law } from './law.ts';
import { rulesOf } from './registry.ts';
import type { Answers, Facts, Option } from './rules.ts';

/** What is known once a person is verified, or where the service needs nobody's name. */
export interface Visit {
  service: ServiceDefinition;
  /** Service day on which it began: midnight changes no law in the middle of a visit. */
  day: string;
  identity?: VerifiedIdentity;
  /** The insured visit is not possible and the person chose to pay. */
  selfPaid: boolean;
  /** As they were given; those to questions that are asked no longer lie here forgotten. */
  answers: Answers;
  /** What the police's register says, where it was asked. */
  licence?: LicenceRecord;
  /** A portrait, JPEG in base64. */
  photo?: string;
}

/** Question by question, since whether one is asked follows from the answers before it. */
export function factsOf(visit: Visit, { law, centre }: { law: Law; centre: Centre }): Facts {
  const { service, identity } = visit;
  const facts: Facts = {
    definition: service,
    centre,
    today: visit.day,
    law,
    answers: {},
    selfPaid: visit.selfPaid,
    ...(identity?.birthDate !== undefined && { birthDate: identity.birthDate }),
    ...(identity?.eligibility && { eligibility: identity.eligibility }),
    ...(identity?.known && { known: identity.known }),
    ...(visit.licence && { licence: visit.licence }),
  };
  return service.questions.reduce((before, question) => {
    if (!rulesOf(service).asks(question, before)) return before;
    const answer = answerThatHolds(question, visit.answers[question.id], before);
    return answer === undefined ? before : { ...before, answers: { ...before.answers, [question.id]: answer } };
  }, facts);
}

function answerThatHolds(question: Question, given: string | undefined, facts: Facts): string | undefined {
  if (question.kind !== 'choice') return given;
  const stands = options(question, facts).some(({ id }) => id === given);
  return stands ? given : presumed(question, facts);
}

export const asked = (facts: Facts): Question[] =>
  facts.definition.questions.filter((question) => rulesOf(facts.definition).asks(question, facts));

/** The first that is asked and has no answer. */
export const openQuestion = (facts: Facts): Question | undefined =>
  asked(facts).find(({ id }) => facts.answers[id] === undefined);

export const options = (question: Question, facts: Facts): readonly Option[] =>
  question.kind === 'choice' ? rulesOf(facts.definition).options(question, facts) : [];

const presumed = (question: Question, facts: Facts): string | undefined =>
  question.kind === 'choice' ? rulesOf(facts.definition).presumes(question, facts) : undefined;

export const missing = (facts: Facts) => rulesOf(facts.definition).missing(facts);

export const obstacle = (facts: Facts) => rulesOf(facts.definition).obstacle(facts);

export const papers = (facts: Facts): Text[] => rulesOf(facts.definition).papers(facts);

/** The request for a number: from the verified visit, never from the screen. */
export function numberRequest(visit: Visit, facts: Facts): NumberRequest {
  const rules = rulesOf(visit.service);
  const questions = asked(facts);
  const chosen = questions.flatMap(
    (question) => options(question, facts).find(({ id }) => id === facts.answers[question.id])?.queue ?? [],
  );
  const isPortrayed = questions.some(({ kind, id }) => kind === 'photo' && facts.answers[id] === 'taken');
  return {
    service: visit.service.id,
    queue: rules.queue(facts) ?? chosen.at(-1) ?? visit.service.queue,
    priority: rules.priority(facts),
    answers: { ...rules.told(facts) },
    ...(visit.service.dossier && { awaitsDesk: rules.found(facts) === undefined }),
    ...(visit.identity && { verificationId: visit.identity.verificationId }),
    ...(isPortrayed && visit.photo !== undefined && { photo: visit.photo }),
  };
}

/** The review page: each question that was asked with its answer, then the service's own remarks. */
export function reviewLines(facts: Facts): { label: Text; value: Text }[] {
  const answers = asked(facts).flatMap((question) => {
    const value = presumed(question, facts) === undefined && answerText(question, facts);
    return value ? [{ label: labelOf(question), value }] : [];
  });
  return [...answers, ...rulesOf(facts.definition).remarks(facts)];
}

/** Answers that held without being asked for; once changed they may be changed again. */
export function reviewChanges(facts: Facts): { question: string; title: Text; answer: Text }[] {
  return asked(facts).flatMap((question) => {
    const answer = presumed(question, facts) !== undefined && answerText(question, facts);
    return answer ? [{ question: question.id, title: labelOf(question), answer }] : [];
  });
}

/** @returns undefined where there is no answer, or nothing in it to check again */
function answerText(question: Question, facts: Facts): Text | undefined {
  const answer = facts.answers[question.id];
  if (answer === undefined) return undefined;
  switch (question.kind) {
    case 'choice':
      return options(question, facts).find(({ id }) => id === answer)?.label;
    case 'digits':
      return same(maskDigits(answer));
    case 'date':
      return same(dayMonthYear(dateFromDigits(answer) ?? answer));
    case 'text':
      // Who typed an address knows it without its numbers; whoever stands behind her need not find the house.
      return same(answer.replaceAll(/\d/g, '•'));
    case 'photo':
      return photoAnswers[answer === 'taken' ? 'taken' : 'at-desk'];
    case 'intro':
    case 'consent':
      return undefined;
  }
}

const same = (shown: string): Text => ({ vi: shown, en: shown });

/** All but the last three: who typed a number knows it by its end, whoever stands behind her need not. */
export const maskDigits = (digits: string): string => digits.replace(/\d(?=\d{3})/g, '•');
