import { delays } from '../delays.ts';
import type { WaitName } from './events.ts';
import { helpWaits, isHopeful } from './helping.ts';
import { canReprint } from './promising.ts';
import { isAtRest, needsTime } from './settings.ts';
import type { State } from './state.ts';

/** A wait runs while its key stays the same; a new key starts it anew. */
export interface Wait {
  key: string;
  wait: WaitName;
  delay: number;
}

/** What the session is waiting for now. Derived, so that no transition can forget to start or stop a timer. */
export const waits = (state: State): Wait[] => [...pageWaits(state), ...helpWaits(state)];

function pageWaits(state: State): Wait[] {
  const { stage, touches, settings } = state;
  const wait = (name: WaitName, delay: number, key: string | number = touches): Wait => ({
    key: `${name} ${state.turn} ${stage.name} ${key}`,
    wait: name,
    delay,
  });

  const patient = (delay: number) => (needsTime(settings) ? delays.idleSlow : delay);
  // Whom nobody answers is told to go, and goes: from then on the page waits as it does without a call.
  const isAwaited = state.help !== undefined && isHopeful(state.help);
  const idle = (delay: number, key: string | number = touches) =>
    isAwaited ? wait('idle', delays.idleHelp, `${key} called`) : wait('idle', patient(delay), key);

  if (state.warning !== undefined) return [wait('warning-second', delays.second, state.warning)];
  const keys = state.keys.length > 0 ? [wait('keys-forgotten', delays.keysForgotten)] : [];
  switch (stage.name) {
    case 'home':
    case 'out-of-service':
      if (state.help) return [...keys, idle(delays.idle)];
      return state.language === 'vi' && isAtRest(settings)
        ? keys
        : [...keys, wait('language-back', patient(delays.languageBack))];
    case 'identify':
      // A reading has its own deadline; a failed one gives the full time again to read why.
      return stage.reading ? [] : [idle(delays.idle, `${touches} ${stage.failures}`)];
    case 'papers':
      return [idle(delays.idle)];
    case 'number-entry':
    case 'person':
      return [idle(delays.idlePersonal)];
    case 'review':
    case 'question':
      return [idle(stage.visit.identity ? delays.idlePersonal : delays.idle)];
    case 'checking':
    case 'issuing':
      return [wait('patience-still', delays.patienceStill, 0), wait('patience-slow', delays.patienceSlow, 0)];
    case 'ticket':
      if (isAwaited && stage.paper.state !== 'printing') return [idle(delays.idleHelp)];
      switch (stage.paper.state) {
        case 'printing':
          return [];
        case 'confirmed':
          return [wait('ticket-shown', patient(delays.ticketAfterPaper))];
        case 'failed':
        case 'unknown':
          // A printer that is able again gives the full time to have the ticket printed.
          return [wait('ticket-shown', patient(delays.ticketWithoutPaper), `${touches} ${canReprint(stage, state)}`)];
      }
      break;
    case 'missing':
    case 'desk':
      // No time limit on reading an error: only the warning that can be put off for ever.
      return stage.paper.state === 'printing' ? [] : [idle(delays.idle)];
    case 'cleared':
      return [wait('cleared-shown', delays.cleared, 0)];
    case 'maintenance-pin':
      return stage.lockedSeconds > 0
        ? [wait('locked-second', delays.second, stage.lockedSeconds)]
        : [wait('maintenance-idle', delays.idle)];
    case 'maintenance':
      return stage.busy === 'working'
        ? []
        : [wait('maintenance-idle', delays.maintenanceIdle, `${touches} ${stage.busy}`)];
  }
}
