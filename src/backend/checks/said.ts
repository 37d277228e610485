import type { VisitAnswers } from '../../contract/checks.ts';
import { labelOf, photoAnswers, type Question, type ServiceDefinition } from '../../contract/services.ts';
import type { Text } from '../../contract/text.ts';
import type { Visit } from '../store/visits.ts';

/** What somebody answered, in the words of the questions; of a service that is offered no more, under the questions' ids. */
export function saidIn({ request }: Visit, service: ServiceDefinition | undefined): VisitAnswers['answers'] {
  const questions = service?.questions ?? [];
  const given = questions.flatMap((question) => {
    const answer = request.answers[question.id];
    if (answer === undefined || question.kind === 'intro') return [];
    return { question: question.id, title: labelOf(question), answer: answerText(question, answer) };
  });
  const others = Object.entries(request.answers).filter(([id]) => questions.every((question) => question.id !== id));
  return [...given, ...others.map(([id, answer]) => ({ question: id, title: same(id), answer: same(answer) }))];
}

function answerText(question: Exclude<Question, { kind: 'intro' }>, answer: string): Text {
  switch (question.kind) {
    case 'choice':
      return question.options.find(({ id }) => id === answer)?.label ?? foundText.get(answer) ?? same(answer);
    case 'date':
      return same(dayText(answer));
    case 'photo':
      return answer === 'taken' || answer === 'at-desk' ? photoAnswers[answer] : same(answer);
    case 'consent':
      return { vi: 'Đồng ý', en: 'Agreed' };
    case 'digits':
    case 'text':
      return same(answer);
  }
}

/** Not said by her, and no option of the question. */
const foundText: ReadonlyMap<string, Text> = new Map([
  ['register', { vi: 'Có trên hệ thống', en: 'Found in the register' }],
]);

/** Typed as day, month, year, or as a register says it. */
const dayText = (answer: string): string =>
  answer.includes('-') ? answer.split('-').reverse().join('/') : answer.replace(/^(\d{2})(\d{2})(\d{4})$/, '$1/$2/$3');

const same = (text: string): Text => ({ vi: text, en: text });
