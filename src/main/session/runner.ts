import type { Devices, Stop } from '../../../drivers/ports.ts';
import type { FailureCode } from '../../contract/failures.ts';
import { ok, failed, unreachable, type Result } from '../../contract/result.ts';
import type { SessionView } from '../../contract/session-view.ts';
import type { Clock } from '../../../drivers/clock.ts';
import type { Log } from '../log/log.ts';
import type { Command } from '../../contract/commands.ts';
import type { Answer, Effect, Happening, SessionEvent } from './events.ts';
import { next } from './session.ts';
import { initialState } from './state.ts';
import type { Context } from './step.ts';
import { toLog } from './to-log.ts';
import { toView, type Surroundings } from './to-view.ts';
import { waits } from './waits.ts';

/**
 * Does what the session wants and answers it. Rejections are not expected: they end the core, loudly.
 * @param turnOver aborted when the turn that wants it ends; only what nobody else waits for, the reading of a chip, obeys
 */
export type Perform = (effect: Effect, turnOver: AbortSignal) => Promise<Answer>;

export interface RunnerDeps {
  devices: Devices;
  clock: Clock;
  log: Log;
  perform: Perform;
  /** Whether the kiosk is in service outlives a restart: pulling the plug replaces no self-test. */
  service: { recall: () => FailureCode | undefined; remember: (outOfService: FailureCode | undefined) => void };
  crash: (error: unknown) => void;
}

export interface Runner {
  command(command: Command): Result;
  watchView(listener: (view: SessionView) => void): Stop;
  stop(): void;
}

/** Drives the pure session: events in, effects and timers out, one view after each change. */
export function runSession(
  context: Context,
  around: Omit<Surroundings, 'at' | 'revision'>,
  { devices, clock, log, perform, service, crash }: RunnerDeps,
): Runner {
  let state = initialState(devices.status(), service.recall());
  let revision = 0;
  let shown: string | undefined;
  const listeners = new Set<(view: SessionView) => void>();
  const timers = new Map<string, Stop>();
  let turn = new AbortController();

  const view = (): SessionView => toView(state, context, { ...around, revision, at: clock.now() });

  function happen(event: SessionEvent): Result {
    const before = state;
    const step = next(before, event, context);
    state = step.state;
    for (const line of toLog(before, state, event)) log(line);
    if (state.outOfService !== before.outOfService) service.remember(state.outOfService);
    if (state.turn !== before.turn) {
      turn.abort();
      turn = new AbortController();
    }
    keepTimers();
    show();
    const asking = state.turn;
    for (const effect of step.effects) {
      perform(effect, turn.signal).then((answer) => void happen({ at: clock.now(), turn: asking, ...answer }), crash);
    }
    return step.refused ? failed(step.refused) : ok(undefined);
  }

  const occur = (happening: Happening): Result => happen({ at: clock.now(), ...happening });

  function keepTimers(): void {
    const wanted = new Map(waits(state).map((wait) => [wait.key, wait]));
    for (const [key, cancel] of timers) {
      if (wanted.has(key)) continue;
      cancel();
      timers.delete(key);
    }
    for (const [key, { wait, delay }] of wanted) {
      if (timers.has(key)) continue;
      timers.set(
        key,
        clock.after(delay, () => void occur({ type: 'waited', wait })),
      );
    }
  }

  function show(): void {
    const { page } = view();
    if (page.name !== shown) log({ event: 'page', page: page.name });
    shown = page.name;
    revision += 1;
    for (const listener of listeners) listener(view());
  }

  const stopDevices = devices.watch((event) => {
    switch (event.type) {
      case 'status':
        return void occur({ type: 'devices', status: event.status });
      case 'scan':
        return void occur({ type: 'scan', code: event.code });
      case 'chip-progress':
        return void occur(event);
      default:
        return unreachable(event);
    }
  });
  keepTimers();
  show();

  return {
    command: (command) => occur({ type: 'command', command }),
    watchView: (listener) => {
      listeners.add(listener);
      listener(view());
      return () => void listeners.delete(listener);
    },
    stop: () => {
      stopDevices();
      turn.abort();
      for (const cancel of timers.values()) cancel();
      timers.clear();
    },
  };
}
