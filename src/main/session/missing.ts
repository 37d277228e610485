import type { Command } from '../../contract/commands.ts';
import type { FailureCode } from '../../contract/failures.ts';
import type { Text } from '../../contract/text.ts';
import { queueOf } from '../services/queues.ts';
import type { Visit } from '../services/visit.ts';
import { endSession, go, newTurn, refuse, type Context, type Step } from './step.ts';
import type { Stage, State } from './state.ts';

type Missing = Extract<Stage, { name: 'missing' }>;

/** She comes again with what the list names; nothing of her stays. */
export function toMissing(
  state: State,
  reason: FailureCode,
  papers: Text[],
  { service }: Visit,
  { catalogue }: Context,
): Step {
  return go(
    newTurn(state),
    { name: 'missing', service, reason, missing: papers, paper: { state: 'printing' } },
    {
      type: 'print-papers-list',
      service: service.title,
      papers,
      place: queueOf(service.queue, catalogue.centre).place,
      ...(service.portal !== undefined && { portal: service.portal }),
      language: state.language,
    },
  );
}

export const missingCommand = (state: State, stage: Missing, command: Command): Step =>
  command.type === 'finish' && stage.paper.state !== 'printing' ? endSession(state) : refuse(state);
