import type { Page } from '../../contract/session-view.ts';
import type { Question } from '../../contract/services.ts';
import { closedOption, queueOf } from '../services/queues.ts';
import { factsOf, maskDigits, options, papers, reviewChanges, reviewLines } from '../services/visit.ts';
import type { Context } from './step.ts';
import type { Asking, Stage } from './state.ts';

type PageOf<Name extends Page['name']> = Extract<Page, { name: Name }>;

/** @param at wall time in milliseconds */
export function questionView(
  question: Question,
  { visit, digits, problem }: Asking,
  { catalogue }: Context,
  at: number,
): PageOf<'question'>['question'] {
  const facts = factsOf(visit, catalogue);
  const { title } = question;
  const told = { title, ...(problem && { problem }) };
  switch (question.kind) {
    case 'choice': {
      const last = facts.known?.lastQueue;
      const shown = options(question, facts).map((option) => {
        const closed = closedOption(option, catalogue.centre, at);
        return {
          id: option.id,
          label: option.label,
          ...(option.queue !== undefined && option.queue === last && { last: true as const }),
          ...(option.personal && { personal: option.personal }),
          ...(closed && { closed }),
        };
      });
      return { kind: 'choice', title, options: shown.toSorted((a, b) => Number(b.last ?? 0) - Number(a.last ?? 0)) };
    }
    case 'digits':
      return {
        kind: 'digits',
        ...told,
        ...(question.hint && { hint: question.hint }),
        digits: maskDigits(digits),
        length: question.length,
        canScan: question.scan !== undefined,
      };
    case 'date':
      return { kind: 'date', ...told, ...(question.hint && { hint: question.hint }), digits };
    case 'text':
      return { kind: 'text', ...told, ...(question.hint && { hint: question.hint }), length: question.length };
    case 'intro': {
      const { minutes, fee, portal } = visit.service;
      return {
        kind: 'intro',
        title,
        papers: papers(facts),
        ...(minutes !== undefined && { minutes }),
        ...(fee && { fee: { amount: fee.amount, at: portal === undefined ? 'counter' : 'elsewhere' } }),
      };
    }
    case 'photo':
      return { kind: 'photo', title };
    case 'consent': {
      // She sees all that she agrees to send, what holds unasked too.
      const unasked = reviewChanges(facts).map((change) => ({ label: change.title, value: change.answer }));
      return { kind: 'consent', title, statement: question.statement, lines: [...reviewLines(facts), ...unasked] };
    }
  }
}

export function reviewView(
  { visit, request }: Extract<Stage, { name: 'review' }>,
  { catalogue }: Context,
): Pick<PageOf<'review'>, 'lines' | 'changes'> {
  const facts = factsOf(visit, catalogue);
  const { label, place } = queueOf(request.queue, catalogue.centre);
  const { room, floor } = place;
  return {
    lines: [
      ...reviewLines(facts),
      {
        label: { vi: 'Nơi đến', en: 'Where to go' },
        value: { vi: `${room.vi}, ${floor.vi} (${label.vi})`, en: `${room.en}, ${floor.en} (${label.en})` },
      },
    ],
    changes: reviewChanges(facts),
  };
}
