import { setTimeout as delay } from 'node:timers/promises';
import { backOff } from '../back-off.ts';
import { type EstablishContext, type PcscContext, type ReaderState, scard, ScardError } from './binding.ts';
import { type Answer, knock } from './knock.ts';

/** In milliseconds. */
const limits = {
  /** Between two knocks while pcscd serves. */
  beat: 2_000,
  /** For the answer to a knock. */
  answer: 3_000,
  /** Between two attempts at a pcscd that refuses: each is a line in its log. */
  denied: 30_000,
  /** In which a new context names its readers. */
  naming: 1_000,
  /** After which nothing stirs in a context that is to be released: half as long again as libpcsclite sleeps over a mute card. */
  quiet: 600,
  /** For that, when all is being closed. */
  closing: 2_000,
} as const;

/** `service-down`: pcscd is away, or does not answer. `denied`: it lets this user not in. */
export type ServiceState = 'starting' | 'up' | 'service-down' | 'denied';

/** A reader and what lies on it. */
export interface Seat extends ReaderState {
  /** Aborted when this card leaves, or its reader, or pcscd. */
  left: AbortSignal;
}

interface ServiceOptions {
  changed: () => void;
  /** A card is being connected or read. */
  isBusy: () => boolean;
}

/** The connection to pcscd, kept up: made anew when it died, and watched while it lives. */
export class PcscService {
  readonly #establish: EstablishContext;
  readonly #options: ServiceOptions;
  readonly #seats = new Map<string, { seat: Seat; leave: () => void }>();
  readonly #pause = backOff();
  #state: ServiceState = 'starting';
  #context: PcscContext | undefined;
  #isWorn = false;
  #namedAt = Infinity;
  #refusals = 0;
  /**
   * Contexts that wait for their release. It cancels SCardGetStatusChange, and waits for ever where the native thread is not in
   * it just then: after each event, and for 0.4 s more where a card is mute.
   */
  #letGo: PcscContext[] = [];
  #stirredAt = 0;
  #nextAt = 0;
  #sleep: { timer: NodeJS.Timeout; end: () => void } | undefined;
  #isClosed = false;

  constructor(establish: EstablishContext, options: ServiceOptions) {
    this.#establish = establish;
    this.#options = options;
    void this.#keepUp();
  }

  get state(): ServiceState {
    return this.#state;
  }

  /** Where pcscd serves us. */
  get context(): PcscContext | undefined {
    return this.#state === 'up' ? this.#context : undefined;
  }

