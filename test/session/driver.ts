import type { DeviceStatus, PrinterState } from '../../src/contract/devices.ts';
import type { Command } from '../../src/contract/commands.ts';
import type { ServiceId } from '../../src/contract/services.ts';
import type { Effect, SessionEvent } from '../../src/main/session/events.ts';
import { next } from '../../src/main/session/session.ts';
import { initialState, type State } from '../../src/main/session/state.ts';
import { toView } from '../../src/main/session/to-view.ts';
import { waits } from '../../src/main/session/waits.ts';
import { people } from '../../drivers/simulated/people.ts';
import { ok } from '../../src/contract/result.ts';
import { context, devices, documentRead, verifiedIdentity } from '../support/samples.ts';

const [valid] = people;

type WithoutTime<Event> = Event extends unknown ? Omit<Event, 'at' | 'turn'> : never;

/** The pure session with a hand on every event; time passes by `wait`. */
export class Session {
  state: State = initialState(devices());
  effects: Effect[] = [];
  at = Date.parse('2026-11-21T01:00:00Z');
  /** What the printer answers at once when it is asked; undefined leaves its answer to the test. */
  printer: PrinterState | undefined = 'ready';

  event(event: WithoutTime<SessionEvent>, turn = this.state.turn) {
    const step = next(this.state, { at: this.at, turn, ...event } as SessionEvent, context);
    this.state = step.state;
    for (const effect of step.effects) {
      if (effect.type === 'ask-printer' && this.printer !== undefined) this.answerPrinter(this.printer);
      else this.effects.push(effect);
    }
    return step;
  }

  command(...commands: Command[]) {
    for (const command of commands) this.event({ type: 'command', command });
  }

  /** Devices tell of themselves; what is not named stays. */
  says(status: Partial<DeviceStatus>) {
    this.event({ type: 'devices', status: { ...this.state.devices, ...status } });
  }

  card(present: boolean) {
    this.says({ reader: { state: 'ready', card: present } });
  }

  answerPrinter(state: PrinterState) {
    this.event({ type: 'printer-asked', printer: { state } });
  }

  scanCard(personalNumber: string) {
    this.event({ type: 'scan', code: { kind: 'citizen-card', personalNumber } });
  }

  /** A person of the samples, identified and asked whether it is her. */
  identified(service: ServiceId = 'insurance-check-in') {
    this.command({ type: 'choose-service', service });
    this.scanCard(valid.personalNumber);
    this.card(true);
    this.event({ type: 'chip-read', result: ok({ read: documentRead(), challengeId: 'C'.repeat(22) }) });
    this.event({ type: 'verified', result: ok(verifiedIdentity()) });
    return this;
  }

  /** The same person, before the last touch. */
  reviewing() {
    this.identified().command({ type: 'confirm' }, { type: 'answer', option: 'general' });
    return this;
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
