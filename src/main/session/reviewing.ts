import type { Command } from '../../contract/commands.ts';
import { factsOf, reviewChanges } from '../services/visit.ts';
import { beforeQuestion } from './asking.ts';
import { issue, promise } from './promising.ts';
import { endSession, go, refuse, toDesk, type Context, type Step } from './step.ts';
import type { Stage, State } from './state.ts';

type Review = Extract<Stage, { name: 'review' }>;

export function reviewCommand(state: State, stage: Review, command: Command, context: Context): Step {
  switch (command.type) {
    case 'confirm':
      return promise(state, stage.visit, stage.request);
    case 'without-paper':
      return issue(state, stage.visit, stage.request, context);
    case 'change': {
      const { question } = command;
      const changes = reviewChanges(factsOf(stage.visit, context.catalogue));
      return changes.some((change) => change.question === question)
        ? go(state, { name: 'question', visit: stage.visit, question, digits: '', changing: true })
        : refuse(state, 'COMMAND_INVALID');
    }
    case 'back':
      return beforeQuestion(state, stage.visit, undefined, context);
    case 'ask-staff':
      return toDesk(state, 'STAFF_WANTED', stage.visit.service, stage.visit);
    case 'cancel':
      return endSession(state);
    default:
      return refuse(state);
  }
}
