import type { Command } from '../../contract/commands.ts';
import { isGivenUnchecked } from '../../contract/lease.ts';
import { unreachable } from '../../contract/result.ts';
import type { DeviceStatus } from '../../contract/devices.ts';
import type { SessionEvent } from './events.ts';
import * as identifying from './identifying.ts';
import * as maintaining from './maintaining.ts';
import * as promising from './promising.ts';
import {
  endSession,
  go,
  newTurn,
  refuse,
  restingStage,
  stay,
  toDesk,
  touched,
  type Context,
  type Step,
} from './step.ts';
import type { Stage, State } from './state.ts';
import * as visiting from './visiting.ts';
import { delays } from '../delays.ts';

/** Seconds. */
const fullWarning = delays.warning / delays.second;

/** The session, whole: what is true after an event, and what is to be done about it. Pure. */
export function next(state: State, event: SessionEvent, context: Context): Step {
  if ('turn' in event && event.turn !== state.turn) return stay(state);
  const { stage } = state;
  switch (event.type) {
    case 'command':
      return commanded({ ...state, touches: state.touches + 1 }, event.command, event.at, context);
    case 'devices':
      return devicesChanged(state, event.status);
    case 'scan': {
      const step = scanned(state, event, context);
      return isAct(stage, step.state.stage) ? { ...step, state: touched(step.state) } : step;
    }
    case 'chip-progress': {
      if (stage.name !== 'identify' || !stage.reading) return stay(state);
      return go(state, { ...stage, reading: { phase: event.phase, fraction: event.fraction } });
    }
    case 'chip-read':
      if (stage.name !== 'identify') return stay(state);
      return event.hasOwnNumber && isGivenUnchecked(stage.service)
        ? visiting.received(state, stage.service, event.at, context)
        : identifying.chipRead(state, stage, event.result);
    case 'verified':
      if (stage.name !== 'checking') return stay(state);
      return event.hasOwnNumber && isGivenUnchecked(stage.service)
        ? visiting.received(state, stage.service, event.at, context)
        : visiting.verified(state, stage.service, event.result, event.at);
    case 'printer-asked':
      return printerAsked({ ...state, devices: { ...state.devices, printer: event.printer } }, context);
    case 'issued':
      return stage.name === 'issuing' ? promising.issued(state, stage.visit, event.result, context) : stay(state);
    case 'printed':
      if (stage.name === 'ticket') return promising.numberPrinted(state, stage, event.outcome);
      return stage.name === 'desk' ? go(state, { ...stage, paper: promising.paperOf(event.outcome) }) : stay(state);
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

/** Codes may lie under the scanner, forgotten, and be read in turn: no change is no sign of life, nor is a second complaint. */
function isAct(before: Stage, after: Stage): boolean {
  const complaint = (stage: Stage) => ('problem' in stage ? stage.problem : undefined);
  return before !== after && (complaint(before) === undefined || complaint(after) === undefined);
}

function devicesChanged(state: State, devices: DeviceStatus): Step {
  const { stage } = state;
  const before = state.devices;
  if (isSomebodys(stage)) {
    // Maybe the next person's, and nothing but a touch can tell: it is not read, nor does it say that she is still there.
    const laidDown = devices.reader.card && !before.reader.card && before.reader.state === 'ready';
    return stay({ ...state, devices, ...(laidDown && { warning: state.warning ?? fullWarning }) });
  }
  const seen = { ...state, devices };
  switch (stage.name) {
    case 'identify':
      return identifying.devicesChanged(seen, stage, before);
    case 'number-entry':
      return identifying.devicesChangedWhileTyping(seen, stage, before);
    case 'maintenance':
      return maintaining.testWhenReady(seen, stage);
    default:
      return stay(seen);
  }
}

/** Pages on which the data of somebody who was identified goes on to a number. */
function isSomebodys(stage: Stage): boolean {
  switch (stage.name) {
    case 'checking':
    case 'person':
      return true;
    case 'question':
    case 'review':
      return stage.visit.identity !== undefined;
    default:
      return false;
  }
}

function printerAsked(state: State, context: Context): Step {
  const { stage } = state;
  if (stage.name === 'issuing') return promising.printerAsked(state, stage, context);
  return stage.name === 'ticket' && stage.reprint === 'asking'
    ? go(state, { ...stage, reprint: 'possible' })
    : stay(state);
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
      return promising.ticketCommand(state, stage, command);
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
  const step =
    service.identity === 'chip'
      ? identifying.readWhenReady(begun, identifying.identify(service))
      : visiting.received(begun, service, at, context);
  return { ...step, effects: [...step.effects, { type: 'ask-printer' }] };
}

function scanned(state: State, { code }: Extract<SessionEvent, { type: 'scan' }>, context: Context): Step {
  const { stage } = state;
  if (state.warning !== undefined && isSomebodys(stage)) return stay(state);
  switch (stage.name) {
    case 'identify':
      return identifying.scanned(state, stage, code);
    case 'number-entry':
      return identifying.scannedWhileTyping(state, stage, code);
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
      return stay({ ...state, warning: fullWarning });
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
