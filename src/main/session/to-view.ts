import { unreachable } from '../../contract/result.ts';
import type { Page, SessionView } from '../../contract/session-view.ts';
import type { Question } from '../../contract/services.ts';
import type { Text } from '../../contract/text.ts';
import { asked, factsOf, maskDigits, reviewLines } from '../services/visit.ts';
import { maskName } from '../../contract/mask-name.ts';
import { identifyProblem } from './identifying.ts';
import { canReprint } from './promising.ts';
import { cardReadable, mayServe, printerProblem } from './serving.ts';
import type { Context } from './step.ts';
import type { Stage, State } from './state.ts';

export interface Surroundings {
  revision: number;
  simulated: Text[];
  version: string;
  /** Wall time in milliseconds. */
  at: number;
}

/** What the screen may know: masked, and no more than the page needs. */
export function toView(state: State, context: Context, around: Surroundings): SessionView {
  return {
    revision: around.revision,
    language: state.language,
    centre: context.catalogue.centre.name,
    page: toPage(state, context, around),
    ...(state.warning !== undefined && { idle: { secondsLeft: state.warning } }),
    simulated: around.simulated,
  };
}

function toPage(state: State, context: Context, around: Surroundings): Page {
  const { stage, devices } = state;
  const { centre, services } = context.catalogue;
  const cardLeft = devices.reader.card;
  const printer = printerProblem(devices);
  switch (stage.name) {
    case 'home':
      return {
        name: 'home',
        services: services.map((service) => {
          const problem = mayServe(service, devices);
          return { id: service.id, title: service.title, ...(problem && { problem }) };
        }),
        ...(printer && { printer }),
        cardLeft,
      };
    case 'identify': {
      const problem = identifyProblem(stage, state);
      return {
        name: 'identify',
        service: stage.service.title,
        number: stage.number?.from ?? 'missing',
        card: cardReadable(devices) ? 'present' : 'absent',
        ...(stage.reading && { chip: stage.reading }),
        ...(problem && { problem }),
      };
    }
    case 'number-entry':
      return {
        name: 'number-entry',
        digits: maskDigits(stage.digits),
        length: 12,
        ...(stage.problem && { problem: stage.problem }),
      };
    case 'checking':
      return {
        name: 'checking',
        what: stage.service.eligibility === 'none' ? 'identity' : 'insurance',
        patience: stage.patience,
      };
    case 'person': {
      const { document, eligibility, outcome } = stage.visit.identity;
      return {
        name: 'person',
        maskedName: maskName(document.fullName),
        birthYear: document.birthDate.slice(0, 4),
        identity: outcome,
        ...(eligibility && { eligibility }),
        ...(stage.problem && { problem: stage.problem }),
      };
    }
    case 'question': {
      const question = asked(factsOf(stage.visit, context.catalogue.law))[stage.index];
      if (!question) throw new Error('a question that is not asked');
      return { name: 'question', question: questionView(question, stage) };
    }
    case 'review':
      return { name: 'review', lines: review(stage, context), ...(printer && { printer }) };
    case 'issuing':
      return { name: 'checking', what: 'number', patience: stage.patience };
    case 'ticket': {
      const { number, queueLabel, place, ahead, priority, unverified, ticketToken } = stage.number;
      return {
        name: 'ticket',
        number,
        queueLabel,
        place,
        desk: centre.desk,
        ...(ahead !== undefined && { ahead }),
        priority: priority !== 'none',
        unverified,
        papers: stage.papers,
        ticketToken,
        paper: stage.paper,
        canReprint: canReprint(stage, state),
        cardLeft,
      };
    }
    case 'desk':
      return { name: 'desk', reason: stage.reason, desk: centre.desk, paper: stage.paper, cardLeft };
    case 'cleared':
      return { name: 'cleared', cardLeft };
    case 'out-of-service':
      return { name: 'out-of-service', desk: centre.desk, reason: stage.reason };
    case 'maintenance-pin':
      return {
        name: 'maintenance-pin',
        lockedSeconds: stage.lockedSeconds,
        ...(stage.problem && { problem: stage.problem }),
      };
    case 'maintenance':
      return {
        name: 'maintenance',
        devices,
        backend: stage.backend,
        unsent: stage.unsent.slice(0, 50),
        unsentCount: stage.unsent.length,
        unsettled: stage.unsettled.map(({ number, issuedAt }) => ({ number, issuedAt })),
        ...(stage.wear && { wear: stage.wear }),
        checks: stage.checks,
        busy: stage.busy,
        version: around.version,
      };
    default:
      return unreachable(stage);
  }
}

function questionView(
  question: Question,
  stage: Extract<Stage, { name: 'question' }>,
): Extract<Page, { name: 'question' }>['question'] {
  const { digits, problem } = stage;
  switch (question.kind) {
    case 'choice':
      return {
        kind: 'choice',
        title: question.title,
        options: question.options.map(({ id, label }) => ({ id, label })),
      };
    case 'digits':
      return {
        kind: 'digits',
        title: question.title,
        ...(question.hint && { hint: question.hint }),
        digits: maskDigits(digits),
        length: question.length,
        canScan: question.scan !== undefined,
        ...(problem && { problem }),
      };
    case 'date':
      return {
        kind: 'date',
        title: question.title,
        ...(question.hint && { hint: question.hint }),
        digits,
        ...(problem && { problem }),
      };
  }
}

function review(stage: Extract<Stage, { name: 'review' }>, context: Context) {
  const queue = context.catalogue.centre.queues.find(({ id }) => id === stage.request.queue);
  const lines = reviewLines(stage.visit, factsOf(stage.visit, context.catalogue.law));
  if (!queue) return lines;
  const { room, floor } = queue.place;
  return [
    ...lines,
    {
      label: { vi: 'Nơi đến', en: 'Where to go' },
      value: { vi: `${room.vi}, ${floor.vi} (${queue.label.vi})`, en: `${room.en}, ${floor.en} (${queue.label.en})` },
    },
  ];
}
