import type { HelpCall } from '../../contract/help.ts';
import type { Result } from '../../contract/result.ts';
import type { SessionView } from '../../contract/session-view.ts';
import { delays } from '../delays.ts';
import type { Effect } from './events.ts';
import { stay, withoutHelp, type Step } from './step.ts';
import type { Help, State } from './state.ts';
import type { Wait } from './waits.ts';

/**
 * Calls staff, from any page and over all turns of a visit. Calls are counted, and each answer carries the call that it is about:
 * that of a call which is over shows nothing to whoever called since.
 */
export function callHelp(state: State): Step {
  if (state.help) return stay(state);
  const call = state.helpCalls + 1;
  const help: Help = { call, state: 'calling', isAsking: true, isUnanswered: false };
  return { state: { ...state, helpCalls: call, help }, effects: [{ type: 'call-help', call }] };
}

/** She needs nobody any more. */
export const endHelp = (state: State): Step => withoutHelp(stay(state));

export function helpAnswered(state: State, call: number, result: Result<HelpCall>): Step {
  const { help } = state;
  if (help?.call !== call) return late(state, result);
  const answered: Help = { ...help, isAsking: false };
  // Whoever said that she comes is on her way, though the line broke since.
  if (!result.ok) return keep(state, help.state === 'coming' ? answered : { ...answered, state: 'unreachable' });
  const { callId, state: said } = result.value;
  if (said !== 'over') return keep(state, { ...answered, callId, state: said });
  // The server gave the call up while the line was broken, and nobody came: it is made anew.
  const { callId: _over, ...unheard } = answered;
  return help.state === 'coming' ? stay(without(state)) : keep(state, { ...unheard, state: 'calling' });
}

/** Of a call that is over here, and that the server may still hold open. */
function late(state: State, result: Result<HelpCall>): Step {
  if (!result.ok || result.value.state === 'over') return stay(state);
  const { help, helpCalls: call } = state;
  const { callId } = result.value;
  if (!help) return { state, effects: [{ type: 'end-help', call, callId }] };
  // A kiosk has one open call: it is now hers who called since, and ends with hers.
  return help.callId === undefined ? keep(state, { ...help, callId }) : stay(state);
}

const keep = (state: State, help: Help): Step => stay({ ...state, help });

function without({ help: _over, ...state }: State): State {
  return state;
}

export function helpWaited(state: State, wait: 'help-ask' | 'help-unanswered'): Step {
  const { help } = state;
  if (!help) return stay(state);
  if (wait === 'help-unanswered') return keep(state, { ...help, isUnanswered: true });
  return { state: { ...state, help: { ...help, isAsking: true } }, effects: [question(help)] };
}

/** What could not be told is called again: to the server the second call is the first. */
const question = ({ call, callId, state }: Help): Effect =>
  callId === undefined || state === 'unreachable' ? { type: 'call-help', call } : { type: 'ask-help', call, callId };

/** Neither a touch nor another page begins these anew. */
export function helpWaits({ help }: State): Wait[] {
  if (!help) return [];
  const { call, isAsking, isUnanswered, state } = help;
  return [
    ...(isAsking ? [] : [{ key: `help-ask ${call}`, wait: 'help-ask' as const, delay: delays.helpAsk }]),
    ...(isUnanswered || state === 'coming'
      ? []
      : [{ key: `help-unanswered ${call}`, wait: 'help-unanswered' as const, delay: delays.helpUnanswered }]),
  ];
}

/** Somebody comes, or still may. A line that breaks and comes back changes nothing. */
export const isHopeful = ({ state, isUnanswered }: Help): boolean => state === 'coming' || !isUnanswered;

/** After a minute without anybody she is sent to the desk, and it calls on. */
export const shownHelp = ({ state, isUnanswered }: Help): NonNullable<SessionView['help']>['state'] =>
  isUnanswered && (state === 'calling' || state === 'waiting') ? 'nobody' : state;
