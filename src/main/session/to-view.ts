import { unreachable } from '../../contract/result.ts';
import type { Page, SessionView } from '../../contract/session-view.ts';
import type { Text } from '../../contract/text.ts';
import { closedService, queueOf } from '../services/queues.ts';
import { maskDigits } from '../services/visit.ts';
import { localSpan } from '../ticket/local-time.ts';
import { deskFor } from '../../contract/desk.ts';
import { expectedTurn } from '../../contract/expected-turn.ts';
import { maskName } from '../../contract/mask-name.ts';
import { questionOf } from './asking.ts';
import { shownHelp } from './helping.ts';
import { declarable, failedTwice } from './declaring.ts';
import { identifyProblem, mayTurnAside } from './identifying.ts';
import { otherPapers } from './papers.ts';
import { canReprint } from './promising.ts';
import { questionView, reviewView } from './question-view.ts';
import { cardReadable, mayServe, printerProblem } from './serving.ts';
import type { Context } from './step.ts';
import type { State } from './state.ts';

export interface Surroundings {
  revision: number;
  simulated: Text[];
  /** Millimetres. */
  panelShortSide: number;
  /** Further languages on offer. */
  packs?: string[];
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
    settings: state.settings,
    panelShortSide: around.panelShortSide,
    packs: around.packs ?? [],
    ...(state.help && { help: { state: shownHelp(state.help), desk: context.catalogue.centre.desk } }),
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
          const problem = closedService(service, centre, around.at) ?? mayServe(service, devices);
          return { id: service.id, title: service.title, picture: service.picture, ...(problem && { problem }) };
        }),
        ...(centre.emergencyPlace && { emergency: centre.emergencyPlace }),
        ...(printer && { printer }),
        cardLeft,
      };
    case 'identify': {
      const problem = identifyProblem(stage, state);
      return {
        name: 'identify',
        service: stage.service.title,
        asks: stage.asks,
        otherPapers: mayTurnAside(stage),
        canDeclare: declarable(stage, state) !== undefined,
        ...(failedTwice(stage) && !stage.reading && { staffFirst: true }),
        number: stage.key?.from ?? 'missing',
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
    case 'papers':
      return {
        name: 'papers',
        service: stage.identify.service.title,
        papers: otherPapers(stage.identify.service),
      };
    case 'checking':
      return {
        name: 'checking',
        what: stage.visit ? 'licence' : stage.service.eligibility === 'none' ? 'identity' : 'insurance',
        patience: stage.patience,
      };
    case 'person': {
      const { fullName, birthDate, declaredNumber, eligibility, known, outcome } = stage.visit.identity;
      const { held, appointment } = known ?? {};
      const clinic = centre.queues.find(({ id }) => id === appointment?.queue);
      return {
        name: 'person',
        ...(fullName !== undefined && { maskedName: maskName(fullName) }),
        ...(birthDate !== undefined && { birthYear: birthDate.slice(0, 4) }),
        // Without the letters that an old insurance card begins with.
        ...(declaredNumber !== undefined && { maskedNumber: maskDigits(declaredNumber.replace(/\D/g, '')) }),
        identity: outcome,
        ...(held && { held }),
        ...(appointment && clinic && { appointment: { at: appointment.at, queueLabel: clinic.label } }),
        ...(eligibility && { eligibility }),
        ...(stage.problem && { problem: stage.problem }),
      };
    }
    case 'question': {
      const question = questionOf(stage, context);
      if (!question) throw new Error('a question that is not asked');
      return { name: 'question', question: questionView(question, stage, context, around.at) };
    }
    case 'review':
      return { name: 'review', ...reviewView(stage, context), ...(printer && { printer }) };
    case 'issuing':
      return { name: 'checking', what: 'number', patience: stage.patience };
    case 'ticket': {
      const { number, queueLabel, place, ahead, dossier, priority, unverified, ticketToken } = stage.number;
      const turn = expectedTurn(stage.number);
      return {
        name: 'ticket',
        number,
        queueLabel,
        place,
        desk: centre.desk,
        ...(ahead !== undefined && { ahead }),
        ...(turn && { estimate: localSpan(turn) }),
        priority: priority !== 'none',
        unverified,
        papers: stage.papers,
        // Of a number that she held before, the day is told only where it is known whether it holds already.
        ...(dossier?.awaitsDesk !== undefined && {
          dossier: {
            code: dossier.code,
            resultOn: dossier.resultOn,
            awaitsDesk: dossier.awaitsDesk,
            ...(stage.fee !== undefined && { fee: stage.fee }),
          },
        }),
        ticketToken,
        paper: stage.paper,
        canReprint: canReprint(stage, state),
        cardLeft,
      };
    }
    case 'desk':
      return { name: 'desk', reason: stage.reason, desk: deskFor(stage.reason, centre), paper: stage.paper, cardLeft };
    case 'missing': {
      const { service, reason, missing, paper } = stage;
      return {
        name: 'missing',
        service: service.title,
        reason,
        missing,
        place: queueOf(service.queue, centre).place,
        ...(service.portal !== undefined && { portal: service.portal }),
        paper,
        cardLeft,
      };
    }
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
