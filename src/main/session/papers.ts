import type { Command } from '../../contract/commands.ts';
import type { OtherPaper } from '../../contract/other-papers.ts';
import { unreachable } from '../../contract/result.ts';
import type { ServiceDefinition } from '../../contract/services.ts';
import { asking, readWhenReady } from './identifying.ts';
import { serves } from './serving.ts';
import { endSession, go, refuse, toDesk, type Step } from './step.ts';
import type { Papers, State } from './state.ts';

/** What somebody without a chip card may show for a service. The last two a desk takes care of, whatever the service. */
export function otherPapers(service: ServiceDefinition): OtherPaper[] {
  const isInsured = serves(service, 'insurance-card');
  return [
    ...(isInsured ? (['insurance-card'] as const) : []),
    ...(serves(service, 'travel-document') ? (['passport'] as const) : []),
    ...(serves(service, 'number') ? (['number'] as const) : []),
    ...(isInsured ? (['child'] as const) : []),
    'vneid',
    'none',
  ];
}

export function papersCommand(state: State, stage: Papers, command: Command): Step {
  const { service } = stage.identify;
  switch (command.type) {
    case 'show-paper':
      return otherPapers(service).includes(command.paper)
        ? showPaper(state, stage, command.paper)
        : refuse(state, 'COMMAND_INVALID');
    case 'back':
      return readWhenReady(state, stage.identify);
    case 'ask-staff':
      return toDesk(state, 'STAFF_WANTED', service);
    case 'cancel':
      return endSession(state);
    default:
      return refuse(state);
  }
}

function showPaper(state: State, { identify }: Papers, paper: OtherPaper): Step {
  switch (paper) {
    case 'insurance-card':
    case 'passport':
    case 'vneid':
      return go(state, asking(identify, paper));
    case 'child':
      return go(state, { ...asking(identify, 'insurance-card'), forChild: true });
    case 'number':
      return go(state, { name: 'number-entry', identify, withoutCard: true, digits: '' });
    case 'none':
      return toDesk(state, 'WITHOUT_PAPERS', identify.service);
    default:
      return unreachable(paper);
  }
}
