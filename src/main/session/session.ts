import type { Command } from '../../contract/commands.ts';
import { serviceDay } from '../../contract/queue.ts';
import { unreachable } from '../../contract/result.ts';
import type { PrintOutcome } from '../../../drivers/ports.ts';
import type { Paper } from '../../contract/session-view.ts';
import type { SessionEvent } from './events.ts';
import * as identifying from './identifying.ts';
import * as maintaining from './maintaining.ts';
import { endSession, go, newTurn, refuse, restingStage, stay, toDesk, type Context, type Step } from './step.ts';
import type { State } from './state.ts';
import * as visiting from './visiting.ts';
import { delays } from '../delays.ts';

/** The session, whole: what is true after an event, and what is to be done about it. Pure. */
export function next(state: State, event: SessionEvent, context: Context): Step {
  if ('turn' in event && event.turn !== state.turn) return stay(state);
  const { stage } = state;
  switch (event.type) {
    case 'command':
      return commanded({ ...state, touches: state.touches + 1 }, event.command, event.at, context);
    case 'devices': {
      const moved = event.status.reader.card !== state.devices.reader.card;
      const seen = { ...(moved ? touched(state) : state), devices: event.status };
      if (stage.name === 'identify') return identifying.devicesChanged(seen, stage, state.devices);
      return stage.name === 'maintenance' ? maintaining.testWhenReady(seen, stage) : stay(seen);
    }
    case 'scan':
      return scanned(touched(state), event, context);
    case 'chip-progress': {
      if (stage.name !== 'identify' || !stage.reading) return stay(state);
      return go(state, { ...stage, reading: { phase: event.phase, fraction: event.fraction } });
    }
    case 'chip-read':
      return stage.name === 'identify' ? identifying.chipRead(state, stage, event.result) : stay(state);
    case 'verified':
      return stage.name === 'checking' ? visiting.verified(state, stage.service, event.result, event.at) : stay(state);
    case 'issued':
      return stage.name === 'issuing' ? visiting.issued(state, stage.visit, event.result, context) : stay(state);
    case 'printed':
      return stage.name === 'ticket' || stage.name === 'desk'
        ? go(state, { ...stage, paper: paperOf(event.outcome) })
        : stay(state);
    case 'access':
      return stage.name === 'maintenance-pin' ? maintaining.accessAnswered(state, event) : stay(state);
    case 'diagnosed':
      return stage.name === 'maintenance' ? maintaining.diagnosed(state, stage, event) : stay(state);
    case 'waited':
      return waited(state, event.wait);
    default:
      return unreachable(event);
  }
}

/** Somebody is there: she moved a card or held a code under the scanner. */
function touched(state: State): State {
  const { warning: _unfounded, ...rest } = state;
  return { ...rest, touches: state.touches + 1 };
}

function commanded(state: State, command: Command, at: number, context: Context): Step {
  const { stage } = state;
  if (state.warning !== undefined) return answerWarning(state, command);
  if (command.type === 'language') return stay({ ...state, language: command.language });
  if (command.type === 'key') return maintaining.keyPressed(state, command.key, context);
  switch (stage.name) {
    case 'home':
      return command.type === 'choose-service' ? begin(state, command.service, at, context) : refuse(state);
    case 'identify':
      return identifying.identifyCommand(state, stage, command);
    case 'number-entry':
      return identifying.numberEntryCommand(state, stage, command);
    case 'person':
      return visiting.personCommand(state, stage, command, context);
    case 'question':
      return visiting.questionCommand(state, stage, command, context);
    case 'review':
      return visiting.reviewCommand(state, stage, command, context);
    case 'ticket':
    case 'desk':
      return command.type === 'finish' && stage.paper.state !== 'printing' ? endSession(state) : refuse(state);
    case 'maintenance-pin':
      return maintaining.pinCommand(state, stage, command);
    case 'maintenance':
      return maintaining.maintenanceCommand(state, stage, command);
    case 'checking':
      if (command.type === 'ask-staff') return toDesk(state, 'STAFF_WANTED', stage.service);
      return command.type === 'cancel' ? endSession(state) : refuse(state);
    case 'issuing':
    case 'cleared':
    case 'out-of-service':
      return refuse(state);
    default:
      return unreachable(stage);
  }
}

function begin(state: State, id: string, at: number, context: Context): Step {
  const service = context.catalogue.services.find((definition) => definition.id === id);
  if (!service) return refuse(state, 'COMMAND_INVALID');
  const begun = newTurn(state);
  return service.identity === 'chip'
    ? identifying.readWhenReady(begun, identifying.identify(service))
    : visiting.nextQuestion(begun, { service, day: serviceDay(at), selfPaid: false, answers: {} }, 0, context);
}

function scanned(state: State, { code }: Extract<SessionEvent, { type: 'scan' }>, context: Context): Step {
  const { stage } = state;
  switch (stage.name) {
    case 'identify':
      return identifying.scanned(state, stage, code);
    case 'number-entry':
      return identifying.scanned(state, stage.identify, code);
    case 'question':
      return visiting.questionScan(state, stage, code, context);
    case 'maintenance':
      return maintaining.testScan(state, stage, code);
    default:
      return stay(state);
  }
}

function answerWarning(state: State, command: Command): Step {
  const { warning: _answered, ...rest } = state;
  if (command.type === 'more-time') return stay(rest);
  return command.type === 'finish' || command.type === 'cancel' ? endSession(rest) : refuse(state);
}

function waited(state: State, wait: Extract<SessionEvent, { type: 'waited' }>['wait']): Step {
  const { stage } = state;
  switch (wait) {
    case 'idle':
      return stay({ ...state, warning: delays.warning / delays.second });
    case 'warning-second': {
      const left = (state.warning ?? 0) - 1;
      return left > 0 ? stay({ ...state, warning: left }) : endSession(state);
    }
    case 'language-back':
      return stay({ ...state, language: 'vi' });
    case 'patience-still':
    case 'patience-slow': {
      if (stage.name !== 'checking' && stage.name !== 'issuing') return stay(state);
      return go(state, { ...stage, patience: wait === 'patience-still' ? 'still' : 'slow' });
    }
    case 'ticket-shown':
      return endSession(state);
    case 'cleared-shown':
      return go(state, restingStage(state));
    case 'keys-forgotten':
      return stay({ ...state, keys: [] });
    case 'maintenance-idle':
      return maintaining.leave(state);
    case 'locked-second':
      return stage.name === 'maintenance-pin' ? maintaining.lockedSecondPassed(state, stage) : stay(state);
    default:
      return unreachable(wait);
  }
}

function paperOf(outcome: PrintOutcome): Paper {
  switch (outcome.outcome) {
    case 'confirmed':
      return { state: 'confirmed' };
    case 'unconfirmed':
      return { state: 'failed', code: 'PRINT_UNCONFIRMED' };
    case 'not-printed':
    case 'unknown':
      return { state: 'failed', code: outcome.code };
  }
}
