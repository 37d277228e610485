import type { Command } from '../../src/contract/commands.ts';
import type { Effect, SessionEvent } from '../../src/main/session/events.ts';
import { next } from '../../src/main/session/session.ts';
import { initialState, type State } from '../../src/main/session/state.ts';
import { toView } from '../../src/main/session/to-view.ts';
import { waits } from '../../src/main/session/waits.ts';
import { context, devices } from '../support/samples.ts';

type WithoutTime<Event> = Event extends unknown ? Omit<Event, 'at' | 'turn'> : never;

/** The pure session with a hand on every event; time passes by `wait`. */
export class Session {
  state: State = initialState(devices());
  effects: Effect[] = [];
  at = Date.parse('2026-11-21T01:00:00Z');

  event(event: WithoutTime<SessionEvent>, turn = this.state.turn) {
    const step = next(this.state, { at: this.at, turn, ...event } as SessionEvent, context);
    this.state = step.state;
    this.effects.push(...step.effects);
    return step;
  }

  command(...commands: Command[]) {
    for (const command of commands) this.event({ type: 'command', command });
  }

  card(present: boolean) {
    this.event({ type: 'devices', status: devices(present) });
  }

  scanCard(personalNumber: string) {
    this.event({ type: 'scan', code: { kind: 'citizen-card', personalNumber } });
  }

  /** Lets the one wait that runs out first run out. */
  wait(): number {
    const first = waits(this.state).toSorted((a, b) => a.delay - b.delay)[0];
    if (!first) throw new Error(`nothing is waited for on ${this.state.stage.name}`);
    this.at += first.delay;
    this.event({ type: 'waited', wait: first.wait });
    return first.delay;
  }

  take<Type extends Effect['type']>(type: Type): Extract<Effect, { type: Type }>[] {
    const taken = this.effects.filter((effect): effect is Extract<Effect, { type: Type }> => effect.type === type);
    this.effects = this.effects.filter((effect) => effect.type !== type);
    return taken;
  }

  get page() {
    return toView(this.state, context, { revision: 0, simulated: [], version: 'test', at: this.at }).page;
  }
}
