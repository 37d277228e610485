import type { DeviceStatus, PrinterState } from '../../src/contract/devices.ts';
import type { Command } from '../../src/contract/commands.ts';
import type { ServiceId } from '../../src/contract/services.ts';
import type { Effect, SessionEvent } from '../../src/main/session/events.ts';
import { next } from '../../src/main/session/session.ts';
import { initialState, type State } from '../../src/main/session/state.ts';
import { toView } from '../../src/main/session/to-view.ts';
import { waits } from '../../src/main/session/waits.ts';
import { people } from '../../drivers/simulated/people.ts';
import { failed, ok } from '../../src/contract/result.ts';
import { context, devices, documentRead, verifiedIdentity } from '../support/samples.ts';
import type { VerifiedIdentity } from '../../src/main/identity/verified-identity.ts';
import type { Context } from '../../src/main/session/step.ts';

const [valid] = people;

type WithoutTime<Event> = Event extends unknown ? Omit<Event, 'at' | 'turn'> : never;

/** The pure session with a hand on every event; time passes by `wait`. */
export class Session {
  context: Context = context;
  state: State = initialState(devices());
  effects: Effect[] = [];
  at = Date.parse('2026-11-21T01:00:00Z');
  /** What the printer answers at once when it is asked; undefined leaves its answer to the test. */
  printer: PrinterState | undefined = 'ready';

  event(event: WithoutTime<SessionEvent>, turn = this.state.turn) {
    const step = next(this.state, { at: this.at, turn, ...event } as SessionEvent, this.context);
    this.state = step.state;
    this.running();
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
  identified(service: ServiceId = 'insurance-check-in', identity: Partial<VerifiedIdentity> = {}) {
    this.command({ type: 'choose-service', service });
    this.scanCard(valid.personalNumber);
    this.card(true);
    this.event({ type: 'chip-read', result: ok({ read: documentRead(), challengeId: 'C'.repeat(22) }) });
    this.event({ type: 'verified', result: ok(verifiedIdentity(identity)) });
    return this;
  }

  /** The same person, asked for her licence's number since the register does not answer. */
  askedForLicence() {
    this.identified('licence-renewal').command({ type: 'confirm' });
    this.event({ type: 'licence-looked-up', result: failed('BACKEND_UNREACHABLE') });
    this.command({ type: 'confirm' });
    return this;
  }

  /** The same person, before the last touch. */
  reviewing() {
    this.identified().command({ type: 'confirm' }, { type: 'answer', option: 'general' });
    return this;
  }

  /** When each wait runs out; `done` while its key stays. */
  private readonly timers = new Map<string, number | 'done'>();

  private running() {
    const wanted = waits(this.state);
    for (const key of this.timers.keys()) if (!wanted.some((wait) => wait.key === key)) this.timers.delete(key);
    for (const { key, delay } of wanted) if (!this.timers.has(key)) this.timers.set(key, this.at + delay);
    return wanted
      .flatMap((wait) => {
        const due = this.timers.get(wait.key);
        return typeof due === 'number' ? [{ ...wait, due }] : [];
      })
      .toSorted((a, b) => a.due - b.due);
  }

  get isWaiting(): boolean {
    return this.running().length > 0;
  }

  /** Lets the one wait that runs out first run out. */
  wait(): number {
    const [first] = this.running();
    if (!first) throw new Error(`nothing is waited for on ${this.state.stage.name}`);
    this.at = Math.max(this.at, first.due);
    this.timers.set(first.key, 'done');
    this.event({ type: 'waited', wait: first.wait });
    return first.delay;
  }

  take<Type extends Effect['type']>(type: Type): Extract<Effect, { type: Type }>[] {
    const taken = this.effects.filter((effect): effect is Extract<Effect, { type: Type }> => effect.type === type);
    this.effects = this.effects.filter((effect) => effect.type !== type);
    return taken;
  }

  get view() {
    return toView(this.state, this.context, {
      revision: 0,
      simulated: [],
      version: 'test',
      panelShortSide: 336,
      at: this.at,
    });
  }

  get page() {
    return this.view.page;
  }
}
