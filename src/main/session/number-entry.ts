import type { Command } from '../../contract/commands.ts';
import type { FailureCode } from '../../contract/failures.ts';
import { personalNumberSchema } from '../../contract/person.ts';
import { declare } from './declaring.ts';
import { readWhenReady, tryKey } from './identifying.ts';
import { endSession, go, refuse, toDesk, type Step } from './step.ts';
import type { NumberEntry, State } from './state.ts';

const NUMBER_LENGTH = 12;

export function numberEntryCommand(state: State, stage: NumberEntry, command: Command): Step {
  const { identify } = stage;
  const entry = (digits: string, problem?: FailureCode): NumberEntry => {
    const { problem: _seen, ...rest } = stage;
    return { ...rest, digits, ...(problem && { problem }) };
  };
  switch (command.type) {
    case 'digit':
      return go(state, entry((stage.digits + command.digit).slice(0, NUMBER_LENGTH)));
    case 'delete-digit':
      return go(state, entry(stage.digits.slice(0, -1)));
    case 'submit': {
      const personalNumber = personalNumberSchema.safeParse(stage.digits).data;
      if (personalNumber === undefined) return go(state, entry(stage.digits, 'NUMBER_INVALID'));
      const person = { by: 'number', personalNumber } as const;
      return stage.withoutCard
        ? declare(state, identify.service, person)
        : tryKey(state, identify, { from: 'typed', personalNumber }, person);
    }
    case 'back':
      return stage.withoutCard ? go(state, { name: 'papers', identify }) : readWhenReady(state, identify);
    case 'ask-staff':
      return toDesk(state, 'STAFF_WANTED', identify.service);
    case 'cancel':
      return endSession(state);
    default:
      return refuse(state);
  }
}
