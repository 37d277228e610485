import type { Command } from '../../contract/commands.ts';
import type { ScannedCode } from '../../contract/scanned-code.ts';
import type { Answer } from './events.ts';
import { cardReadable } from './serving.ts';
import { atRest } from './settings.ts';
import { go, newTurn, refuse, restingStage, stay, withoutHelp, type Context, type Step } from './step.ts';
import type { Maintenance, Stage, State } from './state.ts';

type PinPage = Extract<Stage, { name: 'maintenance-pin' }>;
type Diagnosed = Extract<Answer, { type: 'diagnosed' }>;

/** The sequence opens the PIN page from a resting kiosk only, so that it never ends somebody's session. */
export function keyPressed(state: State, key: string, context: Context): Step {
  const keys = [...state.keys, key].slice(-context.maintenanceKeys.length);
  const complete =
    keys.length === context.maintenanceKeys.length &&
    keys.every((pressed, at) => pressed === context.maintenanceKeys[at]);
  const resting = state.stage.name === 'home' || state.stage.name === 'out-of-service';
  if (!complete || !resting) return stay({ ...state, keys });
  const next = { ...newTurn(state), settings: atRest(state.settings) };
  return withoutHelp(go(next, { name: 'maintenance-pin', lockedSeconds: 0 }));
}

export function pinCommand(state: State, stage: PinPage, command: Command): Step {
  switch (command.type) {
    case 'pin':
      return stage.lockedSeconds > 0
        ? refuse(state, 'PIN_LOCKED')
        : go(state, stage, { type: 'check-pin', pin: command.pin });
    case 'back':
    case 'cancel':
      return go(newTurn(state), restingStage(state));
    default:
      return refuse(state);
  }
}

export function accessAnswered(state: State, { result }: Extract<Answer, { type: 'access' }>): Step {
  if (result.ok) {
    // From here on the kiosk is out of service until a self-test passes.
    const opened: State = { ...state, outOfService: 'IN_MAINTENANCE' };
    const stage: Maintenance = {
      name: 'maintenance',
      backend: 'down',
      unsent: [],
      unsettled: [],
      checks: [],
      busy: 'working',
    };
    return go(opened, stage, { type: 'diagnose', checks: ['overview'] });
  }
  const lockedSeconds = 'lockedSeconds' in result ? result.lockedSeconds : 0;
  return go(state, { name: 'maintenance-pin', problem: result.code, lockedSeconds });
}

export function lockedSecondPassed(state: State, stage: PinPage): Step {
  const lockedSeconds = stage.lockedSeconds - 1;
  return go(state, lockedSeconds > 0 ? { ...stage, lockedSeconds } : { name: 'maintenance-pin', lockedSeconds: 0 });
}

export function maintenanceCommand(state: State, stage: Maintenance, command: Command): Step {
  const leaving = command.type === 'maintenance' && command.action === 'leave';
  if (stage.busy === 'working' && !leaving) return refuse(state);
  const { testNumber: _forgotten, ...rest } = stage;
  const working: Maintenance = { ...rest, busy: 'working', checks: [] };
  if (command.type === 'settle') {
    const unsettled = stage.unsettled.find(({ number }) => number === command.number);
    if (!unsettled) return refuse(state, 'COMMAND_INVALID');
    const { number, ticketToken } = unsettled;
    return go(state, working, { type: 'settle', number, ticketToken, by: command.by });
  }
  if (command.type !== 'maintenance') return refuse(state);
  switch (command.action) {
    case 'test-print':
      return go(state, working, { type: 'diagnose', checks: ['test-print'] });
    case 'test-read':
      return go(state, { ...working, busy: 'test-card' });
    case 'self-test':
      return go(state, working, { type: 'diagnose', checks: ['self-test'] });
    case 'new-roll':
      return go(state, working, { type: 'renewed', part: 'roll' });
    case 'new-printer':
      return go(state, working, { type: 'renewed', part: 'printer' });
    case 'return-to-service':
      return go(state, { ...working, returning: true }, { type: 'diagnose', checks: ['self-test'] });
    case 'leave':
      return leave(state);
  }
}

export const leave = (state: State): Step => {
  const next = newTurn(state);
  return go(next, restingStage(next));
};

export function diagnosed(state: State, stage: Maintenance, found: Diagnosed): Step {
  const { backend, unsent, unsettled, wear, checks } = found;
  const next: Maintenance = { name: 'maintenance', backend, unsent, unsettled, wear, checks, busy: 'no' };
  const selfTested =
    checks.length > 0 && checks.every(({ passed }) => passed) && checks.some(({ name }) => name === 'store');
  if (!selfTested) return go(state, next);
  const { outOfService: _over, ...serving } = state;
  return stage.returning ? go(newTurn(serving), { name: 'home' }) : go(serving, next);
}

/** A test reading needs the test card's own QR, as a citizen's does; either may come first. */
export function testScan(state: State, stage: Maintenance, code: ScannedCode): Step {
  if (stage.busy !== 'test-card' || code.kind !== 'citizen-card') return stay(state);
  if (code.personalNumber === stage.testNumber) return stay(state);
  return testWhenReady(state, { ...stage, testNumber: code.personalNumber });
}

export function testWhenReady(state: State, stage: Maintenance): Step {
  const { testNumber, ...rest } = stage;
  if (testNumber === undefined || !cardReadable(state.devices)) return go(state, stage);
  return go(state, { ...rest, busy: 'working' }, { type: 'test-read', personalNumber: testNumber });
}