  /** By name, which for readers of one make is pcscd's order; bindings tell of them in any. */
  get seats(): Seat[] {
    const names = [...this.#seats.keys()].sort();
    return names.flatMap((name) => this.#seats.get(name)?.seat ?? []);
  }

  /** Whether a reader that is there would have been named by now. */
  get isNamed(): boolean {
    return this.#seats.size > 0 || performance.now() >= this.#namedAt;
  }

  /** A card was used, which native threads hear of as well. */
  stir(): void {
    this.#stirredAt = performance.now();
  }

  /** It failed as a whole. */
  lose(context: PcscContext): void {
    if (this.#context === context) this.#drop('service-down', this.#pause.next());
  }

  /** We may speak to pcscd, and not to its cards. */
  deny(context: PcscContext): void {
    if (this.#context === context) this.#drop('denied', limits.denied);
  }

  /** The reader was unplugged. */
  gone(context: PcscContext, name: string): void {
    if (this.#context !== context) return;
    this.#seats.get(name)?.leave();
    this.#seats.delete(name);
    this.wearOut(context);
    this.#options.changed();
  }

  /** It still works, but another one shall take its place when there is time. */
  wearOut(context: PcscContext): void {
    if (this.#context === context) this.#isWorn = true;
  }

  /** Quietly: what was known before holds until more is. */
  renew(): void {
    this.#pause.reset();
    this.#detach();
    this.#schedule(0);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#detach();
    this.#schedule(0);
    const started = performance.now();
    while (this.#letGo.length > 0 && performance.now() - started < limits.closing) {
      await delay(limits.quiet / 10);
      if ((await knock(limits.answer)) !== 'silent') this.#releaseIfQuiet();
    }
  }

  async #keepUp(): Promise<void> {
    for (;;) {
      const planned = this.#nextAt;
      const answer = await knock(limits.answer);
      if (this.#isClosed) return;
      // Unless something happened during the knock that set another time.
      if (planned === this.#nextAt) {
        this.#change(this.#stateAfter(answer));
        this.#nextAt = performance.now() + this.#untilNext();
      }
      await this.#sleepUntilNext();
    }
  }

  #stateAfter(answer: Answer): ServiceState {
    // The context is kept: it serves again after SIGCONT.
    if (answer === 'silent') return 'service-down';
    this.#releaseIfQuiet();
    if (answer === 'alive') return this.#connected();
    // A context that stands serves all the same, or says itself that it died.
    if (this.#context) return this.#state;
    return answer === 'denied' ? 'denied' : 'service-down';
  }

  #connected(): ServiceState {
    if (!this.#context) return this.#attempt();
    this.#pause.reset();
    // Bindings miss readers that come, most of all those that come back at once; who asks anew is told of all.
    const hasNone = this.isNamed && this.#seats.size === 0;
    const isTime = !this.#options.isBusy() && this.#letGo.length === 0;
    if (!(this.#isWorn || hasNone) || !isTime) return 'up';
    this.#detach();
    return this.#attempt();
  }

  #attempt(): ServiceState {
    try {
      this.#attach();
      this.#refusals = 0;
      return 'up';
    } catch (error) {
      if (!(error instanceof ScardError)) throw error;
      // A pcscd that ends just now hangs up as well, but not twice.
      this.#refusals = error.code === scard.SECURITY_VIOLATION ? this.#refusals + 1 : 0;
      return this.#refusals > 1 ? 'denied' : 'service-down';
    }
  }

  #attach(): void {
    const context: PcscContext = this.#establish({
      reader: (state) => {
        this.stir();
        if (this.#context === context) this.#see(state);
      },
      gone: (name) => {
        this.stir();
        this.gone(context, name);
      },
      died: () => this.lose(context),
    });
    this.stir();
    this.#context = context;
    this.#isWorn = false;
    this.#namedAt = performance.now() + limits.naming;
    setTimeout(() => this.#options.changed(), limits.naming + 1).unref();
  }

  #see(state: ReaderState): void {
    const before = this.#seats.get(state.name);
    if (before?.seat.card === state.card) return;
    before?.leave();
    const leaving = new AbortController();
    this.#seats.set(state.name, { seat: { ...state, left: leaving.signal }, leave: () => leaving.abort() });
    this.#options.changed();
  }

  #drop(state: ServiceState, pause: number): void {
    this.#detach();
    this.#change(state);
    this.#schedule(pause);
  }

  #detach(): void {
    if (this.#context) this.#letGo.push(this.#context);
    this.#context = undefined;
    this.#namedAt = Infinity;
    this.#seats.forEach(({ leave }) => leave());
    this.#seats.clear();
  }

  #releaseIfQuiet(): void {
    if (this.#options.isBusy() || performance.now() - this.#stirredAt < limits.quiet) return;
    this.#letGo.splice(0).forEach((context) => context.release());
  }

  #change(state: ServiceState): void {
    this.#state = state;
    this.#options.changed();
  }

  #untilNext(): number {
    if (this.#context) return limits.beat;
    return this.#state === 'denied' ? limits.denied : this.#pause.next();
  }

  #schedule(pause: number): void {
    this.#nextAt = performance.now() + pause;
    if (!this.#sleep) return;
    clearTimeout(this.#sleep.timer);
    this.#sleep.timer = setTimeout(this.#sleep.end, pause);
  }

  #sleepUntilNext(): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        this.#sleep = undefined;
        resolve();
      };
      this.#sleep = { end, timer: setTimeout(end, Math.max(0, this.#nextAt - performance.now())) };
    });
  }
}
