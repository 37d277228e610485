import type { FailureCode } from '../../contract/failures.ts';
import type { ServiceDefinition } from '../../contract/services.ts';
import type { Catalogue } from '../services/load.ts';
import type { Visit } from '../services/visit.ts';
import { maskName } from '../../contract/mask-name.ts';
import type { Effect } from './events.ts';
import { atRest } from './settings.ts';
import type { Stage, State } from './state.ts';

/** What the session is told once, at start. */
export interface Context {
  catalogue: Catalogue;
  maintenanceKeys: string[];
}

/** The outcome of one event. `refused` answers the screen whose command did not fit. */
export interface Step {
  state: State;
  effects: Effect[];
  refused?: FailureCode;
}

export const go = (state: State, stage: Stage, ...effects: Effect[]): Step => ({ state: { ...state, stage }, effects });

export const stay = (state: State): Step => ({ state, effects: [] });

export const refuse = (state: State, code: FailureCode = 'OUT_OF_TURN'): Step => ({
  state,
  effects: [],
  refused: code,
});

/** Somebody is there: the wait begins anew, and the question whether she is still there is answered. */
export function touched(state: State): State {
  const { warning: _unfounded, ...rest } = state;
  return { ...rest, touches: state.touches + 1 };
}

/** Begins a new turn: whatever an earlier one asked for is dropped when it answers. A visit keeps its settings and its call for staff. */
export const newTurn = (state: State): State => ({
  turn: state.turn + 1,
  language: state.language,
  devices: state.devices,
  settings: state.settings,
  ...(state.help && { help: state.help }),
  helpCalls: state.helpCalls,
  stage: { name: 'home' },
  touches: state.touches,
  keys: [],
  ...(state.outOfService && { outOfService: state.outOfService }),
});

/** Nobody is waited for any more. A call whose id is not known yet is ended when its answer tells it. */
export function withoutHelp({ state: { help, ...state }, ...step }: Step): Step {
  if (help?.callId === undefined) return { ...step, state };
  return { ...step, state, effects: [...step.effects, { type: 'end-help', call: help.call, callId: help.callId }] };
}

/** The session ends and forgets: its personal data lived in the stage alone. */
export const endSession = (state: State): Step =>
  withoutHelp(go({ ...newTurn(state), language: 'vi', settings: atRest(state.settings) }, { name: 'cleared' }));

/** The public page outside a session. */
export const restingStage = (state: State): Stage =>
  state.outOfService ? { name: 'out-of-service', reason: state.outOfService } : { name: 'home' };

/** No dead end: whoever the kiosk cannot help leaves with a slip that tells the clerk why. */
export function toDesk(state: State, reason: FailureCode, service: ServiceDefinition, visit?: Visit): Step {
  const next = { ...newTurn(state) };
  return go(
    next,
    { name: 'desk', reason, paper: { state: 'printing' } },
    {
      type: 'print-desk-slip',
      reason,
      service: visit?.selfPaid && service.selfPaid ? service.selfPaid.title : service.title,
      language: state.language,
      ...(visit?.identity?.fullName !== undefined && { maskedName: maskName(visit.identity.fullName) }),
    },
  );
}
