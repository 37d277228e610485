import { delays } from '../delays.ts';
import type { WaitName } from './events.ts';
import { canReprint } from './promising.ts';
import type { State } from './state.ts';

/** A wait runs while its key stays the same; a new key starts it anew. */
export interface Wait {
  key: string;
  wait: WaitName;
  delay: number;
}

/** What the session is waiting for now. Derived, so that no transition can forget to start or stop a timer. */
export function waits(state: State): Wait[] {
  const { stage, touches } = state;
  const wait = (name: WaitName, delay: number, key: string | number = touches): Wait => ({
    key: `${name} ${state.turn} ${stage.name} ${key}`,
    wait: name,
    delay,
  });

  if (state.warning !== undefined) return [wait('warning-second', delays.second, state.warning)];
  const keys = state.keys.length > 0 ? [wait('keys-forgotten', delays.keysForgotten)] : [];
  switch (stage.name) {
    case 'home':
    case 'out-of-service':
      return state.language === 'vi' ? keys : [...keys, wait('language-back', delays.languageBack)];
    case 'identify':
      // A reading has its own deadline; a failed one gives the full time again to read why.
      return stage.reading ? [] : [wait('idle', delays.idle, `${touches} ${stage.failures}`)];
    case 'number-entry':
    case 'person':
      return [wait('idle', delays.idlePersonal)];
    case 'review':
    case 'question':
      return [wait('idle', stage.visit.identity ? delays.idlePersonal : delays.idle)];
    case 'checking':
    case 'issuing':
      return [wait('patience-still', delays.patienceStill, 0), wait('patience-slow', delays.patienceSlow, 0)];
    case 'ticket':
      switch (stage.paper.state) {
        case 'printing':
          return [];
        case 'confirmed':
          return [wait('ticket-shown', delays.ticketAfterPaper)];
        case 'failed':
        case 'unknown':
          // A printer that is able again gives the full time to have the ticket printed.
          return [wait('ticket-shown', delays.ticketWithoutPaper, `${touches} ${canReprint(stage, state)}`)];
      }
      break;
    case 'desk':
      // No time limit on reading an error: only the warning that can be put off for ever.
      return stage.paper.state === 'printing' ? [] : [wait('idle', delays.idle)];
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
