import type { Command } from '../../contract/commands.ts';
import { isGivenUnchecked } from '../../contract/lease.ts';
import type { Settings } from '../../contract/settings.ts';
import { unreachable } from '../../contract/result.ts';
import type { DeviceStatus } from '../../contract/devices.ts';
import type { SessionEvent } from './events.ts';
import * as helping from './helping.ts';
import * as identifying from './identifying.ts';
import * as maintaining from './maintaining.ts';
import { numberEntryCommand } from './number-entry.ts';
import { papersCommand } from './papers.ts';
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
import * as answering from './answering.ts';
import * as asking from './asking.ts';
import { missingCommand } from './missing.ts';
import * as person from './person.ts';
import { reviewCommand } from './reviewing.ts';
import { atRest, changed, needsTime } from './settings.ts';
import { delays } from '../delays.ts';
import { closedService } from '../services/queues.ts';

/** Seconds. */
const fullWarning = ({ settings }: State): number =>
  (needsTime(settings) ? delays.warningSlow : delays.warning) / delays.second;

/** The session, whole: what is true after an event, and what is to be done about it. Pure. */
export function next(state: State, event: SessionEvent, context: Context): Step {
  if (event.type === 'help') return helping.helpAnswered(state, event.call, event.result);
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
        ? asking.received(state, stage.service, event.at, context)
        : identifying.chipRead(state, stage, event.result);
    case 'verified':
      if (stage.name !== 'checking') return stay(state);
      return event.hasOwnNumber && isGivenUnchecked(stage.service)
        ? asking.received(state, stage.service, event.at, context)
        : person.verified(state, stage.service, event.result, event.at);
    case 'printer-asked':
      return printerAsked({ ...state, devices: { ...state.devices, printer: event.printer } }, context);
    case 'issued':
      return stage.name === 'issuing' ? promising.issued(state, stage.visit, event.result, context) : stay(state);
    case 'printed':
      if (stage.name === 'ticket') return promising.numberPrinted(state, stage, event.outcome);
      return stage.name === 'desk' || stage.name === 'missing'
        ? go(state, { ...stage, paper: promising.paperOf(event.outcome) })
        : stay(state);
    case 'licence-looked-up':
      return stage.name === 'checking' && stage.visit
        ? asking.licenceLookedUp(state, stage.visit, event.result, context)
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
    return stay({ ...state, devices, ...(laidDown && { warning: state.warning ?? fullWarning(state) }) });
  }
  const seen = { ...state, devices };
  switch (stage.name) {
    case 'identify':
      return identifying.devicesChanged(seen, stage, before);
    case 'number-entry':
    case 'papers':
      return identifying.devicesChangedElsewhere(seen, stage, before);
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
  const anywhere = anywhereCommand(state, command);
  if (anywhere) return anywhere;
  if (state.warning !== undefined) return answerWarning(state, command);
  if (command.type === 'language') return stay({ ...state, language: command.language });
  if (command.type === 'key') return maintaining.keyPressed(state, command.key, context);
  switch (stage.name) {
    case 'home':
      return command.type === 'choose-service' ? begin(state, command.service, at, context) : refuse(state);
    case 'identify':
      return identifying.identifyCommand(state, stage, command);
    case 'number-entry':
      return numberEntryCommand(state, stage, command);
    case 'papers':
      return papersCommand(state, stage, command);
    case 'person':
      return person.personCommand(state, stage, command, context);
    case 'question':
      return answering.questionCommand(state, stage, command, at, context);
    case 'review':
      return reviewCommand(state, stage, command, context);
    case 'ticket':
      return promising.ticketCommand(state, stage, command);
    case 'missing':
      return missingCommand(state, stage, command);
    case 'desk':
      return command.type === 'finish' && stage.paper.state !== 'printing' ? endSession(state) : refuse(state);
    case 'maintenance-pin':
      return maintaining.pinCommand(state, stage, command);
    case 'maintenance':
      return maintaining.maintenanceCommand(state, stage, command);
    case 'checking':
      if (command.type === 'ask-staff') return toDesk(state, 'STAFF_WANTED', stage.service, stage.visit);
      return command.type === 'cancel' ? endSession(state) : refuse(state);
    case 'issuing':
    case 'cleared':
    case 'out-of-service':
      return refuse(state);
    default:
      return unreachable(stage);
  }
}

/** A headset may be the next person's, and its jack may flap: it is no touch, and on somebody's page a question whether she is there. */
function withSettings(state: State, settings: Settings): Step {
  const next = { ...state, settings };
  if (settings.voice.headset === state.settings.voice.headset) return stay(touched(next));
  const isPluggedIn = settings.voice.headset && isSomebodys(state.stage);
  return stay(isPluggedIn ? { ...next, warning: state.warning ?? fullWarning(next) } : next);
}

/** What the bar below every page does. It is a touch, and so answers the idle warning too. */
function anywhereCommand(state: State, command: Command): Step | undefined {
  const isMaintenance = state.stage.name === 'maintenance' || state.stage.name === 'maintenance-pin';
  switch (command.type) {
    case 'settings':
      // A headset is plugged in or pulled out whatever page is shown.
      if (isMaintenance && command.change.voice?.headset === undefined) return refuse(state);
      return withSettings(state, changed(state.settings, command.change));
    case 'call-help':
      return isMaintenance ? refuse(state) : helping.callHelp(touched(state));
    case 'end-help':
      return isMaintenance ? refuse(state) : helping.endHelp(touched(state));
    default:
      return undefined;
  }
}

function begin(state: State, id: string, at: number, context: Context): Step {
  const service = context.catalogue.services.find((definition) => definition.id === id);
  if (!service) return refuse(state, 'COMMAND_INVALID');
  const closed = closedService(service, context.catalogue.centre, at);
  if (closed) return refuse(state, closed);
  const begun = newTurn(state);
  const step =
    service.identity === 'chip'
      ? identifying.readWhenReady(begun, identifying.identify(service))
      : asking.received(begun, service, at, context);
  return { ...step, effects: [...step.effects, { type: 'ask-printer' }] };
}

function scanned(state: State, { code }: Extract<SessionEvent, { type: 'scan' }>, context: Context): Step {
  const { stage } = state;
  if (state.warning !== undefined && isSomebodys(stage)) return stay(state);
  switch (stage.name) {
    case 'identify':
      return identifying.scanned(state, stage, code);
    case 'number-entry':
    case 'papers':
      return identifying.scannedElsewhere(state, stage, code);
    case 'question':
      return answering.questionScan(state, stage, code, context);
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
      return stay({ ...state, warning: fullWarning(state) });
    case 'warning-second': {
      const left = (state.warning ?? 0) - 1;
      return left > 0 ? stay({ ...state, warning: left }) : endSession(state);
    }
    case 'language-back':
      return stay({ ...state, language: 'vi', settings: atRest(state.settings) });
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
    case 'help-ask':
    case 'help-unanswered':
      return helping.helpWaited(state, wait);
    case 'locked-second':
      return stage.name === 'maintenance-pin' ? maintaining.lockedSecondPassed(state, stage) : stay(state);
    default:
      return unreachable(wait);
  }
}
